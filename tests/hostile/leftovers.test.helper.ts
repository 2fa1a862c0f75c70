/** Finds what a bench has left on this machine: processes, mounts, interfaces, files. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

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

const namespaceOf = (pid: number): string | undefined => {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
};

/** The folder of the bench to which a process belongs, from its command line; undefined for other processes. */
function benchOf(pid: number): string | undefined {
  try {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
    return words.map((word) => /^(.*\/wireside-bench-\w+)\/agent-\d+$/.exec(word)?.[1]).find(Boolean);
  } catch {
    return undefined;
  }
}

/**
 * The folders of the open benches of this process, each of which names its owner. (Its agents do not tell reliably: a
 * process that is replacing itself with another program has no command line for a moment.)
 */
export function openBenches(): string[] {
  return readdirSync(tmpdir())
    .filter((name) => name.startsWith('wireside-bench-'))
    .map((name) => join(tmpdir(), name))
    .filter((folder) => {
      try {
        return readFileSync(join(folder, 'owner'), 'utf8').split(' ')[1] === String(process.pid);
      } catch {
        return false; // another process's, which is just being made or removed
      }
    });
}

/** An agent of a bench, by the process that entered its namespaces. */
export interface AgentOnMachine {
  readonly pid: number;
  readonly pidNamespace: string;
}

/**
 * The live agents of a process.
 * @param bench only those of the bench with this folder
 */
export function agents(of: number = process.pid, bench?: string): AgentOnMachine[] {
  const outside = namespaceOf(process.pid);
  return children(of)
    .filter((outer) => bench === undefined || benchOf(outer) === bench)
    .flatMap((outer) =>
      children(outer).flatMap((pid) => {
        const pidNamespace = namespaceOf(pid);
        return pidNamespace === undefined || pidNamespace === outside ? [] : [{ pid, pidNamespace }];
      }),
    );
}

/** How often lsns is tried: it fails when a process ends while lsns looks at it. */
const MAX_LSNS_TRIES = 20;

/** All process namespaces and their parents, as lsns(8) lists them. */
function namespaceParents(): Map<string, string> {
  for (let tried = 1; ; tried++) {
    const { status, stdout, stderr } = spawnSync('lsns', ['-t', 'pid', '-J', '-o', 'NS,PNS'], {
      encoding: 'utf8',
    });
    if (status === 0) {
      const rows = JSON.parse(stdout) as { namespaces: { ns: number; pns: number | null }[] };
      return new Map(rows.namespaces.map(({ ns, pns }) => [`pid:[${ns}]`, `pid:[${pns}]`]));
    }
    if (tried === MAX_LSNS_TRIES) throw new Error(`lsns: ${stderr}`);
  }
}

/** A process namespace and those inside it. */
export function namespacesWithin(outer: string): string[] {
  const parents = namespaceParents();
  const within = (namespace: string | undefined): boolean =>
    namespace !== undefined && (namespace === outer || within(parents.get(namespace)));
  return [outer, ...[...parents.keys()].filter((namespace) => namespace !== outer && within(namespace))];
}

/** Names of the processes in an agent's process namespace and in those inside it, except the agent itself. */
export function processesOf({ pid, pidNamespace }: AgentOnMachine): string[] {
  return processesIn(namespacesWithin(pidNamespace), pid);
}

/** Names of the processes in these process namespaces, except one. */
export function processesIn(namespaces: readonly string[], except?: number): string[] {
  return readdirSync('/proc')
    .map(Number)
    .filter((candidate) => Number.isInteger(candidate) && candidate !== except)
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

/** The processes of an idle agent: itself, the shells of the next run's hosts, and its capture. */
export const IDLE_PROCESSES = ['node', 'sh', 'tcpdump'];

/** The workspaces that are mounted in an agent's namespace, and the files in them. An idle agent has an empty one. */
export function workspaceFiles({ pid }: AgentOnMachine): { workspaces: number; files: string[] } {
  const mounts = readFileSync(`/proc/${pid}/mounts`, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('wireside '));
  const files = mounts.flatMap((line) => readdirSync(`/proc/${pid}/root${line.split(' ')[1]}`));
  return { workspaces: mounts.length, files };
}

/** Network devices of an agent's host. */
export function devicesOf({ pid }: AgentOnMachine): string[] {
  return readFileSync(`/proc/${pid}/net/dev`, 'utf8')
    .split('\n')
    .slice(2)
    .map((line) => line.split(':')[0]?.trim() ?? '')
    .filter(Boolean);
}
