/** What a bench has left behind on this machine: processes, mounts, interfaces, files. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

const children = (pid: number): number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8')
      .trim()
      .split(' ')
      .filter(Boolean)
      .map(Number);
  } catch {
    return [];
  }
};

const namespaceOf = (pid: number): string | null => {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return null;
  }
};

/** An agent of a bench, by the process that entered its namespaces. */
export interface AgentOnMachine {
  pid: number;
  pidNamespace: string;
}

/** The agents that live now and were started by a process, this one unless another is named. */
export function agents(of: number = process.pid): AgentOnMachine[] {
  return children(of).flatMap((outer) =>
    children(outer).flatMap((pid) => {
      const pidNamespace = namespaceOf(pid);
      return pidNamespace === null || pidNamespace === namespaceOf(process.pid)
        ? []
        : [{ pid, pidNamespace }];
    }),
  );
}

/** How often lsns is asked; it fails when a process ends while it looks at it. */
const LSNS_TRIES = 20;

/** Process namespaces and their parents, as lsns(8) lists them. */
function namespaceParents(): Map<string, string> {
  for (let tried = 1; ; tried++) {
    const { status, stdout, stderr } = spawnSync('lsns', ['-t', 'pid', '-J', '-o', 'NS,PNS'], {
      encoding: 'utf8',
    });
    if (status === 0) {
      const rows = JSON.parse(stdout) as { namespaces: { ns: number; pns: number | null }[] };
      return new Map(rows.namespaces.map(({ ns, pns }) => [`pid:[${ns}]`, `pid:[${pns}]`]));
    }
    if (tried === LSNS_TRIES) throw new Error(`lsns: ${stderr}`);
  }
}

/** A process namespace and those inside it that live now. */
export function namespacesWithin(outer: string): string[] {
  const parents = namespaceParents();
  const within = (namespace: string | undefined): boolean =>
    namespace !== undefined && (namespace === outer || within(parents.get(namespace)));
  return [outer, ...[...parents.keys()].filter((namespace) => namespace !== outer && within(namespace))];
}

/** Names of the processes that live in an agent's process namespace or in one inside it, the agent itself aside. */
export function processesOf({ pid, pidNamespace }: AgentOnMachine): string[] {
  return processesIn(namespacesWithin(pidNamespace), pid);
}

/** Names of the processes that live in any of these process namespaces, one process aside. */
export function processesIn(namespaces: readonly string[], aside?: number): string[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => Number.isInteger(candidate) && candidate !== aside)
    .filter((candidate) => namespaces.includes(namespaceOf(candidate) ?? ''))
    .map((candidate) => {
      try {
        return readFileSync(`/proc/${candidate}/comm`, 'utf8').trim();
      } catch {
        return '';
      }
    })
    .filter((name) => name !== '');
}

/** What an agent that waits for its next run may have: itself, the next run's host, and its capture. */
export const AT_REST = ['node', 'cat', 'tcpdump'];

/** Files in the workspaces that are mounted where the agent lives: the next run's, which is empty. */
export function workspaceFiles({ pid }: AgentOnMachine): { workspaces: number; files: string[] } {
  const mounts = readFileSync(`/proc/${pid}/mounts`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('wireside '));
  const files = mounts.flatMap((line) => readdirSync(`/proc/${pid}/root${line.split(' ')[1]}`));
  return { workspaces: mounts.length, files };
}

/** Network devices of the agent's host. */
export function devicesOf({ pid }: AgentOnMachine): string[] {
  return readFileSync(`/proc/${pid}/net/dev`, 'utf8')
    .split('\n')
    .slice(2)
    .map((line) => line.split(':')[0]?.trim() ?? '')
    .filter(Boolean);
}
