/**
 * `npm run bench`: what a bench adds to a client's run, and what each part of it costs. Every figure is a ratio to the
 * same client run bare, or under bubblewrap and strace alone, in the same minutes; machines differ and are noisy.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenPeer, type Peer } from '@wireside/peers';
import { Bench } from '../bench.ts';
import { ENVIRONMENT } from '../languages.ts';
import { DEFAULT_LIMITS } from '../limits.ts';
import type { RunRequest } from '../request.ts';
import { traceCommand } from '../strace/command.ts';
import { memoryBelow, median, rateOf, runToEnd, timesOf } from './measure.ts';
import { CLIENT, READER } from './programs.ts';

const TURNS = 25;
const SECONDS = 10;
const FLOOD = 2 * 1024 * 1024;
const PYTHON = '/usr/bin/python3';

const folder = mkdtempSync(join(tmpdir(), 'wireside-benchmark-'));
const clientFile = join(folder, 'client.py');
const readerFile = join(folder, 'reader.py');
writeFileSync(clientFile, CLIENT);
writeFileSync(readerFile, READER);

/** The sandbox and the call trace alone: the system's folders, and the same calls traced. */
const SANDBOX = [
  'bwrap',
  '--unshare-user',
  '--unshare-pid',
  '--unshare-ipc',
  '--unshare-uts',
  '--die-with-parent',
  '--ro-bind',
  '/',
  '/',
  '--proc',
  '/proc',
  '--dev',
  '/dev',
];
const TRACER = traceCommand('/dev/null');

const say = (text: string): void => void process.stdout.write(`${text}\n`);
const row = (what: string, value: string, note = ''): void =>
  say(`  ${what.padEnd(58)} ${value.padStart(12)}  ${note}`.trimEnd());
const ms = (value: number): string => `${value.toFixed(1)} ms`;

function request(program: string, args: string[]): RunRequest {
  return {
    program: {
      files: [{ path: 'client.py', bytes: readFileSync(program), executable: false }],
      command: [PYTHON, 'client.py'],
      environment: { ...ENVIRONMENT },
    },
    arguments: args,
    input: new Uint8Array(0),
    network: 'wire',
    names: [],
    loss: 0,
    peers: [{ name: 'pmu', options: { port: 5003, messages: 5, flood: { bytes: FLOOD } } }],
    limits: { ...DEFAULT_LIMITS, wall: 600, cpu: 300 },
    seed: 'benchmark',
  };
}

async function main(): Promise<void> {
  say(
    `Benchmark of the bench: ${availableParallelism()} processors (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`,
  );
  const pmu = await listenPeer(
    'pmu',
    { port: 0, messages: 5, flood: { bytes: FLOOD }, seed: 'benchmark' },
    { log: () => {} },
  );
  try {
    await latency(pmu);
    await throughput(pmu);
    await traceCost(pmu);
  } finally {
    await pmu.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

const bareCommand = (pmu: Peer): string[] => [
  PYTHON,
  clientFile,
  '127.0.0.1',
  String(pmu.address.port),
  'CMD_short:0',
];
const benchArguments = ['10.0.0.1', '5003', 'CMD_short:0'];

async function latency(pmu: Peer): Promise<void> {
  say('\nOne client, alone (median):');
  const bare = median(await timesOf(TURNS, () => runToEnd(bareCommand(pmu))));
  row('the client bare', ms(bare));
  const alone = median(await timesOf(TURNS, () => runToEnd([...TRACER, ...SANDBOX, ...bareCommand(pmu)])));
  row('under bubblewrap and strace alone', ms(alone), `+${ms(alone - bare)}`);

  const bench = Bench.open({ parallel: 1 });
  await bench.ready();
  const turn = (): Promise<unknown> => bench.run(request(clientFile, benchArguments), join(folder, 'run'));
  await turn();
  const pooled = median(
    await timesOf(TURNS, async (number) => {
      if (number > 0) await turn();
    }).then((times) => times.slice(1)),
  );
  // What is measured above includes waiting for the next stage; below, the agent had time to make it.
  const rested: number[] = [];
  for (let number = 0; number < TURNS; number++) {
    await bench.ready();
    const since = performance.now();
    await turn();
    rested.push(performance.now() - since);
  }
  row('on a bench, from the pool', ms(median(rested)), `+${ms(median(rested) - bare)}`);
  row('on a bench, one run right after the other', ms(pooled), `+${ms(pooled - bare)}`);
  row('memory of a bench at rest', `${memoryBelow(process.pid).toFixed(0)} MiB`);
  await bench.close();

  const cold = median(
    await timesOf(5, async () => {
      const fresh = Bench.open({ parallel: 1 });
      await fresh.run(request(clientFile, benchArguments), join(folder, 'run'));
      await fresh.close();
    }),
  );
  row('on a bench, cold (agent booted and closed for it)', ms(cold), `+${ms(cold - bare)}`);
}

async function throughput(pmu: Peer): Promise<void> {
  const lanes = availableParallelism() * 4;
  say(`\nRuns a second at full load (${lanes} at once, ${SECONDS} s):`);
  const bare = await rateOf(lanes, SECONDS, () => runToEnd(bareCommand(pmu)));
  row('the client bare', bare.toFixed(1), '100 %');
  const alone = await rateOf(lanes, SECONDS, () => runToEnd([...TRACER, ...SANDBOX, ...bareCommand(pmu)]));
  row('under bubblewrap and strace alone', alone.toFixed(1), `${((alone / bare) * 100).toFixed(0)} %`);
  const bench = Bench.open({ parallel: lanes });
  await bench.ready();
  const rate = await rateOf(lanes, SECONDS, (turn) =>
    bench.run(request(clientFile, benchArguments), join(folder, `run-${turn % (2 * lanes)}`)),
  );
  row(
    'on a bench',
    rate.toFixed(1),
    `${((rate / bare) * 100).toFixed(0)} %; ${((rate / alone) * 100).toFixed(0)} % of bubblewrap and strace`,
  );
  await bench.close();
}

async function traceCost(pmu: Peer): Promise<void> {
  say('\nA client that reads 2 MB (median of 3), by the size of its reads:');
  const bench = Bench.open({ parallel: 1 });
  await bench.ready();
  for (const [size, name] of [
    [4096, '4 KiB'],
    [1, '1 byte'],
  ] as const) {
    const command = [PYTHON, readerFile, '127.0.0.1', String(pmu.address.port), String(size)];
    const bare = median(await timesOf(3, () => runToEnd(command)));
    const times = size === 1 ? 1 : 3;
    const traced = median(await timesOf(times, () => runToEnd([...TRACER, ...command])));
    const benched = median(
      await timesOf(times, () =>
        bench.run(request(readerFile, ['10.0.0.1', '5003', String(size)]), join(folder, 'run')),
      ),
    );
    row(`${name}: bare`, ms(bare));
    row(`${name}: under strace alone`, ms(traced), `${(traced / bare).toFixed(1)} times as long`);
    row(`${name}: on a bench`, ms(benched), `${(benched / bare).toFixed(1)} times as long`);
  }
  await bench.close();
}

await main();
