/** What a diagnosis is: a known misconception, and how to recognize it in a run. */
import type { Evidence } from '@wireside/trace';

/** A misconception that was recognized. */
export interface Finding {
  /** Names the call, the packet and the line, in terms that the handout has introduced. */
  readonly text: string;
  readonly evidence: readonly Evidence[];
}

/** The checks that failed, by their ids. */
export interface Failed<CheckId extends string> {
  readonly has: (id: CheckId) => boolean;
}

/** Looks for one misconception in a run that failed; undefined when unsure: a wrong reason is worse than none. */
export type Find<Facts, CheckId extends string> = (
  facts: Facts,
  failed: Failed<CheckId>,
) => Finding | undefined;

/** A diagnosis. `Id` is the ids of the part's diagnoses. */
export interface Diagnosis<Facts, CheckId extends string = string, Id extends string = string> {
  readonly find: Find<Facts, CheckId>;
  /**
   * Diagnoses that explain the same thing better: where one of them is told, this one is left out. Each stands before this
   * one in the part's list, so that the first that is found is always told.
   */
  readonly unless?: readonly Id[];
}
