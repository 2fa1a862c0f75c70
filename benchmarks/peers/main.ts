/**
 * `npm run bench -- peers`: the PMU over TCP, TLS and WebSocket with ten thousand clients at once, one conversation after
 * the other, and floods; in the same minutes the obvious servers in Python's asyncio, and the loopback's own limit. Every
 * byte that comes is checked. Machines differ and are noisy: the ratios count. `quick` is the same with few clients.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { selfSigned } from '@wireside/authority';
import { pmuFlood } from '@wireside/peers';
import { ended, say } from '../wire/measured.ts';
import { ASYNCIO_SERVERS } from './asyncio-servers.ts';
import type { Job, Outcome, Transport } from './job.ts';
import { withFiles } from './usage.ts';

const isQuick = process.argv.includes('quick');
const SIZES = isQuick
  ? { crowd: 100, messages: 2, delay: 0.1, conversations: 100, floods: 4, flood: 1_000_000 }
  : { crowd: 10_000, messages: 5, delay: 1, conversations: 3_000, floods: 40, flood: 16_000_000 };
/** Conversations at a time, where it is not all of them. */
const WIDTH = { crowd: 100, churn: 100, flood: 4 };
/** Files that each process may need: a socket a client, and some. */
const FILES = SIZES.crowd + 500;

const PMUS: Readonly<Record<Transport, string>> = { tcp: 'pmu', tls: 'pmu-tls', websocket: 'pmu-websocket' };

const folder = mkdtempSync(join(tmpdir(), 'wireside-benchmark-'));
const files = {
  flood: join(folder, 'flood.txt'),
  certificate: join(folder, 'server.pem'),
  key: join(folder, 'server.key'),
};
const children: ChildProcess[] = [];
async function main(): Promise<void> {
  const model = cpus()[0]?.model ?? 'unknown';
  say(
    `Benchmark of the peers: ${availableParallelism()} processors (${model}), Node ${process.version}, load ${loadavg()[0]?.toFixed(1)}`,
  );
  const flood = { bytes: SIZES.flood, text: 'ascii' } as const;
  writeFileSync(files.flood, pmuFlood({ flood }));
  const identity = await selfSigned({ name: 'localhost' });
  writeFileSync(files.certificate, identity.certificate);
  writeFileSync(files.key, identity.key);
  const options = { messages: SIZES.messages, flood, maxConnections: 2 * FILES };
  say(
    `Options of ours that are not the defaults: ${JSON.stringify(options)}; ${SIZES.messages} messages in a crowd, ${SIZES.delay} s apart.`,
  );
  if (withFiles(FILES) === undefined) say(`This process may not open ${FILES} files: the crowds will fail.`);

  for (const transport of ['tcp', 'tls', 'websocket'] as const) {
    say(`\nPMU over ${transport}`);
    say(`${''.padEnd(34)}${'ours'.padStart(12)}${'asyncio'.padStart(12)}${'ratio'.padStart(8)}`);
    const secrets = transport === 'tls' ? { certificate: files.certificate, key: files.key } : {};
    const ours = (more: object): Promise<Server> =>
      startOurs(PMUS[transport], { ...options, ...secrets, ...more });
    const theirs = (messages: number): Promise<Server | undefined> => startTheirs(transport, messages);
    await compare(transport, await ours({}), await theirs(SIZES.messages), crowd);
    await compare(transport, await ours({ messages: 1 }), await theirs(1), churn);
    await compare(transport, await warm(transport, await ours({})), await theirs(1), floods);
  }
  say('\nThe loopback alone: a server that writes the flood and closes, without a protocol');
  const bare = await startOurs('bare', { file: files.flood });
  rows(floods.rows, floods.figures(await load({ ...floods.job, transport: 'tcp', ...bare })), undefined);
}

/** After one flood, the text is there and the code is warm; how fast it is written is what is measured. */
async function warm(transport: Transport, server: Server): Promise<Server> {
  await load({ ...floods.job, floods: 1, transport, ...server });
  return server;
}

/** A server's process. */
interface Server {
  readonly port: number;
  readonly pid: number;
}

/** One load, and what is said of it. */
interface Measure {
  readonly job: { readonly load: 'crowd' | 'churn' | 'flood' } & Record<string, unknown>;
  /** Names of the figures; those where less is better have their ratio turned round. */
  readonly rows: readonly {
    readonly name: string;
    readonly isLessBetter: boolean;
    write(value: number): string;
  }[];
  figures(outcome: Outcome): readonly number[];
}

const seconds = (value: number): string => `${value.toFixed(2)} s`;
const milliseconds = (value: number): string => `${value.toFixed(1)} ms`;
const count = (value: number): string => Math.round(value).toLocaleString('en');
const kilobytes = (value: number): string => `${(value / 1024).toFixed(1)} KiB`;
const rate = (value: number): string => `${count(value)} MB/s`;

const crowd: Measure = {
  job: {
    load: 'crowd',
    clients: SIZES.crowd,
    width: WIDTH.crowd,
    messages: SIZES.messages,
    delay: SIZES.delay,
  },
  rows: [
    { name: `${count(SIZES.crowd)} clients connected within`, isLessBetter: true, write: seconds },
    { name: '  memory of the process a client', isLessBetter: true, write: kilobytes },
    { name: '  processor for all of it', isLessBetter: true, write: seconds },
    { name: '  a message late by, median', isLessBetter: true, write: milliseconds },
    { name: '  one in a hundred by at least', isLessBetter: true, write: milliseconds },
  ],
  figures: ({ connecting, rest, full, end, lateness }) => [
    connecting / 1000,
    (full.memory - rest.memory) / SIZES.crowd,
    end.cpu - rest.cpu,
    lateness[lateness.length >> 1] ?? NaN,
    lateness[Math.floor(lateness.length * 0.99)] ?? NaN,
  ],
};

const churn: Measure = {
  job: { load: 'churn', conversations: SIZES.conversations, width: WIDTH.churn },
  rows: [
    { name: 'conversations a second', isLessBetter: false, write: count },
    { name: '  processor a conversation', isLessBetter: true, write: milliseconds },
  ],
  figures: ({ talking, rest, end, right }) => [
    (right / talking) * 1000,
    ((end.cpu - rest.cpu) / right) * 1000,
  ],
};

const floods: Measure = {
  job: { load: 'flood', floods: SIZES.floods, width: WIDTH.flood, file: files.flood },
  rows: [
    { name: 'flood', isLessBetter: false, write: rate },
    {
      name: '  most memory of the process',
      isLessBetter: true,
      write: (value) => `${(value / 2 ** 20).toFixed(0)} MiB`,
    },
  ],
  figures: ({ talking, right, end }) => [(right * SIZES.flood) / talking / 1000, end.peak],
};

/** Puts the same load on both, one after the other, each in a new process, and says how they compare. */
async function compare(
  transport: Transport,
  ours: Server,
  theirs: Server | undefined,
  measure: Measure,
): Promise<void> {
  const figures = async (server: Server): Promise<readonly number[]> =>
    measure.figures(await load({ ...measure.job, transport, ...server }));
  const mine = await figures(ours);
  rows(measure.rows, mine, theirs ? await figures(theirs) : undefined);
  for (const server of [ours, theirs]) if (server) process.kill(server.pid);
}

function rows(names: Measure['rows'], ours: readonly number[], theirs: readonly number[] | undefined): void {
  for (const [i, { name, isLessBetter, write }] of names.entries()) {
    const [mine = NaN, other] = [ours[i], theirs?.[i]];
    const ratio = other === undefined ? '' : (isLessBetter ? other / mine : mine / other).toFixed(2);
    say(
      `${name.padEnd(34)}${write(mine).padStart(12)}${(other === undefined ? '-' : write(other)).padStart(12)}${ratio.padStart(8)}`,
    );
  }
}

/** Runs the load generator; throws when a conversation was not as it should be. */
async function load(job: Record<string, unknown>): Promise<Outcome> {
  const words = [
    process.execPath,
    join(import.meta.dirname, 'generator.js'),
    JSON.stringify(job as unknown as Job),
  ];
  const { stdout } = await ended([...(withFiles(FILES) ?? []), ...words]);
  const outcome = JSON.parse(stdout) as Outcome;
  if (outcome.wrong > 0) {
    throw new Error(
      `${outcome.wrong} conversations of ${String(job['load'])} went wrong: ${outcome.complaint ?? ''}`,
    );
  }
  return outcome;
}

async function startOurs(name: string, options: object): Promise<Server> {
  return start([process.execPath, join(import.meta.dirname, 'server.js'), name, JSON.stringify(options)]);
}

/** Undefined, and said, where this machine's Python cannot. */
async function startTheirs(transport: Transport, messages: number): Promise<Server | undefined> {
  const module = transport === 'websocket' ? 'websockets' : 'asyncio';
  const python = ['python3', '/usr/bin/python3'].find(
    (each) => spawnSync(each, ['-c', `import ${module}`]).status === 0,
  );
  if (python === undefined) {
    say(`(no Python with ${module} here: ours alone)`);
    return undefined;
  }
  const secrets = transport === 'tls' ? [files.certificate, files.key] : [];
  return start([python, '-c', ASYNCIO_SERVERS[transport], String(messages), files.flood, ...secrets]);
}

/** A server that says its port on its first line. */
async function start(words: readonly string[]): Promise<Server> {
  const [file = '', ...args] = [...(withFiles(FILES) ?? []), ...words];
  const child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const [line] = (await once(child.stdout, 'data')) as [Buffer];
  return { port: Number(String(line)), pid: child.pid! };
}

try {
  await main();
} finally {
  for (const child of children) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
}
