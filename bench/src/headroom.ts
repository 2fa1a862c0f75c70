/** How many runs at once this machine can bear without a run feeling it: measured, not assumed. */
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

/** Runs mostly wait for each other's network; so many a processor keep it busy without queueing. */
const RUNS_A_PROCESSOR = 4;
/** Share of the processors that must have been idle lately for one more run than there are processors. */
const IDLE_SHARE = 0.15;
/** Shortest span that says something about the load. ms. */
const SPAN = 100;

/** The most that is ever run at once here. */
export function mostRuns(): number {
  return availableParallelism() * RUNS_A_PROCESSOR;
}

/** Watches the processors' load; proc(5), /proc/stat. */
export class Headroom {
  #at = 0;
  #idle = 0;
  #total = 0;
  #share = 1;

  /** Whether one more run may start beside `running` others. */
  allows(running: number): boolean {
    if (running < availableParallelism()) return true;
    return running < mostRuns() && this.#idleShare() > IDLE_SHARE;
  }

  #idleShare(): number {
    const now = performance.now();
    if (now - this.#at < SPAN) return this.#share;
    this.#at = now;
    const fields = (readFileSync('/proc/stat', 'latin1').split('\n', 1)[0] ?? '')
      .split(/\s+/)
      .slice(1, 9)
      .map(Number);
    const idle = (fields[3] ?? 0) + (fields[4] ?? 0);
    const total = fields.reduce((sum, value) => sum + value, 0);
    if (total > this.#total) this.#share = (idle - this.#idle) / (total - this.#total);
    this.#idle = idle;
    this.#total = total;
    return this.#share;
  }
}
