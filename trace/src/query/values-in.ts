/** The values of a case in a query. */
import { Cursor } from './cursor.ts';
import type { Replacement } from './rewriting.ts';
import type { QueryValues } from './values.ts';
import { literalOf, valueOf } from './values.ts';

/** The `$names` in a text, with what stands for them in filters. @throws {QueryRefusal} when one has no value */
export function valuesIn(text: string, values: QueryValues): Replacement[] {
  if (!text.includes('$')) return [];
  const cursor = new Cursor(text);
  const found: Replacement[] = [];
  while (!cursor.isAtEnd) {
    const named = cursor.takeValue();
    if (named === undefined) {
      cursor.take();
      continue;
    }
    const value = valueOf(named, values);
    found.push({ ...named, by: literalOf(value), named: `"${value.value}"` });
  }
  return found;
}
