/**
 * `npm run bench -- bench`: what the bench adds to a client's run, and what each part of it costs. Every figure is
 * compared with the same client run directly, or under bubblewrap and strace alone, within the same minutes: machines
 * differ and are noisy.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bench, DEFAULT_LIMITS, ENVIRONMENT, traceCommand } from '@wireside/bench';
import type { ProgramActor, RunRequest } from '@wireside/bench';
import { listenPeer } from '@wireside/peers';
import type { Peer } from '@wireside/peers';
import { median, say } from '../wire/measured.ts';
import { memoryBelow, rateOf, runToEnd, timesOf } from './measured.ts';
import { CLIENT, READER } from './programs.ts';

/** Runs of each kind that the latency is the median of. */
const TURNS = 25;
/** How long the throughput of each kind is measured. */
const SECONDS = 10;
/** Bytes of the flood that is read to measure the cost of tracing. */
const FLOOD = 2 * 1024 * 1024;
const PYTHON = '/usr/bin/python3';

const folder = mkdtempSync(join(tmpdir(), 'wireside-benchmark-'));
const clientFile = join(folder, 'client.py');
const readerFile = join(folder, 'reader.py');
writeFileSync(clientFile, CLIENT);
writeFileSync(readerFile, READER);

/** A sandbox by bubblewrap alone, with the whole system read-only. */
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
/** strace alone, with the options that the bench uses. */
const TRACER = traceCommand('/dev/null');

const row = (what: string, value: string, note = ''): void =>
  say(`  ${what.padEnd(58)} ${value.padStart(12)}  ${note}`.trimEnd());
const ms = (value: number): string => `${value.toFixed(1)} ms`;

/** A program that is a Python file with these arguments, on the host of its own name. */
function program(file: string, args: readonly string[], name = 'client'): ProgramActor {
  return {
    kind: 'program',
    name,
    host: name,
    program: {
      files: [{ path: 'client.py', bytes: readFileSync(file), executable: false }],
      command: [PYTHON, 'client.py'],
      environment: { ...ENVIRONMENT },
    },
    arguments: args,
    input: new Uint8Array(0),
    limits: { ...DEFAULT_LIMITS, wall: 600, cpu: 300 },
  };
}

/** What the bench is asked to play: these programs, our PMU on a host of its own, and more hosts with nothing on them. */
function request(programs: readonly ProgramActor[], more: readonly string[] = []): RunRequest {
  const options = { port: 5003, messages: 5, flood: { bytes: FLOOD } };
  const names = ['server', ...programs.map(({ host }) => host), ...more];
  return {
    seed: 'benchmark',
    scene: {
      hosts: names.map((name) => ({ name, names: [] })),
      actors: [{ kind: 'peer', name: 'pmu', host: 'server', peer: 'pmu', options }, ...programs],
      steps: [],
      impairments: [],
    },
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
    await scenes(pmu);
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
  row('the client directly', ms(bare));
  const alone = median(await timesOf(TURNS, () => runToEnd([...TRACER, ...SANDBOX, ...bareCommand(pmu)])));
  row('under bubblewrap and strace alone', ms(alone), `+${ms(alone - bare)}`);

  const bench = Bench.open({ parallel: 1 });
  await bench.ready();
  const turn = (): Promise<unknown> =>
    bench.run(request([program(clientFile, benchArguments)]), join(folder, 'run'));
  await turn();
  const pooled = median(
    await timesOf(TURNS, async (number) => {
      if (number > 0) await turn();
    }).then((times) => times.slice(1)),
  );
  // The times above include the wait for the next network; here the agent had time to make it.
  const prepared = await preparedTime(bench, request([program(clientFile, benchArguments)]));
  row('on a bench, from the pool', ms(prepared), `+${ms(prepared - bare)}`);
  row('on a bench, one run right after another', ms(pooled), `+${ms(pooled - bare)}`);
  row('memory of an idle bench', `${memoryBelow(process.pid).toFixed(0)} MiB`);
  await bench.close();

  const cold = median(
    await timesOf(5, async () => {
      const fresh = Bench.open({ parallel: 1 });
      await fresh.run(request([program(clientFile, benchArguments)]), join(folder, 'run'));
      await fresh.close();
    }),
  );
  row('on a bench, cold (agent started and closed for it)', ms(cold), `+${ms(cold - bare)}`);
}

/** The median time of a scene on a bench whose agent is ready. */
async function preparedTime(bench: Bench, scene: RunRequest): Promise<number> {
  const times: number[] = [];
  for (let number = 0; number < TURNS; number++) {
    await bench.ready();
    const since = performance.now();
    await bench.run(scene, join(folder, 'run'));
    times.push(performance.now() - since);
  }
  return median(times);
}

/** What a scene costs that is larger than one program and our server. */
async function scenes(pmu: Peer): Promise<void> {
  say('\nLarger scenes, from the pool (median):');
  const bare = median(await timesOf(TURNS, () => runToEnd(bareCommand(pmu))));
  const bench = Bench.open({ parallel: 1 });
  const one = program(clientFile, benchArguments);
  const two = [one, program(clientFile, benchArguments, 'second')];
  const plain = await preparedTime(bench, request([one]));
  row('one program, two hosts', ms(plain));
  const hosts = await preparedTime(bench, request([one], ['third']));
  row('a third host with nothing on it', ms(hosts), `+${ms(hosts - plain)}; at most 10 ms`);
  const eight = await preparedTime(bench, request([one], ['c', 'd', 'e', 'f', 'g', 'h']));
  row('eight hosts', ms(eight), `+${ms((eight - plain) / 6)} per host; at most 10 ms`);
  const both = await preparedTime(bench, request(two));
  row('a second program on a third host', ms(both), `+${ms(both - plain)}; at most ${ms(bare + 50)}`);
  await bench.close();
}

async function throughput(pmu: Peer): Promise<void> {
  const parallel = availableParallelism() * 4;
  say(`\nRuns per second at full load (${parallel} in parallel, ${SECONDS} s):`);
  const bare = await rateOf(parallel, SECONDS, () => runToEnd(bareCommand(pmu)));
  row('the client directly', bare.toFixed(1), '100 %');
  const alone = await rateOf(parallel, SECONDS, () => runToEnd([...TRACER, ...SANDBOX, ...bareCommand(pmu)]));
  row('under bubblewrap and strace alone', alone.toFixed(1), `${((alone / bare) * 100).toFixed(0)} %`);
  const bench = Bench.open({ parallel });
  await bench.ready();
  const rate = await rateOf(parallel, SECONDS, (turn) =>
    bench.run(request([program(clientFile, benchArguments)]), join(folder, `run-${turn % (2 * parallel)}`)),
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
        bench.run(request([program(readerFile, ['10.0.0.1', '5003', String(size)])]), join(folder, 'run')),
      ),
    );
    row(`${name}: directly`, ms(bare));
    row(`${name}: under strace alone`, ms(traced), `${(traced / bare).toFixed(1)} times as long`);
    row(`${name}: on a bench`, ms(benched), `${(benched / bare).toFixed(1)} times as long`);
  }
  await bench.close();
}

await main();
