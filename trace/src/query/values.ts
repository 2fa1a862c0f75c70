/** The values of a case that a query may name: `$port`, `$server` and the others. */
import type { Field, Value } from '@wireside/wire';
import { didYouMean } from '@wireside/wire';
import { QueryRefusal } from './query-error.ts';

/** How a value is written in a filter: as a number, as an address, or as a text in quotes. */
export type ValueType = 'number' | 'address' | 'text';

/** The values of a case by their names; one that a case does not have is absent. */
export type QueryValues = Readonly<Partial<Record<ValueName, string | number>>>;

/** What each value is, with an example of it. */
export const QUERY_VALUES = {
  server: {
    type: 'text',
    title: 'The server as the program is told it: a name or an address',
    sample: 'server.lab',
  },
  address: { type: 'address', title: "The IPv4 address of the server's host", sample: '10.0.0.1' },
  port: { type: 'number', title: "The server's port", sample: 5003 },
  group: { type: 'address', title: 'The multicast group that the program is told', sample: '224.1.1.1' },
  id: { type: 'text', title: 'The six digits with which the program sends to a group', sample: '123456' },
  command: { type: 'text', title: 'The command that the program is told', sample: 'CMD_short:0' },
  program: { type: 'text', title: "The actor that is the student's program", sample: 'client' },
  case: { type: 'text', title: 'The id of the case', sample: 'first' },
} as const satisfies Record<string, { type: ValueType; title: string; sample: string | number }>;

/** Name of a value, without its `$`. */
export type ValueName = keyof typeof QUERY_VALUES;

/** A value of each kind, with which queries are checked before there is a run. */
export const SAMPLE_VALUES: QueryValues = Object.fromEntries(
  Object.entries(QUERY_VALUES).map(([name, { sample }]) => [name, sample]),
);

/** A `$name` as it stands in a text: characters `from`, the dollar sign, to before `to`. */
export interface NamedValue {
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The value of a name.
 * @throws {QueryRefusal} when there is no such name, or the case has no such value
 */
export function valueOf(
  { name, from, to }: NamedValue,
  values: QueryValues,
): { type: ValueType; value: string } {
  const place = { column: from + 1, length: to - from };
  if (!Object.hasOwn(QUERY_VALUES, name)) {
    const known = Object.keys(QUERY_VALUES);
    const suggestion = didYouMean(name, known)?.replaceAll(/"(?=\w)/g, '"$');
    const message = `There is no value "$${name}".`;
    throw new QueryRefusal({
      message,
      ...place,
      allowed: known.map((one) => `$${one}`),
      ...(suggestion === undefined ? {} : { suggestion }),
    });
  }
  const value = values[name as ValueName];
  if (value === undefined)
    throw new QueryRefusal({ message: `"$${name}" has no value in this case.`, ...place });
  return { type: QUERY_VALUES[name as ValueName].type, value: String(value) };
}

/** A value as a literal of a filter. */
export function literalOf({ type, value }: { readonly type: ValueType; readonly value: string }): string {
  return type === 'text' ? quoted(value) : value;
}

/** A value as a field of the given name, and what that field holds. */
export function fieldOf(
  name: string,
  { type, value }: { readonly type: ValueType; readonly value: string },
): { field: Field; value: Value } {
  const isAddress = type === 'address' && /^\d+(\.\d+){3}$/.test(value);
  if (isAddress) {
    const number = value.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
    return { field: { name, type: 'ip4', title: '' }, value: number };
  }
  return type === 'number'
    ? { field: { name, type: 'u32', title: '' }, value: Number(value) }
    : { field: { name, type: 'str', title: '' }, value };
}

/** A text as a string of the language, whatever is in it. */
function quoted(text: string): string {
  const inside = text.replaceAll(/["\\\p{Cc}]/gu, (character) =>
    character === '"' || character === '\\'
      ? `\\${character}`
      : `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `"${inside}"`;
}
