/** The things that are wrong, one after the other: `n` goes to the next. */
import type { RecordedVerdict } from '@wireside/judge';
import type { Evidence } from '@wireside/trace';
import type { FoundThing } from '../worker/findings.ts';

/** A failed check or a finding. */
export interface Point {
  /** Id of its element on the page. */
  readonly id: string;
  readonly title: string;
  readonly evidence: readonly Evidence[];
}

/** Failed checks of a verdict, then findings; those that point at nothing are left out. */
export function pointsOf(verdict: RecordedVerdict | undefined, findings: readonly FoundThing[]): Point[] {
  const checks = (verdict?.checks ?? [])
    .filter(({ result }) => result === 'fail')
    .map(({ id, title, evidence }): Point => ({ id: `check-${id}`, title, evidence }));
  const found = findings.map(({ title, evidence }, i): Point => ({ id: `finding-${i}`, title, evidence }));
  return [...checks, ...found].filter(({ evidence }) => evidence.length > 0);
}
