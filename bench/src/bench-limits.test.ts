/** How runs are stopped: by each limit, from outside, and when the bench is closed. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readTrace } from '@wireside/trace/node';
import { describe, expect, vi } from 'vitest';
import { BenchError } from './agent-process.ts';
import { Bench } from './bench.ts';
import { bash, observed, python, request, TEST_TIMEOUT, TestBench } from './bench.test.helper.ts';
import { itNeedsNamespaces } from './testing.ts';

const MIB = 1024 * 1024;
const own = new TestBench();
const PEERS = [{ name: 'pmu', options: { messages: 2 } }];
const WAITS_FOREVER = `exec 3<>/dev/tcp/10.0.0.1/5003; echo ready; exec sleep 600`;

describe('a limit stops a run, and the run says which limit', () => {
  itNeedsNamespaces(
    'wall',
    async () => {
      const { run, ended } = await own.run(
        bash('while :; do echo tick; read -t 0.1 <>/dev/tcp/10.0.0.1/5003; done'),
        {
          limits: { wall: 1 },
          peers: PEERS,
        },
      );
      expect({ ...run, ended }).toMatchObject({ faults: [], ended: { reason: 'limit', limit: 'wall' } });
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'idle, with the call in which the program waited',
    async () => {
      const { run, ended } = await own.run(
        python(`
import socket
socket.create_connection(('10.0.0.1', 5003)).recv(1)`),
        { limits: { idle: 1 }, peers: PEERS },
      );
      expect({ ...run, ended }).toMatchObject({
        faults: [],
        ended: { reason: 'limit', limit: 'idle', waitingIn: 'recvfrom' },
      });
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'cpu, of one process or of several together',
    async () => {
      const spin = 'while :; do :; done';
      const runs = await Promise.all(
        [spin, `${spin} & ${spin} & wait`].map((text) => own.run(bash(text), { limits: { cpu: 1 } })),
      );
      for (const { run, ended, program } of runs) {
        expect({ ...run, ended }).toMatchObject({ faults: [], ended: { reason: 'limit', limit: 'cpu' } });
        expect(program.usage?.cpu).toBeGreaterThan(0); // it is read every tenth of a second, so the last part is missing
      }
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'memory',
    async () => {
      const { run, ended, program } = await own.run(
        python(`import time; kept = b'x' * ${96 * MIB}; print('full'); time.sleep(600)`),
        { limits: { memory: 64 * MIB } },
      );
      expect({ ...run, ended }).toMatchObject({ faults: [], ended: { reason: 'limit', limit: 'memory' } });
      expect(program.usage?.memory).toBeGreaterThan(64 * MIB);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'output, and the trace says what is missing',
    async () => {
      const { run, ended, trace } = await own.run(bash('yes'), { limits: { output: 5 * MIB } });
      expect({ ...run, ended }).toMatchObject({ faults: [], ended: { reason: 'limit', limit: 'output' } });
      const ends = trace.output.map(({ offset, length }) => [offset, offset + length] as const);
      expect(ends[0]?.[0]).toBe(0);
      for (const [at, [from]] of ends.slice(1).entries()) expect(from).toBe(ends[at]?.[1]);
      expect(trace.output.some(({ dropped }) => dropped)).toBe(true);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'processes and disk, which refuse the program something without stopping it',
    async () => {
      const { run, ended } = await own.run(
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
      expect(ended?.refused?.toSorted()).toEqual(['disk', 'processes']);
    },
    TEST_TIMEOUT,
  );
});

describe('a run that is stopped from outside', () => {
  itNeedsNamespaces(
    'can be read while it grows, and ends as usual',
    async () => {
      const folder = own.nextFolder();
      const abort = new AbortController();
      const running = own.bench.run(request(bash(WAITS_FOREVER), { peers: PEERS }), folder, {
        signal: abort.signal,
      });
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
        { timeout: TEST_TIMEOUT, interval: 20 },
      );
      expect(growing.run.endedAt).toBeUndefined();
      abort.abort();
      const { run, ended, trace, stdout } = observed(folder, await running);
      expect({ ...run, ended }).toMatchObject({ faults: [], ended: { reason: 'signal', signal: 'SIGINT' } });
      expect(stdout).toBe('ready\n');
      expect(trace.problems).toEqual([]);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'before it has begun does not begin',
    async () => {
      const folder = own.nextFolder();
      await expect(
        own.bench.run(request(bash('echo')), folder, { signal: AbortSignal.abort() }),
      ).rejects.toThrow(/aborted/);
      expect(existsSync(folder)).toBe(false);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'stops even while its network is being made',
    async () => {
      const abort = new AbortController();
      const { model } = await own.bench.run(
        request(bash('sleep 600'), { network: 'localhost', limits: { idle: 100 } }),
        own.nextFolder(),
        // As early as possible after the request was sent: the agent gets both together.
        { signal: abort.signal, onBegin: () => abort.abort() },
      );
      expect(model.program.startedAt).toBeUndefined();
    },
    TEST_TIMEOUT,
  );
});

describe('a bench that is closed', () => {
  itNeedsNamespaces(
    'kills its runs, and refuses those that wait and those that come later',
    async () => {
      const bench = Bench.open({ parallel: 1 });
      const folder = own.nextFolder();
      const running = bench.run(request(bash(WAITS_FOREVER), { peers: PEERS }), folder);
      const waiting = bench.run(request(bash('echo')), own.nextFolder());
      const ends = Promise.allSettled([running, waiting]);
      await vi.waitUntil(() => existsSync(join(folder, 'run.json')) && readTrace(folder).output.length > 0, {
        timeout: TEST_TIMEOUT,
        interval: 20,
      });
      await bench.close();
      for (const end of await ends) expect(end).toMatchObject({ reason: expect.any(BenchError) });
      await expect(bench.run(request(bash('echo')), own.nextFolder())).rejects.toThrow(
        'the bench was closed',
      );
      expect(readTrace(folder).run.endedAt).toBeUndefined();
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'uses an agent again after a run that could not be written',
    async () => {
      const bench = Bench.open({ parallel: 1 });
      try {
        await expect(bench.run(request(bash('echo')), '/dev/null/folder')).rejects.toThrow(
          'The run cannot be kept in /dev/null/folder',
        );
        expect(await bench.run(request(bash('echo')), own.nextFolder())).toMatchObject({
          description: { faults: [] },
        });
      } finally {
        await bench.close();
      }
    },
    TEST_TIMEOUT,
  );
});
