/** Judges a program again each time that it is saved: what failed last comes first, what is under way is stopped. */
import { setMaxListeners } from 'node:events';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Bench } from '@wireside/bench';
import { ProgramError } from '@wireside/bench';
import type { CaseVerdict, Verdict } from '@wireside/judge';
import { leadingCase } from '@wireside/judge';
import type { Edition, Part, PartCase } from '@wireside/lab';
import { judge, sourceOf, verdictOf } from '@wireside/lab';
import { newSeed } from '../judging.ts';

/** What is judged, and who is told. */
export interface LoopOptions {
  readonly part: Part;
  readonly edition: Edition;
  readonly editionId: string;
  readonly cases: readonly PartCase[];
  readonly path: string;
  readonly bench: Bench;
  /** Where the runs of a judging go. Runs of the same cases that are there are replaced. */
  folder(): string;
  readonly seed?: string;
  /** A judging begins, in this folder, with the cases in this order. */
  onBegin?(folder: string, cases: readonly PartCase[]): void;
  /** A case has ended. With the last one, the whole verdict follows. */
  onCase(one: CaseVerdict, done: readonly CaseVerdict[]): void;
  /** A judging has ended: it has a verdict, or the program was not built. It was not stopped. */
  onEnd(folder: string): void;
  /** A judging was stopped by another one, or by {@link JudgingLoop.stop}, and nothing of it runs any more. */
  onStopped?(folder: string): void;
}

/** Ids of the cases that did not pass, that which explains most first. */
export function failedCases({ cases }: Verdict): string[] {
  const failed = cases.filter(({ verdict }) => verdict !== 'pass').map(({ id }) => id);
  const lead = leadingCase(cases);
  return lead === undefined ? failed : [lead, ...failed.filter((id) => id !== lead)];
}

/** One program, judged again and again. */
export class JudgingLoop {
  /** The only case that is run, if the user wants that. */
  only: string | undefined;
  readonly #options: LoopOptions;
  #abort = new AbortController();
  /** The judging under way. */
  #running: Promise<void> = Promise.resolve();
  #verdict: Verdict | undefined;
  #problem: ProgramError | undefined;
  #left = 0;
  /** Cases that did not pass when they ended last. */
  readonly #failed = new Set<string>();

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  /** The last verdict, or as far as it is known; its cases in the order of the part. */
  get verdict(): Verdict | undefined {
    return this.#verdict;
  }

  /** Why there is no new verdict: the program was not built. */
  get problem(): ProgramError | undefined {
    return this.#problem;
  }

  /** Cases that are still running. */
  get left(): number {
    return this.#left;
  }

  /** The program was saved, or the user wants to see it again: judges it; what is under way is stopped. */
  judge(): Promise<void> {
    this.#abort.abort();
    const abort = new AbortController();
    // Each run listens, and there may be many at once.
    setMaxListeners(0, abort.signal);
    this.#abort = abort;
    this.#running = this.#running.then(() =>
      abort.signal.aborted ? undefined : this.#judgeNow(abort.signal),
    );
    return this.#running;
  }

  /** Stops what is under way. */
  stop(): Promise<void> {
    this.#abort.abort();
    return this.#running;
  }

  /** The verdict by the cases that have ended. */
  verdictOn(done: readonly CaseVerdict[], seed: string): Verdict {
    return verdictOf(this.#sorted(done), { ...this.#options, seed });
  }

  /** The cases of the next judging: those first that did not pass last time. */
  inOrder(): PartCase[] {
    const all = this.#options.cases.filter(({ id }) => this.only === undefined || id === this.only);
    const hasFailed = ({ id }: PartCase): boolean => this.#failed.has(id);
    return [...all.filter(hasFailed), ...all.filter((one) => !hasFailed(one))];
  }

  async #judgeNow(signal: AbortSignal): Promise<void> {
    const { part, edition, editionId, path, bench, seed = newSeed() } = this.#options;
    const cases = this.inOrder();
    const folder = this.#options.folder();
    const done: CaseVerdict[] = [];
    try {
      const source = sourceOf(part, path);
      for (const { id } of cases) rmSync(join(folder, id), { recursive: true, force: true });
      this.#left = cases.length;
      this.#options.onBegin?.(folder, cases);
      const verdict = await judge(source, {
        part,
        edition,
        editionId,
        cases,
        seed,
        bench,
        folder,
        signal,
        onCase: (one) => {
          if (signal.aborted) return;
          done.push(one);
          if (one.verdict === 'pass') this.#failed.delete(one.id);
          else this.#failed.add(one.id);
          this.#left = cases.length - done.length;
          this.#problem = undefined;
          // What passed says little while others run; the verdict before is better.
          const hasFailed = done.some(({ verdict: result }) => result !== 'pass');
          if (this.#left > 0 && hasFailed) this.#verdict = this.verdictOn(done, seed);
          this.#options.onCase(one, done);
        },
      });
      if (signal.aborted) return this.#options.onStopped?.(folder);
      this.#verdict = { ...verdict, cases: this.#sorted(verdict.cases) };
      this.#problem = undefined;
    } catch (error) {
      // One that does not build will be saved again.
      if (!(error instanceof ProgramError)) throw error;
      if (signal.aborted) return this.#options.onStopped?.(folder);
      this.#problem = error;
    }
    this.#left = 0;
    this.#options.onEnd(folder);
  }

  /** Cases in the order of the part. */
  #sorted(cases: readonly CaseVerdict[]): CaseVerdict[] {
    const places = this.#options.cases.map(({ id }) => id);
    return cases.toSorted((a, b) => places.indexOf(a.id) - places.indexOf(b.id));
  }
}
