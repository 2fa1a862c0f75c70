/** What the files that other systems read are made from: the verdicts of the parts that were judged. */
import type { Verdict } from '@wireside/judge';

/** The outcome of one part of a hand-in. */
export interface PartOutcome {
  readonly part: string;
  /** The program that was judged, as the user named it; absent where there is none. */
  readonly program?: string;
  /** Absent where there is no program, or where it could not be built. */
  readonly verdict?: Verdict;
  /** Why there is no verdict. */
  readonly problem?: string;
  /** Points that could be had. */
  readonly max: number;
  /** Points of each case, by its id; 1 where nothing is said. */
  readonly points?: Readonly<Record<string, number>>;
}

/** The outcomes of all parts that were judged, and what they were judged as. */
export interface Outcome {
  /** The lab, or the only part. */
  readonly name: string;
  readonly parts: readonly PartOutcome[];
}

/** The points of all parts. */
export function pointsOf({ parts }: Outcome): { readonly score: number; readonly max: number } {
  return {
    score: parts.reduce((sum, { verdict }) => sum + (verdict?.score ?? 0), 0),
    max: parts.reduce((sum, { max }) => sum + max, 0),
  };
}
