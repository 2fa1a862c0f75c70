/** Reads the options of a peer or client by their table. */
import { badValue, givenTwice, show, unknownOption } from './option-problem.ts';
import type { PeerOptionProblem } from './option-problem.ts';
import type { Option, OptionsOf, OptionTable } from './option-table.ts';
import { convertValue, expectation, isRecord } from './option-value.ts';
import { PeerOptionError } from './peer-error.ts';

/** The options of one peer or client: their table, and the functions that read a record by it. */
export interface OptionSet<Table extends OptionTable> {
  readonly table: Table;
  /**
   * Complete options: what was given, checked and converted, and the defaults. The record comes from a case file (nested or
   * dotted) or from a command line (camel case or hyphens, all values text); `undefined` counts as not given.
   *
   * @throws {PeerOptionError} for the first problem: `PEER_OPTION_UNKNOWN`, `PEER_OPTION_TWICE`, `PEER_OPTION_VALUE`, or
   *   `PEER_OPTION_CONFLICT` when two options exclude each other.
   */
  read(record?: Readonly<Record<string, unknown>>): OptionsOf<Table>;
  /** All problems of a record, in its order. Never throws. */
  check(record: Readonly<Record<string, unknown>>): readonly PeerOptionProblem[];
}

/** Checks that one row cannot express: a group's address, or two options that exclude each other. */
type FurtherChecks<Table extends OptionTable> = (options: OptionsOf<Table>) => readonly PeerOptionProblem[];

/**
 * Makes the option set of a peer or client. `further` sees complete options only, after every single value was found valid.
 */
export function defineOptions<const Table extends OptionTable>(
  peer: string,
  table: Table,
  further: FurtherChecks<Table> = () => [],
): OptionSet<Table> {
  const examine = (record: Readonly<Record<string, unknown>>): Examined<OptionsOf<Table>> => {
    const { options, problems } = readByTable(peer, table, record);
    // The table's names and types are those of OptionsOf<Table>, and all values are checked now.
    const complete = options as OptionsOf<Table>;
    return { options: complete, problems: problems.length > 0 ? problems : further(complete) };
  };
  return {
    table,
    check: (record) => examine(record).problems,
    read: (record = {}) => {
      const { options, problems } = examine(record);
      const [first] = problems;
      if (first) throw new PeerOptionError(first);
      return options;
    },
  };
}

/** What can check options: a peer's entry in the catalog, or a client's. */
interface OptionCheck {
  readonly options: readonly Option[];
  check(record: Readonly<Record<string, unknown>>): readonly PeerOptionProblem[];
}

/** All problems of the options that a file held, whatever it was. Never throws. */
export function checkUnknown(
  name: string,
  entry: OptionCheck,
  options: unknown,
): readonly PeerOptionProblem[] {
  if (isRecord(options)) return entry.check(options);
  if (options === undefined || options === null) return entry.check({});
  return [
    {
      code: 'PEER_OPTION_VALUE',
      message: `${name}: the options are not a mapping of names to values.`,
      observed: show(options),
      expected: `a mapping such as { ${entry.options[0]!.name}: … }`,
      hint: 'Write one option per line: name, colon, value.',
      value: options,
    },
  ];
}

/** What reading a record gave. The options are complete only if there are no problems. */
interface Examined<Options> {
  readonly options: Options;
  readonly problems: readonly PeerOptionProblem[];
}

/** Reads a record by a table: every name must be in it, once, and every value valid. */
function readByTable(
  peer: string,
  table: OptionTable,
  record: Readonly<Record<string, unknown>>,
): Examined<Readonly<Record<string, unknown>>> {
  const values = new Map<string, unknown>(table.map((option) => [option.name, option.default]));
  const problems: PeerOptionProblem[] = [];
  const seen = new Set<string>();
  for (const [name, value] of flatten(table, record, '')) {
    const option = table.find((row) => bare(row.name) === bare(name));
    // An unknown name is an error and is not ignored: a misspelled option would otherwise silently have no effect.
    if (!option) {
      problems.push(unknownOption(peer, table, name, value));
      continue;
    }
    if (seen.has(option.name)) problems.push(givenTwice(peer, option, name, value));
    seen.add(option.name);
    const converted = convertValue(option, value);
    if (converted === undefined) problems.push(badValue(peer, option, value, expectation(option)));
    else values.set(option.name, converted);
  }
  return { options: nest(values), problems };
}

/** The name without what differs between the ways of writing it. */
function bare(name: string): string {
  return name.replace(/[.\-_]/g, '').toLowerCase();
}

/**
 * The values of a record with dotted names. Only objects that stand for nested options are opened; a range stays whole.
 */
function flatten(
  table: OptionTable,
  record: Readonly<Record<string, unknown>>,
  prefix: string,
): [string, unknown][] {
  return Object.entries(record).flatMap(([key, value]): [string, unknown][] => {
    const name = prefix + key;
    if (value === undefined) return [];
    const hasNested = table.some((row) => row.name.startsWith(`${name}.`));
    return hasNested && isRecord(value) ? flatten(table, value, `${name}.`) : [[name, value]];
  });
}

/** The opposite of {@link flatten}: `flood.bytes` becomes `{flood: {bytes}}`. */
function nest(values: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const result: Record<string, unknown> = {};
  for (const [name, value] of values) {
    const path = name.split('.');
    const last = path.pop()!;
    let level = result;
    for (const key of path) level = (level[key] ??= {}) as Record<string, unknown>;
    level[last] = value;
  }
  return result;
}
