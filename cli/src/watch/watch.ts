/** Shows the verdict on a program at a terminal, each time that it is saved, and answers keys. */
import { escape } from '@wireside/trace';
import { basename } from 'node:path';
import type { CaseVerdict } from '@wireside/judge';
import { countText } from '@wireside/wire';
import { openModel } from '@wireside/trace/node';
import type { Terminal } from '../terminal/spans.ts';
import { failureLadder } from '../verdict/failure-ladder.ts';
import { renderProgress } from '../verdict/render.ts';
import type { LoopOptions } from './judging-loop.ts';
import { failedCases, JudgingLoop } from './judging-loop.ts';
import type { View } from './page.ts';
import { keysText, viewText } from './page.ts';

/** Clears the terminal, also what has scrolled out (ECMA-48: ED, CUP; xterm: ED 3). */
const CLEAR = '\u001b[H\u001b[2J\u001b[3J';

/** What is watched, and where it is shown. */
export interface WatchOptions extends Pick<
  LoopOptions,
  'part' | 'edition' | 'editionId' | 'cases' | 'path' | 'bench' | 'seed'
> {
  /** Where the runs of the last judging are. */
  readonly folder: string;
  /** Whether there is a terminal, with keys. Otherwise each verdict is printed after the last one. */
  readonly isLive: boolean;
  readonly terminal: Terminal;
  print(text: string): void;
}

/** Watches a program. */
export class Watch {
  readonly #options: WatchOptions;
  readonly #loop: JudgingLoop;
  #view: View = { name: 'verdict' };

  constructor(options: WatchOptions) {
    this.#options = options;
    this.#loop = new JudgingLoop({
      ...options,
      folder: () => options.folder,
      onCase: (_, done) => this.#ended(done),
      onEnd: () => this.#refresh(),
    });
  }

  /** The program was saved, or the user wants to see it again: judges it; what is under way is stopped. */
  judge(): Promise<void> {
    return this.#loop.judge();
  }

  /** Stops what is under way. */
  stop(): Promise<void> {
    return this.#loop.stop();
  }

  /** A key was pressed. Keys that mean nothing do nothing. */
  async press(key: string): Promise<void> {
    if (key === 'r') return this.judge();
    const { verdict } = this.#loop;
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
      this.#loop.only = this.#loop.only === undefined ? chosen : undefined;
      return this.judge();
    }
  }

  /** A case has ended: what has failed is shown at once, the others are counted. */
  #ended(done: readonly CaseVerdict[]): void {
    const { isLive, terminal, print } = this.#options;
    const { left } = this.#loop;
    // With the last one, the whole verdict follows.
    if (!isLive || left === 0) return;
    if (done.every(({ verdict }) => verdict === 'pass'))
      return print(renderProgress(done, done.length + left, terminal));
    this.#refresh();
  }

  /** Shows what is on the screen again, with what is known now; the verdict if its case did not fail. */
  #refresh(): void {
    const view = this.#view;
    const { verdict } = this.#loop;
    const failed = verdict === undefined ? [] : failedCases(verdict);
    const isStill = view.name === 'case' || view.name === 'hint' ? failed.includes(view.case) : false;
    this.#show(isStill ? view : { name: 'verdict' });
  }

  async #showLadder(one: CaseVerdict): Promise<void> {
    if (one.run === undefined) return;
    const { terminal } = this.#options;
    const text = failureLadder(one, await openModel(one.run), terminal);
    // It may have been saved meanwhile.
    if (this.#loop.verdict?.cases.includes(one) === true) this.#show({ name: 'ladder', case: one.id, text });
  }

  #show(view: View): void {
    this.#view = view;
    const { path, part, isLive, terminal, print } = this.#options;
    const { verdict, problem, left } = this.#loop;
    const text =
      problem !== undefined
        ? `${problem.message}\n${problem.hint}\n`.split('\n').map(escape).join('\n')
        : verdict === undefined
          ? ''
          : viewText(view, verdict, part, terminal);
    const running = left === 0 ? '' : `, ${countText(left, 'case')} still running`;
    const head = `${escape(basename(path))}, ${new Date().toTimeString().slice(0, 8)}${running}\n`;
    print(isLive ? `${CLEAR}${head}\n${text}\n${keysText(this.#loop.only)}\n` : `${head}${text}\n`);
  }
}
