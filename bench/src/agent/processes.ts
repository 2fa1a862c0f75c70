/** Watches the processes in a sandbox and what they use; proc(5). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readStat } from '../proc.ts';
import type { ProcessStat } from '../proc.ts';

/** Clock ticks per second in /proc: USER_HZ is 100 on every Linux. */
const TICKS_PER_SECOND = 100;
/** Bytes of a page of memory. */
const PAGE_SIZE = 4096;

/** What processes use. */
export interface Usage {
  /** Seconds of processor time, with that of processes that have ended. */
  readonly cpu: number;
  /** Bytes of resident memory now. */
  readonly memory: number;
  /** Processes and threads now. */
  readonly processes: number;
}

/** The process ids that can be seen. */
function visible(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** How many parents are followed to find out to which sandbox a process belongs. */
const MAX_ANCESTORS = 64;

/** The process namespace of a process; undefined when it has ended, or hides it. */
function namespaceOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/pid`);
  } catch {
    return undefined;
  }
}

/** The agent's own process namespace. */
const ownNamespace = namespaceOf(process.pid);

/** States of a thread that does not wait for anything else: it runs or is ready to, waits for a disk, or its tracer looks at it. */
const BUSY = /^[RDt]$/;

/** Whether any thread of a process computes, or is about to. One that has ended does not. */
export function isBusy(pid: number): boolean {
  let threads: string[];
  try {
    threads = readdirSync(`/proc/${pid}/task`);
  } catch {
    return false;
  }
  return threads.some((thread) => BUSY.test(statOf(`${pid}/task/${thread}`)?.state ?? ''));
}

/**
 * Watches the processes of one sandbox. They are in a process namespace of their own, which they cannot leave: it is
 * recognized once, by its processes' ancestor, and then by its name. So a process belongs to its sandbox whatever process adopts
 * it, and no other sandbox's processes are ever mistaken for this one's.
 */
export class SandboxProcesses {
  readonly #ticks = new Map<number, number>();
  /** Whether a process namespace is this sandbox's. */
  readonly #namespaces = new Map<string, boolean>();
  /** The process from which the sandbox's processes descend. */
  #root: number | undefined;
  #peak: Usage = { cpu: 0, memory: 0, processes: 0 };

  /** The largest values so far. */
  get peak(): Usage {
    return this.#peak;
  }

  /** Names the process that starts the sandbox, as soon as it has been started. It must lead a process group. */
  attach(root: number): void {
    this.#root = root;
  }

  /** Reads what is used now. Above `exactAbove` bytes of memory, pages shared between processes are counted once. */
  read(exactAbove: number): Usage {
    let pages = 0;
    let processes = 0;
    const live: ProcessStat[] = [];
    for (const pid of this.live()) {
      try {
        const stat = readStat(pid);
        this.#ticks.set(pid, stat.ticks);
        processes += stat.threads;
        pages += stat.residentPages;
        live.push(stat);
      } catch {
        // It has ended meanwhile.
      }
    }
    let memory = pages * PAGE_SIZE;
    if (memory > exactAbove && live.length > 1) memory = proportionalMemory(live);
    let ticks = 0;
    for (const value of this.#ticks.values()) ticks += value;
    const usage = { cpu: ticks / TICKS_PER_SECOND, memory, processes };
    this.#peak = {
      cpu: Math.max(this.#peak.cpu, usage.cpu),
      memory: Math.max(this.#peak.memory, usage.memory),
      processes: Math.max(this.#peak.processes, usage.processes),
    };
    return usage;
  }

  /** The live processes of the sandbox, by the numbers that they have outside of it. */
  live(): number[] {
    return visible().filter((pid) => this.#isInside(pid));
  }

  /** The processes of the sandbox in the process group of one of them, without the sandbox's first, which is ours. */
  group(leader: number): number[] {
    const group = statOf(leader)?.group;
    if (group === undefined) return [];
    return this.live().filter((pid) => statOf(pid)?.group === group && !isFirst(pid));
  }

  /** Kills the processes of the sandbox. */
  kill(): void {
    signalAll(this.live(), 'SIGKILL');
  }

  /** Kills the tools that start the sandbox: they are in the process group of the first of them. */
  killTools(): void {
    if (this.#root !== undefined) signalAll([-this.#root], 'SIGKILL');
  }

  #isInside(pid: number): boolean {
    const namespace = namespaceOf(pid);
    if (namespace === ownNamespace) return false;
    // A process that executes what it may not read hides its namespace, but not its parent.
    if (namespace === undefined) return this.#descends(pid) === true;
    const known = this.#namespaces.get(namespace);
    if (known !== undefined) return known;
    const isOurs = this.#descends(pid);
    if (isOurs !== undefined) this.#namespaces.set(namespace, isOurs);
    return isOurs === true;
  }

  /** Whether a process descends from the root; undefined when that cannot be known now. */
  #descends(pid: number): boolean | undefined {
    if (this.#root === undefined) return undefined;
    let at = pid;
    for (let i = 0; i < MAX_ANCESTORS; i++) {
      if (at === this.#root) return true;
      const parent = statOf(at)?.parent;
      if (parent === undefined) return undefined;
      if (parent <= 1) return undefined; // its parents have ended, or it is the agent's
      if (parent === process.pid) return false; // another of the agent's children
      const namespace = namespaceOf(parent);
      const known = namespace === undefined ? undefined : this.#namespaces.get(namespace);
      if (known !== undefined) return known;
      at = parent;
    }
    return undefined;
  }
}

/** Sends a signal to processes, or to process groups by their negative numbers. Returns whether any got it. */
export function signalAll(pids: readonly number[], signal: NodeJS.Signals): boolean {
  let isSent = false;
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
      isSent = true;
    } catch {
      // It has ended meanwhile.
    }
  }
  return isSent;
}

function statOf(pid: number | string): ProcessStat | undefined {
  try {
    return readStat(pid);
  } catch {
    return undefined;
  }
}

/** Whether a process is the first of its process namespace. */
function isFirst(pid: number): boolean {
  try {
    return /^NSpid:.*\t1$/m.test(readFileSync(`/proc/${pid}/status`, 'latin1'));
  } catch {
    return true;
  }
}

/** Resident memory of processes in bytes, shared pages divided among those that share them (Pss). */
function proportionalMemory(stats: readonly ProcessStat[]): number {
  let bytes = 0;
  for (const { pid, residentPages } of stats) {
    try {
      const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
      bytes += Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0) * 1024;
    } catch {
      bytes += residentPages * PAGE_SIZE; // it hides it, or has ended meanwhile
    }
  }
  return bytes;
}
