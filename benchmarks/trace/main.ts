/**
 * `npm run bench -- trace`: how long it takes to open a large recorded run and to join it: 200,000 calls and 100,000
 * packets of two programs. To see where the time goes: `node --cpu-prof benchmarks/dist/trace/main.js`.
 */
import { availableParallelism, cpus } from 'node:os';
import { Model, parseTrace } from '@wireside/trace';
import { median, ms, row, say } from '../wire/measured.ts';
import { makeRecording } from './recording.ts';

/** Runs that the medians are of. */
const TURNS = 7;
const SIZE = { connections: 50, exchanges: 900, datagrams: 10_000 } as const;

/** Milliseconds by step, of each turn. */
const times = new Map<string, number[]>();

function timed<T>(what: string, work: () => T): T {
  const since = performance.now();
  const result = work();
  const list = times.get(what) ?? [];
  list.push(performance.now() - since);
  times.set(what, list);
  return result;
}

const files = makeRecording(SIZE);
say(
  `Benchmark of trace: ${availableParallelism()} processors (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`,
);
for (let turn = 0; turn < TURNS; turn++) {
  timed('all', () => {
    const trace = timed('read the lanes and the capture', () => parseTrace((file) => files.get(file)));
    const model = new Model(trace);
    const connections = timed('join the connections', () => model.connections);
    const datagrams = timed('join the datagrams', () => model.datagrams);
    timed('find what was sent again', () => model.resent);
    const joined = connections.reduce((sum, { toServer }) => sum + toServer.receives.length, 0);
    const found = datagrams.filter(
      ({ send, to }) => send !== undefined && to[0]?.receive !== undefined,
    ).length;
    if (joined !== SIZE.connections * SIZE.exchanges || found !== SIZE.datagrams)
      throw new Error(`joined ${joined} receives and ${found} datagrams`);
    if (turn === 0)
      say(`  ${trace.calls.length} calls, ${trace.capture.count} packets, ${connections.length} connections`);
  });
}
for (const [what, list] of times) row(what, ms(median(list)), `first ${ms(list[0]!)}`);
