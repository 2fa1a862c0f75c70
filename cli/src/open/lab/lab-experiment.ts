/** The loss experiment, begun from the page. */
import { setMaxListeners } from 'node:events';
import { findEdition, sourceOf } from '@wireside/lab';
import type { Part } from '@wireside/lab';
import type { ExperimentState } from '@wireside/web/api';
import { histogramSvg } from '../../experiment/histogram.ts';
import { estimateText } from '../../experiment/report.ts';
import { EXPERIMENT_PART, experimentBench, MAX_LOSS, MAX_RUNS, runExperiment } from '../../experiment/run.ts';
import { newSeed } from '../../judging.ts';
import { newRunFolder, removeUnused } from '../../run-folders.ts';
import { UsageError } from '../../usage-error.ts';
import { toldOf } from './told.ts';

/** One experiment after the other. */
export class LabExperiment {
  readonly #tell: () => void;
  #state: ExperimentState | undefined;
  #picture: string | undefined;
  #pictures = 0;
  #abort = new AbortController();

  /** @param tell called whenever its state changes */
  constructor(tell: () => void) {
    this.#tell = tell;
  }

  /** How it stands; undefined before the first one. */
  get state(): ExperimentState | undefined {
    return this.#state;
  }

  /** The distribution as an SVG document. */
  get picture(): string | undefined {
    return this.#picture;
  }

  /**
   * Begins one.
   * @param loss percent
   * @throws {UsageError} when one is under way, or the numbers are out of range; {ProgramError} when there is no program
   */
  begin(part: Part, edition: string, path: string, runs: number, loss: number): void {
    if (part.id !== EXPERIMENT_PART)
      throw new UsageError('This part has no experiment.', 'Open the part udp.');
    if (this.#state?.isRunning === true)
      throw new UsageError('An experiment is under way.', 'Stop it, or wait for its end.');
    const isFine = Number.isInteger(runs) && runs >= 1 && runs <= MAX_RUNS && loss >= 0 && loss <= MAX_LOSS;
    if (!isFine)
      throw new UsageError(
        'These numbers do not make an experiment.',
        `Runs: 1 to ${MAX_RUNS}; loss: 0 to ${MAX_LOSS} %.`,
      );
    const source = sourceOf(part, path);
    this.#abort = new AbortController();
    setMaxListeners(0, this.#abort.signal); // each run listens
    this.#set({ isRunning: true, runs, done: 0, loss });
    const folder = newRunFolder('udp-loss');
    const bench = experimentBench(runs);
    let done = 0;
    void runExperiment(source, {
      part,
      edition: findEdition(part, edition),
      runs,
      loss: loss / 100,
      seed: newSeed(),
      bench,
      folder,
      signal: this.#abort.signal,
      onRun: () => this.#set({ isRunning: true, runs, done: ++done, loss }),
    })
      .then((results) => {
        this.#picture = histogramSvg(results);
        const { estimate } = results;
        this.#set({
          isRunning: false,
          runs,
          done,
          loss,
          picture: ++this.#pictures,
          ...(estimate === undefined ? {} : { words: estimateText(estimate) }),
        });
      })
      .catch((error: unknown) => this.#set({ isRunning: false, runs, done, loss, error: toldOf(error) }))
      .finally(() => {
        removeUnused(folder);
        return bench.close();
      });
  }

  /** Stops it. */
  stop(): void {
    this.#abort.abort();
  }

  #set(state: ExperimentState): void {
    this.#state = state;
    this.#tell();
  }
}
