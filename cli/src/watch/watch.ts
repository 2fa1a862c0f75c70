/** Judges a program each time that it is saved, those cases first that failed last. */
import { escape } from '@wireside/trace';
import { rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import type { Bench } from '@wireside/bench';
import { ProgramError } from '@wireside/bench';
import type { CaseVerdict, Verdict } from '@wireside/judge';
import type { Edition, Part, PartCase } from '@wireside/lab';
import { judge, sourceOf, verdictOf } from '@wireside/lab';
import { countText } from '@wireside/wire';
import { openModel } from '@wireside/trace/node';
import { newSeed } from '../judging.ts';
import type { Terminal } from '../terminal/spans.ts';
import { failureLadder } from '../verdict/failure-ladder.ts';
import { renderProgress } from '../verdict/render.ts';
import type { View } from './page.ts';
import { failedCases, keysText, viewText } from './page.ts';

/** Clears the terminal, also what has scrolled out (ECMA-48: ED, CUP; xterm: ED 3). */
const CLEAR = '\u001b[H\u001b[2J\u001b[3J';

/** What is watched, and where it is shown. */
export interface WatchOptions {
  readonly part: Part;
  readonly edition: Edition;
  readonly editionId: string;
  readonly cases: readonly PartCase[];
  readonly path: string;
  readonly bench: Bench;
  /** Where the runs of the last judging are. */
  readonly folder: string;
  readonly seed?: string;
  /** Whether there is a terminal, with keys. Otherwise each verdict is printed after the last one. */
  readonly isLive: boolean;
  readonly terminal: Terminal;
  print(text: string): void;
}

/** Watches a program. */
export class Watch {
  readonly #options: WatchOptions;
  #abort = new AbortController();
  /** The judging under way. */
  #running: Promise<void> = Promise.resolve();
  #verdict: Verdict | undefined;
  /** Why there is no verdict: the program was not built. */
  #problem = '';
  #view: View = { name: 'verdict' };
  /** Cases that are still running. */
  #left = 0;
  /** The only case that is run, if the user wants that. */
  #only: string | undefined;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  /** The program was saved, or the user wants to see it again: judges it; what is under way is stopped. */
  judge(): Promise<void> {
    this.#abort.abort();
    const abort = new AbortController();
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

  /** A key was pressed. Keys that mean nothing do nothing. */
  async press(key: string): Promise<void> {
    if (key === 'r') return this.judge();
    const verdict = this.#verdict;
    if (verdict === undefined) return;
    const failed = failedCases(verdict);
    const at = this.#view.name === 'verdict' ? -1 : failed.indexOf(this.#view.case);
    const chosen = failed[Math.max(0, at)];
    if (key === 'v') this.#show({ name: 'verdict' });
    if (chosen === undefined) return;
    if (key === 'n') this.#show({ name: 'case', case: failed[(at + 1) % failed.length]! });
    if (key === 'h') {
      const isAgain = this.#view.name === 'hint' && this.#view.case === chosen;
      this.#show({ name: 'hint', case: chosen, level: isAgain ? 2 : 1 });
    }
    if (key === 'l') return this.#showLadder(verdict.cases.find(({ id }) => id === chosen)!);
    if (key === 'c') {
      this.#only = this.#only === undefined ? chosen : undefined;
      return this.judge();
    }
  }

  async #judgeNow(signal: AbortSignal): Promise<void> {
    const { part, edition, editionId, path, bench, folder, seed = newSeed() } = this.#options;
    const cases = this.#inOrder();
    const done: CaseVerdict[] = [];
    try {
      const source = sourceOf(part, path);
      for (const { id } of cases) rmSync(join(folder, id), { recursive: true, force: true });
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
          this.#ended(one, done, seed, cases.length);
        },
      });
      if (signal.aborted) return;
      this.#verdict = { ...verdict, cases: this.#sorted(verdict.cases) };
      this.#left = 0;
      this.#problem = '';
    } catch (error) {
      // One that does not build will be saved again.
      if (!(error instanceof ProgramError)) throw error;
      if (signal.aborted) return;
      this.#left = 0;
      this.#problem = `${error.message}\n${error.hint}\n`;
    }
    this.#refresh();
  }

  /** The cases to run: those first that did not pass last time. */
  #inOrder(): PartCase[] {
    const failed = this.#verdict === undefined ? [] : failedCases(this.#verdict);
    const all = this.#options.cases.filter(({ id }) => this.#only === undefined || id === this.#only);
    const hasFailed = ({ id }: PartCase): boolean => failed.includes(id);
    return [...all.filter(hasFailed), ...all.filter((one) => !hasFailed(one))];
  }

  /** A case has ended: what has failed is shown at once, the others are counted. */
  #ended(one: CaseVerdict, done: readonly CaseVerdict[], seed: string, of: number): void {
    const { isLive, terminal, print } = this.#options;
    this.#left = of - done.length;
    // With the last one, the whole verdict follows.
    if (!isLive || this.#left === 0) return;
    if (one.verdict === 'pass' && done.every(({ verdict }) => verdict === 'pass'))
      return print(renderProgress(done, of, terminal));
    this.#verdict = verdictOf(this.#sorted(done), { ...this.#options, seed });
    this.#problem = '';
    this.#refresh();
  }

  /** Cases in the order of the part. */
  #sorted(cases: readonly CaseVerdict[]): CaseVerdict[] {
    const places = this.#options.cases.map(({ id }) => id);
    return cases.toSorted((a, b) => places.indexOf(a.id) - places.indexOf(b.id));
  }

  /** Shows what is on the screen again, with what is known now; the verdict if its case did not fail. */
  #refresh(): void {
    const view = this.#view;
    const failed = this.#verdict === undefined ? [] : failedCases(this.#verdict);
    const isStill = view.name === 'case' || view.name === 'hint' ? failed.includes(view.case) : false;
    this.#show(isStill ? view : { name: 'verdict' });
  }

  async #showLadder(one: CaseVerdict): Promise<void> {
    if (one.run === undefined) return;
    const { terminal } = this.#options;
    const text = failureLadder(one, await openModel(one.run), terminal);
    // It may have been saved meanwhile.
    if (this.#verdict?.cases.includes(one) === true) this.#show({ name: 'ladder', case: one.id, text });
  }

  #show(view: View): void {
    this.#view = view;
    const { path, part, isLive, terminal, print } = this.#options;
    const verdict = this.#verdict;
    const text =
      this.#problem !== '' || verdict === undefined
        ? this.#problem.split('\n').map(escape).join('\n')
        : viewText(view, verdict, part, terminal);
    const running = this.#left === 0 ? '' : `, ${countText(this.#left, 'case')} still running`;
    const head = `${escape(basename(path))}, ${new Date().toTimeString().slice(0, 8)}${running}\n`;
    print(isLive ? `${CLEAR}${head}\n${text}\n${keysText(this.#only)}\n` : `${head}${text}\n`);
  }
}
