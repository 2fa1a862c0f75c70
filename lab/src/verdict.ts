/** Verdicts: what checks, diagnoses, cases and parts answer; the shape of `wireside judge --json`. */

/** Points at what decided: a packet, a call, a line of output or a record of the peer, each by its number in the trace. */
export type Evidence = { packet: number } | { call: number } | { line: number } | { peer: number };

export type Result = 'pass' | 'fail' | 'blocked' | 'inconclusive';

/** What a check answers. */
export interface CheckVerdict {
  id: string;
  /** What is checked, said beforehand. */
  title: string;
  result: Result;
  expected: string;
  got: string;
  evidence: Evidence[];
}

/** A known misconception, recognised in a trace. */
export interface DiagnosisVerdict {
  id: string;
  text: string;
  evidence: Evidence[];
}

export interface CaseVerdict {
  id: string;
  title: string;
  verdict: Result;
  /** The run's folder, null when it was not kept. */
  run: string | null;
  checks: CheckVerdict[];
  diagnoses: DiagnosisVerdict[];
  /** What was seen besides, and costs nothing. */
  notes: string[];
}

export interface Verdict {
  part: string;
  edition: string;
  verdict: Result;
  score: number;
  max: number;
  /** With it, the same bytes come in the same pieces again. */
  seed: string;
  cases: CaseVerdict[];
}

/** Fail weighs most; then what could not be found out; blocked never stands alone. */
export function combine(results: readonly Result[]): Result {
  if (results.includes('fail')) return 'fail';
  if (results.includes('inconclusive')) return 'inconclusive';
  return results.length > 0 && results.every((result) => result === 'blocked') ? 'blocked' : 'pass';
}

/** The command's exit status: 0 pass, 1 fail or blocked, 2 inconclusive; 3 and above are our own faults. */
export function exitStatus(result: Result): 0 | 1 | 2 {
  return result === 'pass' ? 0 : result === 'inconclusive' ? 2 : 1;
}
