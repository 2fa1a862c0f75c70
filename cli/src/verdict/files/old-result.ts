/** A verdict as the result.json of the scoring system that courses had before: three fields. */
import type { Outcome } from './outcome.ts';
import { pointsOf } from './outcome.ts';

/** The text of the file: `max_grade` and `score` in points, and `success`, whether all of them were reached. */
export function oldResultText(outcome: Outcome): string {
  const { score, max } = pointsOf(outcome);
  return `${JSON.stringify({ max_grade: max, score, success: score === max && max > 0 })}\n`;
}
