/** Nothing of a bench is left or piles up: after many runs in one agent, after its end, after its process was killed. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { Bench, DEFAULT_LIMITS, ENVIRONMENT, type RunRequest } from '@wireside/bench';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { readTrace } from '@wireside/trace';
import { afterAll, beforeAll, describe, expect, vi } from 'vitest';
import {
  type AgentOnMachine,
  agents,
  AT_REST,
  devicesOf,
  workspaceFiles,
  namespacesWithin,
  processesIn,
  processesOf,
} from '../hostile/leftovers.ts';

const ROOT = join(import.meta.dirname, '../..');
const PATIENCE = 90_000;
let folder = '';
beforeAll(() => void (folder = mkdtempSync(join(tmpdir(), 'wireside-leftovers-'))));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const request = (text: string): RunRequest => ({
  program: { files: [], command: ['bash', '-c', text], environment: { ...ENVIRONMENT } },
  arguments: [],
  input: new Uint8Array(0),
  network: 'wire',
  names: [],
  loss: 0,
  peers: [{ name: 'pmu', options: { messages: 3 } }],
  limits: DEFAULT_LIMITS,
  seed: 'seed',
});
const CLIENT = 'exec 3<>/dev/tcp/server.lab/5003; printf CMD_short:0 >&3; cat <&3; sleep 600 & true';

/** What an agent has while it waits for its next run. */
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

/** The agent itself: below the process that entered the namespaces. */
const nodeOf = ({ pid }: AgentOnMachine): string =>
  readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ')[0] as string;

describe('one agent that serves twenty runs', () => {
  itNeedsNamespaces(
    'has nothing more at the end than after the first few',
    async () => {
      const bench = Bench.open({ parallel: 1 });
      try {
        const serve = async (from: number, to: number): Promise<AgentOnMachine> => {
          for (let n = from; n <= to; n++) {
            const run = await bench.run(request(CLIENT), join(folder, `reuse-${n}`));
            expect(run).toMatchObject({ faults: [], ended: { reason: 'exited', code: 0 } });
          }
          await bench.ready();
          const [agent, ...others] = agents();
          expect(others).toEqual([]);
          return agent as AgentOnMachine;
        };
        const early = await serve(1, 4);
        const atRest = (): boolean => processesOf(early).every((name) => AT_REST.includes(name));
        await vi.waitUntil(atRest, { timeout: PATIENCE });
        const state = stateOf(early);
        const late = await serve(5, 20);
        expect(late).toEqual(early);
        // Tools of the last run may still be on their way out.
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
    PATIENCE,
  );
});

/** Agents that live although their bench's folder is gone. */
function orphans(): string[] {
  return readdirSync('/proc').filter((pid) => {
    try {
      const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      const own = words.find((word) => /\/wireside-bench-\w+\/agent-/.test(word));
      return words.some((word) => word.startsWith(ROOT)) && own !== undefined && !existsSync(dirname(own));
    } catch {
      return false;
    }
  });
}

describe('a bench that is closed while its agent still starts', () => {
  itNeedsNamespaces(
    'leaves nothing, whatever the agent was about to do',
    async () => {
      // From its fork to its first look at the network.
      for (let moment = 0; moment < 60; moment += 3) {
        const bench = Bench.open();
        await setTimeout(moment);
        await bench.close();
      }
      expect(agents()).toEqual([]);
      // One whose outer process was ended first is nobody's child; its folder, in the command line, is gone.
      await vi.waitUntil(() => orphans().length === 0, { timeout: PATIENCE });
    },
    PATIENCE,
  );
});

/** Opens a bench, tells its folder, and runs a program that would stay. */
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
    'leaves no process and no namespace, and its folder goes with the next bench',
    async () => {
      const run = join(folder, 'killed');
      // A folder for temporary files of its own: other benches come and go in the common one.
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
        const [name] = (await once(owner.stdout.setEncoding('utf8'), 'data')) as [string];
        const left = join(temporary, name.trim());
        await vi.waitUntil(() => existsSync(join(run, 'run.json')) && readTrace(run).output.length > 0, {
          timeout: PATIENCE,
        });
        const inside = agents(owner.pid).flatMap((agent) => namespacesWithin(agent.pidNamespace));
        expect(processesIn(inside)).toEqual(expect.arrayContaining(['node', 'sleep', 'tcpdump', 'strace']));

        owner.kill('SIGKILL');
        await ended;
        await vi.waitUntil(() => processesIn(inside).length === 0, { timeout: PATIENCE });
        expect(readdirSync(left)).toContain('owner');

        const bench = Bench.open();
        expect(existsSync(left)).toBe(false);
        expect(readdirSync(temporary)).toHaveLength(1);
        // One that lives is left alone.
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
    PATIENCE,
  );
});
