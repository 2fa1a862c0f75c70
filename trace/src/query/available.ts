/** Whether a run has what a query asks about. */
import { numberText } from '@wireside/wire';
import type { Model } from '../model.ts';
import type { Kind } from './kind.ts';

/** Records of one kind that a query looks at. */
export const MAX_RECORDS = 1_000_000;

/** Why a run cannot answer a question about records of some kinds, as a phrase; undefined where it can. */
export function lackOf(kinds: Iterable<Kind>, model: Model): string | undefined {
  const { absent, problems } = model.trace;
  for (const { name, file, total } of new Set(kinds)) {
    if (absent.includes(file)) return `the run has no ${name}: ${file} is missing`;
    const problem = problems.find((one) => one.startsWith(file));
    if (problem !== undefined) return `the ${name} of the run are not complete: ${problem}`;
    const count = total(model);
    if (count > MAX_RECORDS) {
      return `the run has ${numberText(count)} ${name}; queries look at no more than ${numberText(MAX_RECORDS)}`;
    }
  }
  return undefined;
}
