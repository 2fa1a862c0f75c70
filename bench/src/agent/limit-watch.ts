/** Finds the limit that a program exceeds, by looking at what it uses and does. */
import { statfsSync } from 'node:fs';
import type { LimitName } from '@wireside/trace';
import type { Limits } from '../request.ts';
import { realtime } from './clock.ts';
import type { SandboxProcesses, Usage } from './processes.ts';

/** Processor time that counts as activity. Less is a runtime's background work. Seconds. */
const ACTIVE_CPU = 0.2;
/** Receives in a row at the end of the stream after which a program is in an endless loop. */
const MAX_READS_AT_END = 20_000;
const MICROSECONDS = 1e6;

/** What a program has done so far, as counts that only grow. */
export interface Activity {
  /** Anything that counts as activity: calls, packets of its own sockets, bytes of output. */
  readonly progress: number;
  /** Bytes written to standard output and standard error. */
  readonly output: number;
  /** Receives in a row that found the end of the stream. */
  readonly readsAtEnd: number;
}

/** What is watched. */
export interface LimitWatchOptions {
  readonly limits: Limits;
  /** The program's workspace, which is a file system. */
  readonly workspace: string;
  readonly processes: SandboxProcesses;
  activity(): Activity;
  /** Whether the program itself runs. Until then its tools start it, which no limit of inactivity is about. */
  hasBegun(): boolean;
  /** When anything else of the scene was last active, µs since the epoch. A program may wait for that. */
  otherActivity(): number;
}

/** Watches one program from its start. */
export class LimitWatch {
  readonly #options: LimitWatchOptions;
  readonly #refused = new Set<LimitName>();
  readonly #startedAt = realtime();
  #activeAt = this.#startedAt;
  #lastProgress = 0;
  #lastCpu = 0;

  constructor(options: LimitWatchOptions) {
    this.#options = options;
  }

  /** Limits that denied the program space for a file. */
  get refused(): ReadonlySet<LimitName> {
    return this.#refused;
  }

  /** When the program was last active itself, µs since the epoch, as far as was looked. */
  get activeAt(): number {
    return this.#activeAt;
  }

  /** Looks at everything, and returns the limit that is exceeded, if any is. */
  check(): LimitName | undefined {
    const { limits, workspace, processes } = this.#options;
    const now = realtime();
    const space = statfsSync(workspace);
    if (space.bavail === 0) this.#refused.add('disk');
    if (space.ffree === 0) this.#refused.add('files');
    const usage = processes.read(limits.memory);
    const activity = this.#options.activity();
    const isActive = activity.progress !== this.#lastProgress || usage.cpu - this.#lastCpu > ACTIVE_CPU;
    if (isActive || !this.#options.hasBegun()) {
      this.#lastProgress = activity.progress;
      this.#lastCpu = usage.cpu;
      this.#activeAt = now;
    }
    return this.#exceeded(usage, activity, now);
  }

  #exceeded(usage: Usage, { output, readsAtEnd }: Activity, now: number): LimitName | undefined {
    const { limits } = this.#options;
    if (usage.memory > limits.memory) return 'memory';
    if (usage.cpu > limits.cpu || readsAtEnd > MAX_READS_AT_END) return 'cpu';
    if (output > limits.output) return 'output';
    if (now - this.#startedAt > limits.wall * MICROSECONDS) return 'wall';
    const activeAt = Math.max(this.#activeAt, this.#options.otherActivity());
    if (now - activeAt > limits.idle * MICROSECONDS) return 'idle';
    return undefined;
  }
}
