/** How runs are ended: each limit by its name, by a signal from outside, by the end of the bench. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTrace } from '@wireside/trace';
import { describe, expect, vi } from 'vitest';
import { BenchError } from './agent-process.ts';
import { Bench } from './bench.ts';
import { bash, observed, PATIENCE, python, request, TestBench } from './bench.test.helper.ts';
import { itNeedsNamespaces } from './testing.ts';

const MIB = 1024 * 1024;
const own = new TestBench();
const PEERS = [{ name: 'pmu', options: { messages: 2 } }];
const WAITS_FOR_EVER = `exec 3<>/dev/tcp/10.0.0.1/5003; echo ready; exec sleep 600`;

describe('a limit ends a run, and is named', () => {
  itNeedsNamespaces(
    'wall',
    async () => {
      const { run } = await own.run(
        bash('while :; do echo tick; read -t 0.1 <>/dev/tcp/10.0.0.1/5003; done'),
        {
          limits: { wall: 1 },
          peers: PEERS,
        },
      );
      expect(run).toMatchObject({ faults: [], ended: { reason: 'limit', limit: 'wall' } });
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'idle, with the call in which it waited',
    async () => {
      const { run } = await own.run(
        python(`
import socket
socket.create_connection(('10.0.0.1', 5003)).recv(1)`),
        { limits: { idle: 1 }, peers: PEERS },
      );
      expect(run).toMatchObject({
        faults: [],
        ended: { reason: 'limit', limit: 'idle', waitingIn: 'recvfrom' },
      });
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'cpu, of one process and of several together',
    async () => {
      const spin = 'while :; do :; done';
      const runs = await Promise.all(
        [spin, `${spin} & ${spin} & wait`].map(
          async (text) => (await own.run(bash(text), { limits: { cpu: 1 } })).run,
        ),
      );
      for (const run of runs) {
        expect(run).toMatchObject({ faults: [], ended: { reason: 'limit', limit: 'cpu' } });
        expect(run.usage?.cpu).toBeGreaterThan(0); // read every tenth of a second, so the last part is not in it
      }
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'memory',
    async () => {
      const { run } = await own.run(
        python(`import time; kept = b'x' * ${96 * MIB}; print('full'); time.sleep(600)`),
        { limits: { memory: 64 * MIB } },
      );
      expect(run).toMatchObject({ faults: [], ended: { reason: 'limit', limit: 'memory' } });
      expect(run.usage?.memory).toBeGreaterThan(64 * MIB);
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'output, of which nothing is lost in silence',
    async () => {
      const { run, trace } = await own.run(bash('yes'), { limits: { output: 5 * MIB } });
      expect(run).toMatchObject({ faults: [], ended: { reason: 'limit', limit: 'output' } });
      const ends = trace.output.map(({ offset, length }) => [offset, offset + length] as const);
      expect(ends[0]?.[0]).toBe(0);
      for (const [at, [from]] of ends.slice(1).entries()) expect(from).toBe(ends[at]?.[1]);
      expect(trace.output.some(({ dropped }) => dropped)).toBe(true);
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'processes and room for files, which are refused and told',
    async () => {
      const { run } = await own.run(
        python(`
import os
try: open('file', 'wb').write(bytes(${3 * MIB}))
except OSError: pass
try:
    for _ in range(9):
        if os.fork() == 0: os.execlp('sleep', 'sleep', '600')
except BlockingIOError: pass`),
        { limits: { processes: 6, disk: MIB } },
      );
      expect(run.faults).toEqual([]);
      expect(run.ended?.refused?.toSorted()).toEqual(['disk', 'processes']);
    },
    PATIENCE,
  );
});

describe('a run that is ended from outside', () => {
  itNeedsNamespaces(
    'can be read while it grows, and comes to its ordinary end',
    async () => {
      const folder = own.nextFolder();
      const abort = new AbortController();
      const running = own.bench.run(request(bash(WAITS_FOR_EVER), { peers: PEERS }), folder, abort.signal);
      const growing = await vi.waitUntil(
        () => {
          if (!existsSync(join(folder, 'run.json'))) return false;
          const { run, calls, capture, output, peer, sockets } = readTrace(folder);
          const isAll =
            calls.some(({ kind }) => kind === 'connect') &&
            capture.count >= 3 &&
            output[0]?.text === 'ready\n' &&
            peer.some(({ event }) => event === 'accept') &&
            sockets.length > 0;
          return isAll && { run };
        },
        { timeout: PATIENCE, interval: 20 },
      );
      expect(growing.run.ended).toBeUndefined();
      abort.abort();
      const { run, trace, stdout } = observed(folder, await running);
      expect(run).toMatchObject({ faults: [], ended: { reason: 'stopped' } });
      expect(stdout).toBe('ready\n');
      expect(trace.problems).toEqual([]);
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'before it has begun is not begun',
    async () => {
      const folder = own.nextFolder();
      await expect(own.bench.run(request(bash('echo')), folder, AbortSignal.abort())).rejects.toThrow(
        /aborted/,
      );
      expect(existsSync(folder)).toBe(false);
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'is stopped too where its network was not made ahead',
    async () => {
      const abort = new AbortController();
      const running = own.bench.run(
        request(bash('sleep 600'), { network: 'localhost', limits: { idle: 100 } }),
        own.nextFolder(),
        abort.signal,
      );
      // As early as can be after the agent was asked: the request and the stop are under way together.
      setImmediate(() => abort.abort());
      expect((await running).ended?.reason).toBe('stopped');
    },
    PATIENCE,
  );
});

describe('a bench that is closed', () => {
  itNeedsNamespaces(
    'ends its runs, refuses those that wait and those that come later',
    async () => {
      const bench = Bench.open({ parallel: 1 });
      const folder = own.nextFolder();
      const running = bench.run(request(bash(WAITS_FOR_EVER), { peers: PEERS }), folder);
      const waiting = bench.run(request(bash('echo')), own.nextFolder());
      const ends = Promise.allSettled([running, waiting]);
      await vi.waitUntil(() => existsSync(join(folder, 'run.json')) && readTrace(folder).output.length > 0, {
        timeout: PATIENCE,
        interval: 20,
      });
      await bench.close();
      for (const end of await ends) expect(end).toMatchObject({ reason: expect.any(BenchError) });
      await expect(bench.run(request(bash('echo')), own.nextFolder())).rejects.toThrow(
        'the bench was closed',
      );
      expect(readTrace(folder).run.ended).toBeUndefined();
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'gives its agent to the next run after one that could not be written',
    async () => {
      const bench = Bench.open({ parallel: 1 });
      try {
        await expect(bench.run(request(bash('echo')), '/dev/null/folder')).rejects.toThrow(/ENOTDIR/);
        expect(await bench.run(request(bash('echo')), own.nextFolder())).toMatchObject({ faults: [] });
      } finally {
        await bench.close();
      }
    },
    PATIENCE,
  );
});
