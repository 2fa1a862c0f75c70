/** A verdict as Gradescope's results.json: a test for each case, with its points, its text and who may see it. */
import { caseText, printable } from './case-text.ts';
import type { Outcome, PartOutcome } from './outcome.ts';
import { pointsOf } from './outcome.ts';

/**
 * The text of the file (gradescope-autograders.readthedocs.io, "Output format"). Everything is visible to the student: a
 * check that is hidden teaches nothing. Gradescope knows no inconclusive test: where there is one, `output` says so.
 */
export function gradescopeText(outcome: Outcome): string {
  const isInconclusive = outcome.parts.some(({ verdict }) =>
    verdict?.cases.some((one) => one.verdict === 'inconclusive'),
  );
  const result = {
    score: pointsOf(outcome).score,
    output: isInconclusive
      ? 'The judge itself failed in some cases, which is not the fault of the program. Submit it again.'
      : '',
    visibility: 'visible',
    stdout_visibility: 'hidden',
    tests: outcome.parts.flatMap(testsOf),
  };
  return `${JSON.stringify(result, undefined, 2)}\n`;
}

function testsOf({ part, verdict, problem, max, points = {} }: PartOutcome): object[] {
  const shared = { visibility: 'visible', tags: [part] };
  if (verdict === undefined) {
    const output = printable(problem ?? 'There is no program for this part.');
    return [{ name: part, score: 0, max_score: max, status: 'failed', output, ...shared }];
  }
  return verdict.cases.map((one) => ({
    name: `${part}: ${one.title}`,
    score: one.verdict === 'pass' ? (points[one.id] ?? 1) : 0,
    max_score: points[one.id] ?? 1,
    status: one.verdict === 'pass' ? 'passed' : 'failed',
    output: caseText(one),
    ...shared,
  }));
}
