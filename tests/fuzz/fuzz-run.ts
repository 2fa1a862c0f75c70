/** One run of the fuzzer: starts the threads, watches them, and prints what they find. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { FILTER } from './attempt.ts';
import type { Corpus } from './corpus.ts';
import { drawn } from './mutate.ts';
import { prepared, readRecipe, recipeText } from './operations.ts';
import { NUMBERS } from './worker.ts';
import type { Report, Task } from './worker.ts';

/** Timeout in ms for one mutant; after it, the thread is ended and another one continues. */
const TIMEOUT = 60_000;
/** How often a thread is read, and how often the progress is printed, in ms. */
const WATCH_INTERVAL = 250;
const PRINT_INTERVAL = 10_000;
/** The whole process may hold this much for each thread, in bytes: the captures, a mutant, and garbage. */
const MAX_PER_THREAD = 1.5 * 1024 ** 3;
/** Maximum findings of one cause that are printed. */
const MAX_PRINTED = 3;
/** Lines of a finding's stack that are printed. */
const STACK_LINES = 5;

/** Where mutants are kept. */
const FOLDER = join(tmpdir(), 'wireside-fuzz');

/** What a run is asked to do. */
export interface FuzzOptions {
  readonly seed: number;
  readonly mutants: number;
  /** Ends the run even if there are mutants left. */
  readonly seconds: number;
  readonly workers: number;
  /** Only captures with this in their name. */
  readonly part: string;
}

/** Keeps a mutant; returns its path. */
export function saved(name: string, bytes: Uint8Array): string {
  mkdirSync(FOLDER, { recursive: true });
  const file = join(FOLDER, `${name}${bytes[0] === 0x1f ? '.gz' : bytes[0] === 0x0a ? '.pcapng' : '.pcap'}`);
  writeFileSync(file, bytes);
  return file;
}

/** The threads, what they have found, and their progress. */
export class FuzzRun {
  readonly #files: Corpus;
  readonly #options: FuzzOptions;
  readonly #begin = performance.now();
  readonly #end: number;
  /** Shared with the threads: the next mutant, then {@link NUMBERS} of each thread. */
  readonly #numbers: Int32Array<SharedArrayBuffer>;
  /** How often each cause was found. */
  readonly #findings = new Map<string, number>();
  /** The most memory that the process held, in bytes. */
  #peak = 0;

  constructor(files: Corpus, options: FuzzOptions) {
    this.#files = files;
    this.#options = options;
    this.#end = this.#begin + options.seconds * 1000;
    this.#numbers = new Int32Array(new SharedArrayBuffer(4 * (1 + options.workers * NUMBERS.size)));
  }

  /** Runs all threads to their end. Returns the exit status: 1 when something was found. */
  async run(): Promise<number> {
    const { seed, mutants, workers } = this.#options;
    console.log(
      `seed ${seed}: ${mutants} mutants of ${this.#files.files.length} captures in ${workers} threads`,
    );
    await Promise.all(this.#places().map((place) => this.#watchThread(place)));
    if (this.#peak > MAX_PER_THREAD * workers) {
      const message = `the process held ${this.#peak} bytes`;
      this.#note({ kind: 'memory', key: 'memory', message, stack: '', recipe: 'the whole run' });
    }
    console.log(`${this.#progress()}; seed ${seed}`);
    return this.#findings.size === 0 ? 0 : 1;
  }

  /** Where the numbers of each thread begin. */
  #places(): number[] {
    return Array.from({ length: this.#options.workers }, (_, i) => 1 + i * NUMBERS.size);
  }

  /** Runs one thread to its end, or the next one if it hangs or dies. */
  async #watchThread(place: number): Promise<void> {
    while (!(await this.#runThread(place)));
  }

  /** Runs one thread; false when it hung or died, which is noted. */
  async #runThread(place: number): Promise<boolean> {
    const { seed, mutants, part } = this.#options;
    const task: Task = { seed, mutants, part, place, numbers: this.#numbers };
    const worker = new Worker(new URL('worker.mjs', import.meta.url), {
      workerData: task,
      resourceLimits: { maxOldGenerationSizeMb: 1024 },
    });
    worker.on('message', (report: Report) => this.#note(report));
    let isHanging = false;
    const timer = this.#watch(place, () => {
      isHanging = true;
      void worker.terminate();
    });
    let problem = 'the thread ended';
    worker.on('error', (error: Error) => (problem = error.stack ?? error.message));
    const code = await new Promise<number>((resolve) => void worker.on('exit', resolve));
    clearInterval(timer);
    if (code === 0) return true;
    const recipe = recipeText(drawn(this.#files, seed, this.#numbers[place + NUMBERS.current]!));
    const kind = isHanging ? 'hang' : 'crash';
    const message = isHanging ? `more than ${TIMEOUT / 1000} s for one mutant` : problem;
    this.#note({ kind, key: `${kind}: ${message}`, message, stack: '', recipe });
    return false;
  }

  /** Looks at a thread now and then; calls `onHang` when it stays with one mutant for too long. */
  #watch(place: number, onHang: () => void): NodeJS.Timeout {
    let at = -1;
    let since = performance.now();
    let printed = performance.now();
    return setInterval(() => {
      const now = performance.now();
      const current = this.#numbers[place + NUMBERS.current]! + this.#numbers[place + NUMBERS.mutants]!;
      if (current !== at) [at, since] = [current, now];
      this.#peak = Math.max(this.#peak, process.memoryUsage.rss());
      if (now > this.#end) Atomics.store(this.#numbers, 0, this.#options.mutants);
      if (now - since > TIMEOUT) onHang();
      // The first thread prints for all.
      if (place === 1 && now - printed > PRINT_INTERVAL) {
        printed = now;
        console.log(this.#progress());
      }
    }, WATCH_INTERVAL);
  }

  /** Prints a finding, unless its cause was printed often enough. */
  #note({ kind, key, message, stack, recipe }: Report): void {
    const times = (this.#findings.get(key) ?? 0) + 1;
    this.#findings.set(key, times);
    if (times > MAX_PRINTED) return;
    let file = '';
    try {
      const read = readRecipe(recipe);
      if (read.name !== FILTER)
        file = `\n  ${saved(`${kind}-${this.#findings.size}-${times}`, prepared(read, this.#files))}`;
    } catch {
      // A finding about the run as a whole has no recipe.
    }
    console.log(`${kind}: ${message}\n  npm run fuzz -- --recipe '${recipe}'${file}`);
    if (stack !== '' && times === 1)
      console.log(
        stack
          .split('\n')
          .slice(1, 1 + STACK_LINES)
          .join('\n'),
      );
  }

  #progress(): string {
    const seconds = (performance.now() - this.#begin) / 1000;
    const total = (which: number): number =>
      this.#places().reduce((sum, place) => sum + this.#numbers[place + which]!, 0);
    const done = total(NUMBERS.mutants);
    return `${done} mutants, ${total(NUMBERS.filters)} filters, ${this.#findings.size} findings; ${Math.round(done / seconds)} mutants/s, ${Math.round(seconds)} s, at most ${Math.round(this.#peak / 1024 ** 2)} MiB`;
  }
}
