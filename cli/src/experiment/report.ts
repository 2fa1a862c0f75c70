/** What `wireside experiment udp-loss` prints: how many rounds the runs took, and the estimate of the loss. */
import { escape } from '@wireside/trace';
import type { LossEstimate } from '@wireside/judge';
import { endText } from '@wireside/judge';
import type { ExperimentRun } from '@wireside/lab';
import { countText } from '@wireside/wire';
import type { Terminal } from '../terminal/spans.ts';

/** Most columns that a bar takes. */
const MAX_BAR = 60;
/** Columns beside the bars. */
const BESIDE = 12;
/** Runs without an acknowledgment, or with a fault, of which each is told. */
const MAX_TOLD = 5;

/** The results of an experiment. */
export interface Results {
  readonly runs: readonly ExperimentRun[];
  /** The share of requests that the server lost. */
  readonly loss: number;
  readonly seed: string;
  /** Absent where no run was acknowledged. */
  readonly estimate?: LossEstimate;
  /** What `wireside show` takes for the first run, without its number. */
  readonly name: string;
}

/** The rounds of each run that counts: it was acknowledged, and the bench did its part. */
export function roundsThatCount(runs: readonly ExperimentRun[]): number[] {
  return runs.flatMap(({ isAcknowledged, fault, rounds }) =>
    isAcknowledged && fault === undefined && rounds > 0 ? [rounds] : [],
  );
}

/** Rounds and the number of runs that took so many, from one round on. */
export function distribution(runs: readonly ExperimentRun[]): [rounds: number, count: number][] {
  const all = roundsThatCount(runs);
  return Array.from({ length: Math.max(0, ...all) }, (_, index) => [
    index + 1,
    all.filter((rounds) => rounds === index + 1).length,
  ]);
}

/** `0.50, 95 % confidence interval 0.41 to 0.59`. */
export function estimateText({ average, loss, interval: [least, most] }: LossEstimate): string {
  const share = (one: number): string => one.toFixed(2);
  return (
    `${average.toFixed(2)} rounds on average; loss 1 - 1/a = ${share(loss)}, ` +
    `95 % confidence interval ${share(least)} to ${share(most)}`
  );
}

/** The whole text, each line ended. */
export function renderResults(results: Results, { width, unicode = true }: Terminal): string {
  const { runs, loss, seed, estimate, name } = results;
  const bars = distribution(runs);
  const most = Math.max(1, ...bars.map(([, count]) => count));
  const room = Math.min(MAX_BAR, Math.max(1, width - BESIDE));
  const lines = [
    'rounds  runs',
    ...bars.map(([rounds, count]) => {
      const bar = (unicode ? '█' : '#').repeat(Math.round((count / most) * room));
      return `${String(rounds).padStart(6)}  ${[bar, String(count)].filter((one) => one !== '').join(' ')}`;
    }),
    '',
    `${countText(runs.length, 'run')}, ${estimate === undefined ? 'none acknowledged' : estimateText(estimate)}`,
    `The server lost a request with probability ${loss}; seed ${seed}.`,
    ...troubles(runs),
    `See a run: wireside show ${name}/${String(1).padStart(String(runs.length).length, '0')}`,
  ];
  return lines.map((line) => `${line}\n`).join('');
}

/** Runs that are not in the estimate, and why. */
function troubles(runs: readonly ExperimentRun[]): string[] {
  const told = runs.flatMap(({ number, fault, isAcknowledged, end }) => {
    if (fault !== undefined)
      return [`Run ${number} does not count, which is not the program's fault: ${fault}.`];
    if (isAcknowledged) return [];
    return [
      `Run ${number} does not count: no acknowledgment; the program ${end === undefined ? 'did not end' : endText(end)}.`,
    ];
  });
  const more = told.length - MAX_TOLD;
  const shown = told.slice(0, MAX_TOLD).map((line) => escape(line));
  return more > 0 ? [...shown, `${countText(more, 'more run')} of this kind.`] : shown;
}
