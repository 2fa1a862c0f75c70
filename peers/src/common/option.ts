/** Options of a peer as a table, from which the command line, the case files and the documentation are all fed. */
import { PeerOptionError } from './peer-error.ts';

/** A number, or two between which the seed chooses (both included). */
export type NumberOrRange = number | { readonly min: number; readonly max: number };

/**
 * One option: a row of a peer's table. Its type decides what is accepted, and `default` is what holds when nothing is given;
 * so there is no option without a value, and no code that asks whether there is one. A dot in the name is a level of the resulting object: `flood.bytes`. */
export type Option = {
  readonly name: string;
  readonly description: string;
  /** Given by its place on the command line and not by a flag: the prototype of a client. */
  readonly argument?: true;
} & (
  | { readonly type: 'text'; readonly default: string }
  | { readonly type: 'boolean'; readonly default: boolean }
  | { readonly type: 'choice'; readonly choices: readonly string[]; readonly default: string }
  | {
      readonly type: 'number' | 'integer';
      readonly min: number;
      readonly max: number;
      readonly default: number;
    }
  | { readonly type: 'range'; readonly min: number; readonly max: number; readonly default: NumberOrRange }
);

/** How an option is written on a command line: `flood.bytes` is `--flood-bytes`, `firstNumber` is `--first-number`. */
export function flagOf(option: Option): string {
  return `--${option.name.replaceAll('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Reads a record from a case file (nested or dotted) or from a command line (camel case or with hyphens, all values text)
 * by a table, and returns the object that the table describes, defaults filled in. The table's names and types have to be
 * those of T. Values that are `undefined` count as not given.
 *
 * Throws {@link PeerOptionError}: `PEER_OPTION_UNKNOWN`, `PEER_OPTION_TWICE`, `PEER_OPTION_VALUE`.
 */
export function readOptions<T>(
  peer: string,
  table: readonly Option[],
  record: Readonly<Record<string, unknown>>,
): T {
  const values = new Map<string, unknown>(table.map((option) => [option.name, option.default]));
  const seen = new Set<string>();
  for (const [name, value] of flatten(table, record, '')) {
    const option = table.find((row) => bare(row.name) === bare(name));
    // A name that nobody knows is an error and not ignored: a misspelt option would otherwise just have no effect.
    if (!option) throw unknownOption(peer, table, name);
    if (seen.has(option.name)) {
      throw new PeerOptionError({
        code: 'PEER_OPTION_TWICE',
        message: `${peer}: the option ${option.name} is given twice.`,
        observed: name,
        expected: option.name,
        hint: 'Keep one of the two.',
      });
    }
    seen.add(option.name);
    values.set(option.name, readValue(peer, option, value));
  }
  return nest(values) as T;
}

/** The name without what differs between the ways of writing it. */
function bare(name: string): string {
  return name.replace(/[.\-_]/g, '').toLowerCase();
}

/** The record's leaves with dotted names. An object stays whole where the table has an option of that name (a range). */
function flatten(
  table: readonly Option[],
  record: Readonly<Record<string, unknown>>,
  prefix: string,
): [string, unknown][] {
  return Object.entries(record).flatMap(([key, value]): [string, unknown][] => {
    const name = prefix + key;
    if (value === undefined) return [];
    const inner = isRecord(value) && !table.some((row) => bare(row.name) === bare(name));
    return inner ? flatten(table, value, `${name}.`) : [[name, value]];
  });
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The opposite of {@link flatten}: `flood.bytes` becomes `{flood: {bytes}}`. */
function nest(values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of values) {
    const path = name.split('.');
    const last = path.pop() as string;
    let level = result;
    for (const step of path) level = (level[step] ??= {}) as Record<string, unknown>;
    level[last] = value;
  }
  return result;
}

/** One value, checked and converted from text where it came from a command line. */
function readValue(peer: string, option: Option, value: unknown): unknown {
  const result = convert(option, value);
  if (result !== undefined) return result;
  throw new PeerOptionError({
    code: 'PEER_OPTION_VALUE',
    message: `${peer}: the option ${option.name} cannot be ${show(value)}.`,
    observed: show(value),
    expected: expectation(option),
    hint: `Leave it out for ${show(option.default)}, or write ${flagOf(option)} with ${expectation(option)}.`,
  });
}

/** The converted value, or undefined when it does not fit the option. */
function convert(option: Option, value: unknown): unknown {
  switch (option.type) {
    case 'text':
      // YAML makes a number of a seed such as 7.
      return typeof value === 'string' || typeof value === 'number' ? String(value) : undefined;
    case 'boolean':
      if (value === 'true' || value === 'false') return value === 'true';
      return typeof value === 'boolean' ? value : undefined;
    case 'choice':
      return option.choices.find((choice) => choice === value);
    case 'number':
    case 'integer':
      return toNumber(value, option.type === 'integer', option);
    case 'range':
      return toRange(value, option);
  }
}

/** A number within limits, from a number or from its decimal text. */
function toNumber(value: unknown, whole: boolean, limits: { min: number; max: number }): number | undefined {
  // Number() alone would take "", " 7 " and "0x10" as well.
  const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
  if (whole && !Number.isInteger(number)) return undefined;
  return number >= limits.min && number <= limits.max ? number : undefined;
}

/** An integer, `{min, max}`, or the text `2-17`. */
function toRange(value: unknown, limits: { min: number; max: number }): NumberOrRange | undefined {
  const text = typeof value === 'string' ? /^(\d+)-(\d+)$/.exec(value) : null;
  const ends = text ? { min: text[1], max: text[2] } : value;
  if (!isRecord(ends)) return toNumber(ends, true, limits);
  if (Object.keys(ends).some((key) => key !== 'min' && key !== 'max')) return undefined;
  const min = toNumber(ends['min'], true, limits);
  const max = toNumber(ends['max'], true, limits);
  return min !== undefined && max !== undefined && min <= max ? { min, max } : undefined;
}

/** What an option wants, in words. */
function expectation(option: Option): string {
  switch (option.type) {
    case 'text':
      return 'a text';
    case 'boolean':
      return 'true or false';
    case 'choice':
      return `one of ${option.choices.join(', ')}`;
    case 'range':
      return `an integer from ${option.min} to ${option.max}, or two of them such as 2-17`;
    case 'integer':
      return `an integer from ${option.min} to ${option.max}`;
    case 'number':
      return `a number from ${option.min} to ${option.max}`;
  }
}

function unknownOption(peer: string, table: readonly Option[], name: string): PeerOptionError {
  return new PeerOptionError({
    code: 'PEER_OPTION_UNKNOWN',
    message: `${peer}: there is no option ${name}.`,
    observed: name,
    expected: `one of ${table.map((option) => option.name).join(', ')}`,
    hint: `The command line writes them with hyphens: ${table.slice(0, 3).map(flagOf).join(', ')} and so on.`,
  });
}

/** A value as JSON, short. */
function show(value: unknown): string {
  const text = JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
