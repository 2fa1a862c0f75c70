/** What a program has to change, decided over all its cases. */
import type { CaseVerdict, Change } from './verdict.ts';

/**
 * What has to change, each with the cases that it explains: what explains most cases first, otherwise in the order of the
 * cases. A case is explained by the first of its diagnoses, which says most about it.
 */
export function changesOf(cases: readonly CaseVerdict[]): Change[] {
  const found = new Map<
    string,
    { text: string; evidence: Change['evidence']; case: string; cases: string[] }
  >();
  for (const { id, verdict, diagnoses } of cases) {
    const [main] = diagnoses;
    if (verdict !== 'fail' || main === undefined) continue;
    const known = found.get(main.id);
    if (known !== undefined) known.cases.push(id);
    else found.set(main.id, { text: main.text, evidence: main.evidence, case: id, cases: [id] });
  }
  return [...found]
    .map(([id, change]): Change => ({ id, ...change }))
    .toSorted((a, b) => b.cases.length - a.cases.length);
}

/** The failed case to show first: one that is explained, by what explains most; undefined where none failed. */
export function leadingCase(cases: readonly CaseVerdict[]): string | undefined {
  return changesOf(cases)[0]?.case ?? cases.find(({ verdict }) => verdict === 'fail')?.id;
}
