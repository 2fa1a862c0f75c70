/** A bench leaves nothing behind: after many runs of one agent, after it is closed, and after its process is killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Bench, DEFAULT_LIMITS, ENVIRONMENT } from '@wireside/bench';
import type { RunRequest } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { Random } from '@wireside/peers';
import { readTrace } from '@wireside/trace/node';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import {
  agents,
  devicesOf,
  IDLE_PROCESSES,
  namespacesWithin,
  processesIn,
  processesOf,
  workspaceFiles,
} from '../hostile/leftovers.test.helper.ts';
import type { AgentOnMachine } from '../hostile/leftovers.test.helper.ts';

const ROOT = join(import.meta.dirname, '../..');
/** A machine that runs tests is busy. ms. */
const TEST_TIMEOUT = 360_000;
let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'wireside-leftovers-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const request = (text: string): RunRequest => ({
  seed: 'seed',
  scene: {
    hosts: [
      { name: 'server', names: [] },
      { name: 'client', names: [] },
    ],
    actors: [
      { kind: 'peer', name: 'pmu', host: 'server', peer: 'pmu', options: { messages: 3 } },
      {
        kind: 'program',
        name: 'client',
        host: 'client',
        program: { files: [], command: ['bash', '-c', text], environment: { ...ENVIRONMENT } },
        arguments: [],
        input: new Uint8Array(0),
        limits: DEFAULT_LIMITS,
      },
    ],
    steps: [],
    impairments: [],
  },
});
const CLIENT = 'exec 3<>/dev/tcp/server.lab/5003; printf CMD_short:0 >&3; cat <&3; sleep 600 & true';

/** What an idle agent has. */
function stateOf(agent: AgentOnMachine): object {
  const node = nodeOf(agent);
  return {
    descriptors: readdirSync(`/proc/${node}/fd`).length,
    threads: readdirSync(`/proc/${node}/task`).length,
    processes: processesOf(agent).toSorted(),
    workspace: workspaceFiles(agent),
    devices: devicesOf(agent).toSorted(),
    sockets: readFileSync(`/proc/${node}/net/unix`, 'utf8').split('\n').length,
  };
}

/** The agent's Node, a child of the process that entered the namespaces. */
const nodeOf = ({ pid }: AgentOnMachine): string =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0]!;

const parentOf = (pid: number): number =>
  Number(/^PPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))![1]);

describe('one agent that serves twenty runs', () => {
  itNeedsNamespaces(
    'has no more at the end than after the first few',
    async () => {
      const bench = Bench.open({ parallel: 1 });
      try {
        const serve = async (from: number, to: number): Promise<AgentOnMachine> => {
          for (let n = from; n <= to; n++) {
            const { description, model } = await bench.run(request(CLIENT), join(folder, `reuse-${n}`));
            expect(description.faults).toEqual([]);
            expect(model.program.ended).toMatchObject({ reason: 'exited', code: 0 });
          }
          await bench.ready();
          const [agent, ...others] = agents();
          expect(others).toEqual([]);
          return agent!;
        };
        const early = await serve(1, 4);
        const isIdle = (): boolean => processesOf(early).every((name) => IDLE_PROCESSES.includes(name));
        await vi.waitUntil(isIdle, { timeout: TEST_TIMEOUT });
        const state = stateOf(early);
        const late = await serve(5, 20);
        expect(late).toEqual(early);
        // Tools of the last run may still be ending.
        await vi.waitFor(() => expect(stateOf(late)).toEqual(state), { timeout: 10_000 });
        const first = readTrace(join(folder, 'reuse-1'));
        const last = readTrace(join(folder, 'reuse-20'));
        expect(last.capture.count).toBeGreaterThan(8);
        expect(last.peer.map(({ event }) => event)).toEqual(first.peer.map(({ event }) => event));
        expect(last.calls[0]).toMatchObject({ n: 1, process: 1, name: 'execve' });
      } finally {
        await bench.close();
      }
      expect(agents()).toEqual([]);
    },
    TEST_TIMEOUT,
  );
});

/** Agents that are alive although their bench's folder is gone. */
function orphans(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const agent = words.find((word) => /\/wireside-bench-\w+\/agent-/.test(word));
      return (
        words.some((word) => word.startsWith(ROOT)) && agent !== undefined && !existsSync(dirname(agent))
      );
    } catch {
      return false;
    }
  });
}

describe('a bench that is closed while its agent starts', () => {
  itNeedsNamespaces(
    'leaves nothing, at any stage of the start',
    async () => {
      // From its fork until it makes the network.
      for (let moment = 0; moment < 60; moment += 3) {
        const bench = Bench.open();
        await setTimeout(moment);
        await bench.close();
      }
      expect(agents()).toEqual([]);
      // One whose outer process ended first is no longer our child; its command line names a folder that is gone.
      await vi.waitUntil(() => orphans().length === 0, { timeout: TEST_TIMEOUT });
    },
    TEST_TIMEOUT,
  );
});

/** Opens a bench, prints the name of its folder, and runs a program that does not end. */
const OWNER = `
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { Bench } from '@wireside/bench';
const before = new Set(readdirSync(tmpdir()));
const bench = Bench.open();
console.log(readdirSync(tmpdir()).find((name) => name.startsWith('wireside-bench-') && !before.has(name)));
await bench.run(JSON.parse(process.argv[1], (key, value) => key === 'input' ? new Uint8Array(0) : value), process.argv[2]);
`;

describe('a bench whose process is killed', () => {
  itNeedsNamespaces(
    'leaves no process and no namespace, and the next bench removes its folder',
    async () => {
      const run = join(folder, 'killed');
      // Its own folder for temporary files, because other benches come and go in the common one.
      const temporary = mkdtempSync(join(tmpdir(), 'wireside-killed-'));
      const common = process.env.TMPDIR;
      process.env.TMPDIR = temporary;
      try {
        chmodSync(temporary, 0o755);
        const args = [
          '--input-type=module',
          '-e',
          OWNER,
          JSON.stringify(request('echo ready; exec sleep 600')),
          run,
        ];
        const owner = spawn(process.execPath, args, { cwd: ROOT, stdio: ['ignore', 'pipe', 'inherit'] });
        const ended = once(owner, 'exit');
        const failed = ended.then(() =>
          Promise.reject(new Error('the process of the bench ended too early')),
        );
        failed.catch(() => {}); // later, it is killed
        const [name] = (await Promise.race([once(owner.stdout.setEncoding('utf8'), 'data'), failed])) as [
          string,
        ];
        const left = join(temporary, name.trim());
        await vi.waitUntil(() => existsSync(join(run, 'run.json')) && readTrace(run).output.length > 0, {
          timeout: TEST_TIMEOUT,
        });
        const inside = agents(owner.pid).flatMap((agent) => namespacesWithin(agent.pidNamespace));
        expect(processesIn(inside)).toEqual(expect.arrayContaining(['node', 'sleep', 'tcpdump', 'strace']));

        owner.kill('SIGKILL');
        await ended;
        await vi.waitUntil(() => processesIn(inside).length === 0, { timeout: TEST_TIMEOUT });
        expect(readdirSync(left)).toContain('owner');

        const bench = Bench.open();
        expect(existsSync(left)).toBe(false);
        expect(readdirSync(temporary)).toHaveLength(1);
        // The folder of a live bench stays.
        const another = Bench.open();
        expect(readdirSync(temporary)).toHaveLength(2);
        await Promise.all([bench.close(), another.close()]);
        expect(readdirSync(temporary)).toEqual([]);
      } finally {
        if (common === undefined) delete process.env.TMPDIR;
        else process.env.TMPDIR = common;
        rmSync(temporary, { recursive: true, force: true });
      }
    },
    TEST_TIMEOUT,
  );
});

/** A scene with everything that can be left: two programs, peers on two hosts, one of which is a process of its own. */
const SCENE: RunRequest = {
  seed: 'seed',
  scene: {
    hosts: ['server', 'client', 'third'].map((name) => ({ name, names: [] })),
    actors: [
      { kind: 'peer', name: 'pmu', host: 'server', peer: 'pmu', options: {} },
      { kind: 'peer', name: 'echo', host: 'third', peer: 'echo', options: {} },
      ...['client', 'third'].map((host) => ({
        kind: 'program' as const,
        name: host,
        host,
        program: {
          files: [],
          command: ['bash', '-c', 'exec 3<>/dev/tcp/server.lab/5003; sleep 600'],
          environment: { ...ENVIRONMENT },
        },
        arguments: [],
        input: new Uint8Array(0),
        limits: DEFAULT_LIMITS,
      })),
    ],
    steps: [],
    impairments: [],
  },
};

describe('an agent that is killed', () => {
  itNeedsNamespaces(
    'at any moment of a scene leaves nothing, and the bench goes on with another',
    async () => {
      const random = new Random('kill');
      const bench = Bench.open({ parallel: 1 });
      try {
        for (let turn = 0; turn < 12; turn++) {
          await bench.ready();
          const [agent] = agents();
          const running = bench.run(SCENE, join(folder, 'kill')).catch((error: unknown) => error);
          await setTimeout(random.integer(0, 250));
          const inside = namespacesWithin(agent!.pidNamespace);
          // Its outer process, the agent's first inside, or the agent itself.
          const victims = [parentOf(agent!.pid), agent!.pid, Number(nodeOf(agent!))];
          process.kill(victims[turn % victims.length]!, 'SIGKILL');
          expect(await running).toBeInstanceOf(Error);
          await vi.waitUntil(() => processesIn(inside).length === 0, { timeout: TEST_TIMEOUT });
        }
        const { description } = await bench.run(request(CLIENT), join(folder, 'after'));
        expect(description.faults).toEqual([]);
      } finally {
        await bench.close();
      }
      expect(agents()).toEqual([]);
    },
    TEST_TIMEOUT,
  );
});

/** What an agent starts for a scene, by the name of its process: each is killed alone. */
const HELPERS = ['node', 'tcpdump', 'strace', 'bwrap', 'sh'];

/** The processes of these names in process namespaces, except those that are given. */
function pidsNamed(name: string, namespaces: readonly string[], except: readonly number[]): number[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid) && !except.includes(pid))
    .filter((pid) => {
      try {
        return (
          namespaces.includes(readlinkSync(`/proc/${pid}/ns/pid`)) &&
          readFileSync(`/proc/${pid}/comm`, 'utf8').trim() === name
        );
      } catch {
        return false; // it has ended meanwhile
      }
    });
}

/** How many threads a process has; none where it has ended. */
function threadsOf(pid: number): number {
  try {
    return readdirSync(`/proc/${pid}/task`).length;
  } catch {
    return 0;
  }
}

/** A scene that ends by itself after `wall` seconds, whatever is killed. */
function sceneFor(wall: number): RunRequest {
  const actors = SCENE.scene.actors.map((actor) =>
    actor.kind === 'program' ? { ...actor, limits: { ...DEFAULT_LIMITS, wall } } : actor,
  );
  return { ...SCENE, scene: { ...SCENE.scene, actors } };
}

describe('one process of a scene that is killed', () => {
  itNeedsNamespaces(
    'leaves nothing, and the bench goes on; a host runner is a fault that ends the scene',
    async () => {
      const random = new Random('helpers');
      const bench = Bench.open({ parallel: 1 });
      try {
        for (let turn = 0; turn < 2 * HELPERS.length; turn++) {
          await bench.ready();
          const [agent] = agents();
          const name = HELPERS[turn % HELPERS.length]!;
          const since = performance.now();
          // The end of a host runner ends its scene: a late kill must still find the scene running.
          const scene = sceneFor(name === 'node' ? 10 : 1);
          const running = bench.run(scene, join(folder, 'helpers')).catch((error: unknown) => error as Error);
          await setTimeout(random.integer(20, 300));
          const inside = namespacesWithin(agent!.pidNamespace);
          const victims = pidsNamed(name, inside, [agent!.pid, Number(nodeOf(agent!))]).filter(
            // What a host runner has forked is named node, too, until it has become its program.
            (pid) => name !== 'node' || threadsOf(pid) > 1,
          );
          const isKilled = victims.length > 0;
          if (isKilled) process.kill(random.pick(victims), 'SIGKILL');
          const result = await running;
          if (name === 'node' && isKilled && !(result instanceof Error)) {
            expect(result.description.faults.join()).toMatch(/a host runner ended \(SIGKILL\)/);
            expect(performance.now() - since).toBeLessThan(TEST_TIMEOUT / 2);
          }
        }
        const { description } = await bench.run(request(CLIENT), join(folder, 'after-helpers'));
        expect(description.faults).toEqual([]);
        await bench.ready();
        for (const agent of agents()) {
          expect(processesOf(agent).filter((each) => !IDLE_PROCESSES.includes(each))).toEqual([]);
        }
      } finally {
        await bench.close();
      }
      expect(agents()).toEqual([]);
    },
    2 * TEST_TIMEOUT,
  );
});
