/** The runs of one judging together: what passed, what to change first, and the hints of the part. */
import type { Part } from '@wireside/lab';
import { findPart, readVerdict } from '@wireside/lab';
import type { CaseVerdict, RecordedVerdict } from '@wireside/judge';
import { changesOf, combine, leadingCase } from '@wireside/judge';
import type { Judging } from '@wireside/web/api';
import { labFolders } from '../labs.ts';
import type { OwnItem } from './items.ts';

/** A run with its verdict. */
interface Judged {
  readonly item: OwnItem;
  readonly verdict: RecordedVerdict;
}

/** The judging that an item belongs to; undefined for a run that was not judged, and for a capture. */
export function judgingOf(items: readonly OwnItem[], id: string): Judging | undefined {
  const own = items.find((item) => item.id === id && item.what === 'run');
  const first = own === undefined ? undefined : verdictOf(own);
  if (own === undefined || first === undefined) return undefined;
  const part = partOf(first.part);
  const judged = inOrder(judgedOf(items, own, first), part);
  const cases: CaseVerdict[] = judged.map(({ verdict }) => verdict);
  const leading = leadingCase(cases);
  return {
    part: first.part,
    title: part?.title ?? first.part,
    edition: first.edition,
    verdict: combine(cases.map(({ verdict }) => verdict)),
    ...(part === undefined ? {} : scoreOf(cases, part)),
    cases: judged.map(({ item, verdict: { id: name, title, verdict, checks } }) => {
      const failed = checks.find(({ result }) => result === 'fail')?.title;
      return { item: item.id, id: name, title, verdict, ...(failed === undefined ? {} : { failed }) };
    }),
    changes: changesOf(cases),
    ...(leading === undefined ? {} : { leading }),
    hints: part?.hints ?? {},
  };
}

/** The item to open at once: the only one, or of one judging alone its leading case. */
export function firstOf(items: readonly OwnItem[]): OwnItem | undefined {
  const [first] = items;
  if (first === undefined || items.length === 1) return first;
  if (first.group === undefined || items.some(({ group }) => group !== first.group)) return undefined;
  const verdicts = items.flatMap((item): Judged[] => {
    const verdict = verdictOf(item);
    return verdict === undefined ? [] : [{ item, verdict }];
  });
  if (verdicts.length === 0) return undefined;
  const leading = leadingCase(verdicts.map(({ verdict }) => verdict));
  const isLeading = ({ verdict: { id, verdict } }: Judged): boolean => id === leading && verdict === 'fail';
  return (verdicts.find(isLeading) ?? verdicts[0])?.item;
}

/** The runs of the same group and part, one for each case. */
function judgedOf(items: readonly OwnItem[], own: OwnItem, first: RecordedVerdict): Judged[] {
  if (own.group === undefined) return [{ item: own, verdict: first }];
  return items.flatMap((item): Judged[] => {
    const verdict = item.group === own.group ? verdictOf(item) : undefined;
    return verdict?.part === first.part ? [{ item, verdict }] : [];
  });
}

function inOrder(judged: readonly Judged[], part: Part | undefined): readonly Judged[] {
  if (part === undefined) return judged;
  const place = ({ verdict }: Judged): number => {
    const found = part.cases.findIndex(({ id }) => id === verdict.id);
    return found < 0 ? part.cases.length : found;
  };
  return judged.toSorted((a, b) => place(a) - place(b));
}

function scoreOf(cases: readonly CaseVerdict[], part: Part): { score: number; max: number } {
  const points = ({ id }: CaseVerdict): number => part.cases.find((one) => one.id === id)?.points ?? 0;
  const sum = (some: readonly CaseVerdict[]): number => some.reduce((all, one) => all + points(one), 0);
  return { score: sum(cases.filter(({ verdict }) => verdict === 'pass')), max: sum(cases) };
}

/** A verdict that cannot be read is shown as a problem of its run. */
function verdictOf({ path, what }: OwnItem): RecordedVerdict | undefined {
  try {
    return what === 'run' ? readVerdict(path) : undefined;
  } catch {
    return undefined;
  }
}

/** The part, if this computer has its lab, and it is whole. */
function partOf(id: string): Part | undefined {
  try {
    return findPart(id, labFolders());
  } catch {
    return undefined;
  }
}
