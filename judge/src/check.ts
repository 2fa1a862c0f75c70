/** What a check is: one question about a run. */
import type { Evidence, Model } from '@wireside/trace';
import type { Edition, PartCase } from './case.ts';
import type { DiagnosisVerdict, Result } from './verdict.ts';

/** The answer to a check. */
export interface Outcome {
  readonly result: Extract<Result, 'pass' | 'fail' | 'inconclusive'>;
  readonly expected: string;
  readonly got: string;
  readonly evidence: readonly Evidence[];
}

/** What is known about a check before the run. */
export interface Asked {
  readonly case: PartCase;
  readonly edition: Edition;
}

/** What every part gathers, at least. */
export interface Seen extends Asked {
  readonly model: Model;
}

/** A check. `Facts` is what it looks at, `Id` the ids of the checks beside it. */
export interface Check<Facts, Id extends string = string> {
  /** Checks that must pass first; if one of them does not, this one is blocked. */
  readonly needs: readonly Id[];
  /** What will be checked in this case, known before the run. */
  title(asked: Asked): string;
  ask(facts: Facts): Outcome;
  /** Why it failed, as the lab that defines it knows; asked only where it failed and the part knows no reason. */
  reasons?(facts: Facts): readonly DiagnosisVerdict[];
  /** Whether it counts in strict editions only; in the others it only gives advice, which does not affect the score. */
  readonly isAdvice?: true;
}

/** An outcome that is `pass` if the condition holds and `fail` otherwise. */
export function outcome(
  holds: boolean,
  expected: string,
  got: string,
  evidence: readonly Evidence[] = [],
): Outcome {
  return { result: holds ? 'pass' : 'fail', expected, got, evidence };
}
