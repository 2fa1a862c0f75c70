/** Aggregates: what a query asks of the records that a filter finds, such as `count(packets: tcp)`. */
import type { Field, FieldType, Value } from '@wireside/wire';
import { didYouMean } from '@wireside/wire';
import type { Model } from '../model.ts';
import type { Cursor } from './cursor.ts';
import type { Found, Kind } from './kind.ts';
import type { Selection } from './selection.ts';
import { parseSelection } from './selection.ts';
import type { QueryValues } from './values.ts';

/** What can be asked of records, with what it means. */
export const AGGREGATES = {
  count: 'how many records match',
  first: 'the first record that matches: alone, whether there is one; with a field, its value',
  last: 'the last record that matches, in the same way',
  sum: 'the sum of a field over all records that match',
  min: 'the smallest value of a field',
  max: 'the greatest value of a field',
} as const;

/** Name of an aggregate. */
export type AggregateName = keyof typeof AGGREGATES;

/** An aggregate, ready to be asked of any run. */
export interface Aggregate extends Selection {
  readonly name: AggregateName;
  /** The field whose values it gives, or `undefined` of count, and of first and last where they ask for existence. */
  readonly field: Field | undefined;
  /** Type of its values. */
  readonly type: FieldType;
}

/** Types of numbers, which can be added and ordered. */
const NUMBERS: ReadonlySet<FieldType> = new Set(
  'u8 u16 u24 u32 u64 i16 i32 f64 dur frame'.split(' ') as FieldType[],
);

/** Whether a word names an aggregate. */
export function isAggregate(word: string): word is AggregateName {
  return Object.hasOwn(AGGREGATES, word);
}

/**
 * Reads an aggregate, of which the name is next.
 * @throws {QueryRefusal} when it is not valid
 */
export function parseAggregate(cursor: Cursor, values: QueryValues): Aggregate {
  const name = cursor.take().text as AggregateName;
  cursor.take();
  const hasArgument = name === 'sum' || name === 'min' || name === 'max';
  const selection = parseSelection(cursor, values, hasArgument);
  const { kind } = selection;
  if (!hasArgument) {
    cursor.take();
    if (name === 'count') return { ...selection, name, field: undefined, type: 'u32' };
    const next = cursor.next;
    if (next.kind !== 'word' || !next.text.startsWith('.'))
      return { ...selection, name, field: undefined, type: 'label' };
    cursor.take();
    const place = { from: next.from + 1, to: next.to, text: next.text.slice(1) };
    const field = fieldOf(cursor, kind, place);
    if (field.type === 'label' || field.type === 'proto')
      cursor.refuse(`"${field.name}" has no value.`, place, `Write ${name}(${kind.name}: ${field.name}).`);
    return { ...selection, name, field, type: field.type };
  }
  if (!cursor.sees(',')) {
    cursor.refuse(`${name} needs a field: ${name}(${kind.name}: FILTER, FIELD).`, cursor.next);
  }
  cursor.take();
  const place = cursor.next;
  if (place.kind !== 'word') cursor.refuse(`The field of ${name} must stand here.`, place);
  const field = fieldOf(cursor, kind, place);
  cursor.take();
  if (!NUMBERS.has(field.type)) cursor.refuse(`"${field.name}" is not a number.`, place);
  if (!cursor.sees(')')) cursor.refuse(`"${cursor.next.text}" was unexpected in this context.`, cursor.next);
  cursor.take();
  return { ...selection, name, field, type: name === 'sum' ? sumType(field.type) : field.type };
}

function fieldOf(
  cursor: Cursor,
  kind: Kind,
  { text, from, to }: { readonly text: string; readonly from: number; readonly to: number },
): Field {
  const field = kind.field(text);
  if (field !== undefined) return field;
  const names = kind.fields.map((one) => one.field.name);
  const short = names.map((name) => name.slice(name.indexOf('.') + 1));
  const near = didYouMean(text, [...names, ...short]);
  const allowed = names.length === 0 ? undefined : names;
  cursor.refuse(`"${text.slice(0, 60)}" is not a field of ${kind.name}.`, { from, to }, near, allowed);
}

/** A sum may be larger than what is added. */
function sumType(type: FieldType): FieldType {
  return type.startsWith('u') || type === 'frame' ? 'u64' : type === 'i16' ? 'i32' : type;
}

/** The values of an aggregate in a run: none where no record has one; of a label, `true` or `false`. */
export function answerOf({ name, find, field }: Aggregate, model: Model): readonly Value[] {
  const found = find(model);
  if (name === 'count') return [found.count];
  if (name === 'first' || name === 'last') {
    if (field === undefined) return [found.count > 0];
    const index = name === 'first' ? 0 : found.count - 1;
    return found.count === 0 ? [] : found.values(index, field);
  }
  const numbers = numbersOf(found, field!);
  if (name === 'sum') return [total(numbers)];
  let best: number | bigint | undefined;
  for (const number of numbers) {
    if (best === undefined || (name === 'min' ? number < best : number > best)) best = number;
  }
  return best === undefined ? [] : [best];
}

function* numbersOf(found: Found, field: Field): Generator<number | bigint> {
  for (let index = 0; index < found.count; index++)
    for (const value of found.values(index, field))
      if (typeof value === 'number' || typeof value === 'bigint') yield value;
}

/** A sum, exact also where one of the numbers is a bigint. */
function total(numbers: Iterable<number | bigint>): number | bigint {
  let small = 0;
  let big = 0n;
  for (const number of numbers) {
    if (typeof number === 'bigint') big += number;
    else small += number;
  }
  return big === 0n ? small : big + BigInt(Math.trunc(small));
}
