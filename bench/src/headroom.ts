/** Measures how many runs this machine can do in parallel without slowing them down. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Runs mostly wait for the network, so this many for each processor keep it busy without queueing. */
const RUNS_PER_PROCESSOR = 4;
/** Share of the processors' time that must have been idle lately before there may be more runs than processors. */
const MIN_IDLE_SHARE = 0.15;
/** The shortest time over which the load means something. ms. */
const MIN_SPAN = 100;
/** Columns of the first line of /proc/stat, after its name: user nice system idle iowait irq softirq steal (proc(5)). */
const COLUMNS = { idle: 3, iowait: 4, count: 8 } as const;

/** Maximum runs in parallel on this machine. */
export function maxRuns(): number {
  return availableParallelism() * RUNS_PER_PROCESSOR;
}

/** Watches the load of the processors. */
export class Headroom {
  #at = 0;
  #idle = 0;
  #total = 0;
  #share = 1;

  /** Whether another run may start while `running` are under way. */
  allows(running: number): boolean {
    if (running < availableParallelism()) return true;
    return running < maxRuns() && this.#idleShare() > MIN_IDLE_SHARE;
  }

  #idleShare(): number {
    const now = performance.now();
    if (now - this.#at < MIN_SPAN) return this.#share;
    this.#at = now;
    const [line = ''] = readFileSync('/proc/stat', 'latin1').split('\n', 1);
    const times = line
      .split(/\s+/)
      .slice(1, 1 + COLUMNS.count)
      .map(Number);
    const idle = (times[COLUMNS.idle] ?? 0) + (times[COLUMNS.iowait] ?? 0);
    const total = times.reduce((sum, time) => sum + time, 0);
    if (total > this.#total) this.#share = (idle - this.#idle) / (total - this.#total);
    this.#idle = idle;
    this.#total = total;
    return this.#share;
  }
}
