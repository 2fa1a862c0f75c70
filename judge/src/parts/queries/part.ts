/** The part queries: any program, judged only by the checks that a lab defines. */
import type { CallRecord, RunEnd } from '@wireside/trace';
import type { Seen } from '../../check.ts';
import { slowedByTracing } from '../../common/slowed.ts';
import type { Part } from '../../part.ts';
import { definePart } from '../../part.ts';

/** Facts about a run of a lab's own. */
interface QueriesFacts extends Seen {
  /** The calls of the program, in order. */
  readonly calls: readonly CallRecord[];
  readonly end: RunEnd;
}

/** Judges the runs of labs that have checks of their own only. A failed check is explained by the rules about all programs. */
export const queries: Part = definePart<QueriesFacts, never, never>({
  id: 'queries',
  gather: (model, partCase, edition) => ({
    model,
    case: partCase,
    edition,
    calls: model.callsOf(model.program.name),
    end: model.program.ended ?? { reason: 'stopped', at: 0 },
  }),
  reasonNotToJudge: slowedByTracing,
  notes: () => [],
  checks: {},
  diagnoses: {},
});
