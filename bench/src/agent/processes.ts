/** What the processes in the sandbox use, read from /proc; proc(5). */
import { readdirSync, readFileSync } from 'node:fs';

/** Clock ticks a second of utime and stime; USER_HZ is 100 on every Linux. */
const TICKS = 100;
const PAGE = 4096;

export interface Usage {
  /** Seconds of processor time of all that live or lived. */
  cpu: number;
  /** Bytes of resident memory now. */
  memory: number;
  processes: number;
}

/** All processes that can be seen. */
function visible(): number[] {
  return readdirSync('/proc').map(Number).filter(Number.isInteger);
}

/** Watches the processes that live in a process namespace inside ours: the sandbox's. */
export class SandboxProcesses {
  /** Largest values seen. */
  readonly peak: Usage = { cpu: 0, memory: 0, processes: 0 };
  readonly #ticks = new Map<number, number>();
  /** Whether a process is inside. Those that lived before the sandbox did are the agent's own, and outlive it. */
  readonly #inside = new Map<number, boolean>(visible().map((pid) => [pid, false]));

  /** Reads the table; `exactAbove` bytes of resident memory, pages shared between processes are counted once. */
  read(exactAbove: number): Usage {
    let pages = 0;
    let threads = 0;
    const live: number[] = [];
    for (const pid of visible()) {
      if (!this.#isInside(pid)) continue;
      try {
        // Fields after the command's name, which may hold anything: state is field 3 of proc(5).
        const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        this.#ticks.set(pid, Number(fields[11]) + Number(fields[12]));
        threads += Number(fields[17]);
        pages += Number(fields[21]);
        live.push(pid);
      } catch {
        this.#inside.delete(pid); // it ended meanwhile, and its number may be used again
      }
    }
    let memory = pages * PAGE;
    if (memory > exactAbove && live.length > 1) memory = this.#proportional(live);
    let ticks = 0;
    for (const value of this.#ticks.values()) ticks += value;
    const usage = { cpu: ticks / TICKS, memory, processes: threads };
    this.peak.cpu = Math.max(this.peak.cpu, usage.cpu);
    this.peak.memory = Math.max(this.peak.memory, usage.memory);
    this.peak.processes = Math.max(this.peak.processes, usage.processes);
    return usage;
  }

  /** All processes that came since this was made: the sandbox's, and those that started it. */
  newcomers(): number[] {
    return visible().filter((pid) => this.#inside.get(pid) !== false);
  }

  /** Processes of the sandbox that live, as we number them. */
  live(): number[] {
    return visible().filter((pid) => this.#isInside(pid));
  }

  #isInside(pid: number): boolean {
    const known = this.#inside.get(pid);
    if (known !== undefined) return known;
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'latin1');
      // One number for each process namespace that it is in, ours first.
      const inside = (/^NSpid:\t(.*)$/m.exec(status)?.[1]?.split('\t').length ?? 1) > 1;
      // A process may still be on its way in; only what is inside stays inside.
      if (inside) this.#inside.set(pid, true);
      return inside;
    } catch {
      return false;
    }
  }

  #proportional(pids: readonly number[]): number {
    let kilobytes = 0;
    for (const pid of pids) {
      try {
        const rollup = readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1');
        kilobytes += Number(/^Pss:\s+(\d+) kB$/m.exec(rollup)?.[1] ?? 0);
      } catch {
        // ended meanwhile
      }
    }
    return kilobytes * 1024;
  }
}
