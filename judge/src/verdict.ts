/** Verdicts: the results of checks, diagnoses, cases and parts; the shape of `wireside judge --json`. */
import type { Evidence } from '@wireside/trace';

/** `blocked`: not checked, because an earlier check did not pass. `inconclusive`: not the program's fault. */
const RESULTS = ['pass', 'fail', 'blocked', 'inconclusive'] as const;

/** The result of a check, a case or a part. */
export type Result = (typeof RESULTS)[number];

/** Whether a value is a result. */
export function isResult(value: unknown): value is Result {
  return (RESULTS as readonly unknown[]).includes(value);
}

/** The result of one check. */
export interface CheckVerdict {
  readonly id: string;
  /** What is checked, known before the run. */
  readonly title: string;
  readonly result: Result;
  /** Empty where nothing was checked. */
  readonly expected: string;
  readonly got: string;
  readonly evidence: readonly Evidence[];
}

/** A known misconception, recognized in a run. */
export interface DiagnosisVerdict {
  readonly id: string;
  /** What the program did, what happens instead, and how to fix it. */
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/** The result of one case. */
export interface CaseVerdict {
  readonly id: string;
  readonly title: string;
  readonly verdict: Result;
  /** The run's folder; absent where there is no run, or none on this machine. */
  readonly run?: string;
  readonly checks: readonly CheckVerdict[];
  readonly diagnoses: readonly DiagnosisVerdict[];
  /** Other observations, which do not affect the score. */
  readonly notes: readonly string[];
}

/** One thing that the program has to change. */
export interface Change extends DiagnosisVerdict {
  /** The case whose run the text and the evidence are about: the first that it explains. */
  readonly case: string;
  /** All cases that it explains. */
  readonly cases: readonly string[];
}

/** The result of a part: all its cases, and the score. */
export interface Verdict {
  readonly part: string;
  readonly edition: string;
  readonly verdict: Result;
  /** Points of the cases that passed. */
  readonly score: number;
  readonly max: number;
  /** Random seed of the runs: the same seed produces the same bytes in the same pieces. */
  readonly seed: string;
  readonly cases: readonly CaseVerdict[];
  /** What the program has to change, what explains most failed cases first. */
  readonly changes: readonly Change[];
}

/** Combines results into one: `fail` outweighs `inconclusive`, which outweighs `pass`; `blocked` never stands alone. */
export function combine(results: readonly Result[]): Result {
  if (results.includes('fail')) return 'fail';
  if (results.includes('inconclusive')) return 'inconclusive';
  return results.length > 0 && results.every((result) => result === 'blocked') ? 'blocked' : 'pass';
}

/** The command's exit status: 0 pass, 1 fail or blocked, 2 inconclusive. Faults of Wireside are 3 and above. */
export function exitStatus(result: Result): 0 | 1 | 2 {
  return result === 'pass' ? 0 : result === 'inconclusive' ? 2 : 1;
}
