/**
 * `npm run bench -- peers`: the PMU over TCP, TLS and WebSocket, with ten thousand clients in parallel, with short
 * conversations, and with floods; within the same minutes, equivalent servers in Python's asyncio, and the limit of the
 * loopback device. Every received byte is checked. Machines differ and are noisy, so the ratios matter. `quick` does the
 * same with few clients.
 */
import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
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
/** Conversations in parallel, where not all of them are. */
const WIDTH = { crowd: 100, churn: 100, flood: 4 };
/** Files that each process may need to open: a socket for each client, and a few more. */
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
    `Our options that differ from the defaults: ${JSON.stringify(options)}; ${SIZES.messages} messages to each client of the crowd, ${SIZES.delay} s apart.`,
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
  say('\nThe loopback device alone: a server that writes the flood and closes, without a protocol');
  const bare = await startOurs('bare', { file: files.flood });
  rows(floods.rows, floods.figures(await load({ ...floods.job, transport: 'tcp', ...bare })), undefined);
}

/** After one flood, the text exists and the code is compiled, so that only sending is measured. */
async function warm(transport: Transport, server: Server): Promise<Server> {
  await load({ ...floods.job, floods: 1, transport, ...server });
  return server;
}

/** A server's process. */
interface Server {
  readonly port: number;
  readonly pid: number;
}

/** One load, and the figures that are printed about it. */
interface Measure {
  readonly job: { readonly load: 'crowd' | 'churn' | 'flood' } & Record<string, unknown>;
  /** The figures' names. Ratios are inverted where less is better. */
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
    { name: '  memory of the process per client', isLessBetter: true, write: kilobytes },
    { name: '  processor time for everything', isLessBetter: true, write: seconds },
    { name: '  delay of a message, median', isLessBetter: true, write: milliseconds },
    { name: '  99th percentile', isLessBetter: true, write: milliseconds },
  ],
  figures: ({ connecting, idle, full, end, lateness }) => [
    connecting / 1000,
    (full.memory - idle.memory) / SIZES.crowd,
    end.cpu - idle.cpu,
    lateness[lateness.length >> 1] ?? NaN,
    lateness[Math.floor(lateness.length * 0.99)] ?? NaN,
  ],
};

const churn: Measure = {
  job: { load: 'churn', conversations: SIZES.conversations, width: WIDTH.churn },
  rows: [
    { name: 'conversations per second', isLessBetter: false, write: count },
    { name: '  processor time per conversation', isLessBetter: true, write: milliseconds },
  ],
  figures: ({ talking, idle, end, correct }) => [
    (correct / talking) * 1000,
    ((end.cpu - idle.cpu) / correct) * 1000,
  ],
};

const floods: Measure = {
  job: { load: 'flood', floods: SIZES.floods, width: WIDTH.flood, file: files.flood },
  rows: [
    { name: 'flood', isLessBetter: false, write: rate },
    {
      name: '  peak memory of the process',
      isLessBetter: true,
      write: (value) => `${(value / 2 ** 20).toFixed(0)} MiB`,
    },
  ],
  figures: ({ talking, correct, end }) => [(correct * SIZES.flood) / talking / 1000, end.peak],
};

/** Puts the same load on both servers, one after another, each in a new process, and prints how they compare. */
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

/**
 * Runs the load generator.
 * @throws {Error} when a conversation was not correct
 */
async function load(job: Record<string, unknown>): Promise<Outcome> {
  const words = [
    process.execPath,
    join(import.meta.dirname, 'generator.js'),
    JSON.stringify(job as unknown as Job),
  ];
  const { stdout } = await ended([...(withFiles(FILES) ?? []), ...words]);
  const outcome = JSON.parse(stdout) as Outcome;
  if (outcome.failed > 0) {
    throw new Error(
      `${outcome.failed} conversations of ${String(job['load'])} failed: ${outcome.error ?? ''}`,
    );
  }
  return outcome;
}

async function startOurs(name: string, options: object): Promise<Server> {
  return start([process.execPath, join(import.meta.dirname, 'server.js'), name, JSON.stringify(options)]);
}

/** Undefined, with a message, when this machine's Python lacks the module. */
async function startTheirs(transport: Transport, messages: number): Promise<Server | undefined> {
  const module = transport === 'websocket' ? 'websockets' : 'asyncio';
  const python = ['python3', '/usr/bin/python3'].find(
    (each) => spawnSync(each, ['-c', `import ${module}`]).status === 0,
  );
  if (python === undefined) {
    say(`(Python with ${module} is not installed: measuring only ours)`);
    return undefined;
  }
  const secrets = transport === 'tls' ? [files.certificate, files.key] : [];
  return start([python, '-c', ASYNCIO_SERVERS[transport], String(messages), files.flood, ...secrets]);
}

/** Starts a server that prints its port on its first line. */
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
