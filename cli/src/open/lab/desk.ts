/** One part on the page: the program that the user named, its judging, and the experiment with it. */
import { rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Bench } from '@wireside/bench';
import type { CaseVerdict } from '@wireside/judge';
import type { Part } from '@wireside/lab';
import { findCases, findEdition, sourceOf } from '@wireside/lab';
import type { CaseState, DeskState, FileContent, Saved, Told } from '@wireside/web/api';
import { newRunFolder, removeUnused } from '../../run-folders.ts';
import { UsageError } from '../../usage-error.ts';
import { Changes } from '../../watch/changes.ts';
import { JudgingLoop } from '../../watch/judging-loop.ts';
import { caseState, verdictState } from './case-state.ts';
import { LabExperiment } from './lab-experiment.ts';
import { makeOwn, ownVersion, pathOf, readOwn, saveOwn } from './own-file.ts';
import { toldOf } from './told.ts';

/** The program that is worked on. */
interface Own {
  /** As the user wrote it. */
  readonly named: string;
  readonly path: string;
  readonly isFolder: boolean;
  readonly changes: Changes;
}

/** A part that is worked on. Everything that changes is told to those who listen. */
export class Desk {
  readonly part: Part;
  readonly #bench: () => Bench;
  readonly #listeners = new Set<(state: DeskState) => void>();
  readonly #experiment: LabExperiment;
  #edition: string;
  #own: Own | undefined;
  #loop: JudgingLoop | undefined;
  /** The last verdict on each case, and whether it is on the program as it is. */
  #judged = new Map<string, { readonly verdict: CaseVerdict; isOld: boolean }>();
  #order: readonly string[] = [];
  #isJudging = false;
  #began = 0;
  #ended: Pick<DeskState, 'judgedAt' | 'took'> = {};
  #error: Told | undefined;

  /** @param bench the bench of the server, which begins when it is needed */
  constructor(part: Part, bench: () => Bench) {
    this.part = part;
    this.#bench = bench;
    this.#edition = part.defaultEdition;
    this.#experiment = new LabExperiment(() => this.#tell());
  }

  /** How everything stands. */
  get state(): DeskState {
    const own = this.#own;
    const verdict = this.#isJudging ? undefined : this.#loop?.verdict;
    const version = own === undefined || own.isFolder ? undefined : ownVersion(own.path);
    const experiment = this.#experiment.state;
    return {
      ...(own === undefined ? {} : { path: own.named, isFolder: own.isFolder }),
      ...(version === undefined ? {} : { version }),
      edition: this.#edition,
      isJudging: this.#isJudging,
      left: this.#isJudging ? (this.#loop?.left ?? 0) : 0,
      cases: this.#cases(),
      ...(verdict === undefined || this.#error !== undefined ? {} : verdictState(verdict)),
      ...this.#ended,
      ...(this.#error === undefined ? {} : { error: this.#error }),
      ...(experiment === undefined ? {} : { experiment }),
    };
  }

  /** The folder of the program; undefined before one is named. */
  get folder(): string | undefined {
    if (this.#own === undefined) return undefined;
    return this.#own.isFolder ? this.#own.path : dirname(this.#own.path);
  }

  /** The edition that programs are judged by. */
  get edition(): string {
    return this.#edition;
  }

  /** Tells someone how everything stands, now and whenever it changes. Returns what ends that. */
  listen(listener: (state: DeskState) => void): () => void {
    this.#listeners.add(listener);
    listener(this.state);
    return () => void this.#listeners.delete(listener);
  }

  /** Takes a program, which is watched from now on. @throws {UsageError} or {ProgramError} when it cannot be read */
  async take(named: string, isNew = false): Promise<void> {
    const path = pathOf(named);
    if (isNew) makeOwn(path);
    const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
    // A new file is empty, which no language minds; a file in no known language is an error now.
    sourceOf(this.part, path);
    await this.#leave();
    const changes = new Changes(path, () => this.judge());
    this.#own = { named, path, isFolder, changes };
    this.#begin();
  }

  /** Changes the edition that programs are judged by. @throws {LabError} when the part has none of this name */
  async choose(edition: string): Promise<void> {
    findEdition(this.part, edition);
    if (edition === this.#edition) return;
    await this.#loop?.stop();
    this.#edition = edition;
    this.#begin();
  }

  /** Judges the program; what is under way is stopped. */
  judge(): void {
    const loop = this.#loop;
    if (loop === undefined) throw nothingNamed();
    loop.judge().catch((error: unknown) => {
      this.#isJudging = false;
      this.#error = toldOf(error);
      this.#tell();
    });
  }

  /** Stops the judging. */
  async stop(): Promise<void> {
    await this.#loop?.stop();
  }

  /** The content of the program. @throws {UsageError} when it cannot be read */
  read(): FileContent {
    return readOwn(this.#file());
  }

  /** Saves the program, if the file is still what was edited. It is then judged, as after any other save. */
  save(text: string, version: string): Saved {
    return saveOwn(this.#file(), text, version);
  }

  /** Begins the loss experiment with the program. */
  experiment(runs: number, loss: number): void {
    if (this.#own === undefined) throw nothingNamed();
    this.#experiment.begin(this.part, this.#edition, this.#own.path, runs, loss);
  }

  /** Stops the experiment. */
  stopExperiment(): void {
    this.#experiment.stop();
  }

  /** The picture of the last experiment. */
  get picture(): string | undefined {
    return this.#experiment.picture;
  }

  /** Ends everything. */
  async close(): Promise<void> {
    this.#experiment.stop();
    await this.#leave();
  }

  #file(): string {
    if (this.#own === undefined || this.#own.isFolder) throw nothingNamed();
    return this.#own.path;
  }

  async #leave(): Promise<void> {
    this.#own?.changes.close();
    this.#own = undefined;
    await this.#loop?.stop();
    this.#loop = undefined;
  }

  /** A new program, or another edition: nothing is judged yet. */
  #begin(): void {
    this.#judged = new Map();
    this.#order = [];
    this.#ended = {};
    this.#error = undefined;
    this.#isJudging = false;
    const { part } = this;
    if (this.#own !== undefined) {
      this.#loop = new JudgingLoop({
        part,
        edition: findEdition(part, this.#edition),
        editionId: this.#edition,
        cases: findCases(part, [], this.#edition),
        path: this.#own.path,
        bench: this.#bench(),
        // Runs that the page shows stay as they are.
        folder: () => newRunFolder(part.id),
        onBegin: (_, cases) => this.#begun(cases.map(({ id }) => id)),
        onCase: (one) => {
          this.#judged.set(one.id, { verdict: one, isOld: false });
          this.#tell();
        },
        onEnd: (folder) => this.#over(folder),
        onStopped: (folder) => this.#stopped(folder),
      });
    }
    this.#tell();
  }

  #begun(order: readonly string[]): void {
    this.#began = Date.now();
    this.#isJudging = true;
    this.#order = order;
    this.#error = undefined;
    for (const one of this.#judged.values()) one.isOld = true;
    this.#tell();
  }

  #over(folder: string): void {
    this.#isJudging = false;
    removeUnused(folder);
    const loop = this.#loop!;
    const { problem } = loop;
    this.#order = loop.inOrder().map(({ id }) => id);
    this.#error = problem === undefined ? undefined : toldOf(problem);
    if (problem !== undefined) for (const one of this.#judged.values()) one.isOld = true;
    const now = Date.now();
    this.#ended = { judgedAt: now, took: now - this.#began };
    this.#tell();
  }

  /** Runs that were stopped say nothing of the program. */
  #stopped(folder: string): void {
    this.#isJudging = false;
    for (const [id, { verdict }] of this.#judged) {
      if (verdict.run?.startsWith(folder) === true) {
        const { run: _run, ...rest } = verdict;
        this.#judged.set(id, { verdict: rest, isOld: true });
      }
    }
    rmSync(folder, { recursive: true, force: true });
    this.#tell();
  }

  /** Those that are judged first come first; before any judging, in the order of the part. */
  #cases(): CaseState[] {
    const cases = findCases(this.part, [], this.#edition);
    const place = (id: string): number => this.#order.indexOf(id);
    return cases
      .toSorted((a, b) => place(a.id) - place(b.id))
      .map((one) => {
        const judged = this.#judged.get(one.id);
        return caseState(one, this.part, judged?.verdict, judged?.isOld ?? false);
      });
  }

  #tell(): void {
    const { state } = this;
    for (const listener of this.#listeners) listener(state);
  }
}

const nothingNamed = (): UsageError =>
  new UsageError('No file is open for this part.', 'Name the program that you work on.');
