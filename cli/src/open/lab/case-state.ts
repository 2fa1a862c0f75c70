/** A case, and the whole verdict, as the page is told of them: in short, and without paths. */
import type { CaseVerdict, Verdict } from '@wireside/judge';
import type { Part, PartCase } from '@wireside/lab';
import type { CaseState, DeskState } from '@wireside/web/api';
import { itemId } from '../items.ts';

/** Characters of what was expected and got; the run has all of it. */
const MAX_TEXT = 600;

/** A case with its last verdict. */
export function caseState(
  { id, title }: PartCase,
  { hints }: Part,
  judged: CaseVerdict | undefined,
  isOld: boolean,
): CaseState {
  if (judged === undefined) return { id, title, isOld };
  const failed = judged.checks.find(({ result }) => result === 'fail' || result === 'inconclusive');
  const own = failed === undefined ? undefined : hints[failed.id];
  const reason = judged.diagnoses[0]?.text ?? (failed === undefined ? judged.notes[0] : undefined);
  return {
    id,
    title,
    isOld,
    verdict: judged.verdict,
    ...(judged.run === undefined ? {} : { item: itemId(judged.run) }),
    ...(failed === undefined || judged.verdict === 'pass'
      ? {}
      : {
          failed: { title: failed.title, expected: clipped(failed.expected), got: clipped(failed.got) },
        }),
    ...(reason === undefined || judged.verdict === 'pass' ? {} : { reason }),
    ...(own === undefined || judged.verdict !== 'fail' ? {} : { hints: own }),
  };
}

/** What the page is told of a whole verdict. */
export function verdictState({
  verdict,
  score,
  max,
  seed,
  changes,
}: Verdict): Pick<DeskState, 'verdict' | 'score' | 'max' | 'seed' | 'change'> {
  const [first] = changes;
  return {
    verdict,
    score,
    max,
    seed,
    ...(first === undefined ? {} : { change: { text: first.text, cases: first.cases } }),
  };
}

const clipped = (text: string): string =>
  text.length > MAX_TEXT
    ? `${text.slice(0, MAX_TEXT)}… (${text.length - MAX_TEXT} more characters; open the run)`
    : text;
