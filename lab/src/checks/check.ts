/** What a check is: one question put to a trace. */
import type { Facts } from '../facts/facts.ts';
import type { Evidence, Result } from '../verdict.ts';

export interface Outcome {
  result: Extract<Result, 'pass' | 'fail' | 'inconclusive'>;
  expected: string;
  got: string;
  evidence: Evidence[];
}

export interface Check {
  id: string;
  /** Checks that must pass first; if one does not, this one is blocked. */
  needs: string[];
  /** What will be checked, said before the run, for this case. */
  title(facts: Pick<Facts, 'case' | 'edition'>): string;
  ask(facts: Facts): Outcome;
  /** Whether it is asked in strict editions only; in the others it is advice, which is noted and costs nothing. */
  isAdvice?: true;
}

/** An outcome by whether it holds. */
export function outcome(holds: boolean, expected: string, got: string, evidence: Evidence[] = []): Outcome {
  return { result: holds ? 'pass' : 'fail', expected, got, evidence };
}
