/** The ladder of a case that failed, around what its first failed check points at. */
import type { CaseVerdict } from '@wireside/judge';
import type { Model } from '@wireside/trace';
import { ladder } from '@wireside/trace';
import { renderLadder } from '../terminal/render-ladder.ts';
import type { Terminal } from '../terminal/spans.ts';

/** Rows of the ladder around what the first failed check points at. */
const ROWS_AROUND = 8;

/** The run of a case that failed, opened at what the first failed check points at. */
export function failureLadder(one: CaseVerdict, model: Model, terminal: Terminal): string {
  const evidence = one.checks.find(({ result }) => result === 'fail')?.evidence ?? [];
  return renderLadder(ladder(model, { keep: evidence }), {
    ...terminal,
    focus: evidence,
    around: ROWS_AROUND,
  });
}
