/** Options of a peer or client as a table: the command line, the case files and the documentation all read it. */

/** A fixed number, or a range from which the seed chooses (both ends included). */
export type NumberOrRange = number | { readonly min: number; readonly max: number };

/**
 * One option: a row of a table. Its `type` decides which values are valid; `default` applies when none is given, so every
 * option always has a value. A dot in the name makes a nested object: `flood.bytes` becomes `{ flood: { bytes } }`.
 */
export type Option = {
  readonly name: string;
  readonly description: string;
  /** A positional argument on the command line, not a flag: the prototype of a client. */
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

/** All options of a peer or client, in the order in which help and documentation list them. */
export type OptionTable = readonly Option[];

/** The type of a row's value. */
type ValueOf<Row extends Option> = Row extends { readonly type: 'text' }
  ? string
  : Row extends { readonly type: 'boolean' }
    ? boolean
    : Row extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
      ? Choice
      : Row extends { readonly type: 'range' }
        ? NumberOrRange
        : number;

/** The part of a name before its dot: `flood` of `flood.bytes`. */
type Head<Name extends string> = Name extends `${infer First}.${string}` ? First : Name;

/** The nested options under a key: `bytes` and `text` under `flood`. */
type Nested<Table extends OptionTable, Key extends string> = {
  readonly [Row in Table[number] as Row['name'] extends `${Key}.${infer Rest}` ? Rest : never]: ValueOf<Row>;
};

/** The complete options that a table describes. No type has to repeat what the table says. */
export type OptionsOf<Table extends OptionTable> = {
  readonly [Key in Head<Table[number]['name']>]: Key extends Table[number]['name']
    ? ValueOf<Extract<Table[number], { readonly name: Key }>>
    : Nested<Table, Key>;
};

/** What a caller may pass: any subset of {@link OptionsOf}. */
export type InputOf<Table extends OptionTable> = {
  readonly [Key in Head<Table[number]['name']>]?: Key extends Table[number]['name']
    ? ValueOf<Extract<Table[number], { readonly name: Key }>>
    : Partial<Nested<Table, Key>>;
};

/** How an option is written on a command line: `flood.bytes` is `--flood-bytes`, `firstNumber` is `--first-number`. */
export function flagOf(option: Option): string {
  return `--${option.name.replaceAll('.', '-').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/** The rows of a table with these names, in the order of the table. */
export function rowsOf<const Table extends OptionTable, Name extends Table[number]['name']>(
  table: Table,
  names: readonly Name[],
): readonly Extract<Table[number], { readonly name: Name }>[] {
  const isWanted = (row: Option): row is Extract<Table[number], { readonly name: Name }> =>
    (names as readonly string[]).includes(row.name);
  return table.filter(isWanted);
}

/** The same table with another default for one option. */
export function withDefault<const Table extends OptionTable, Name extends Table[number]['name']>(
  table: Table,
  name: Name,
  value: ValueOf<Extract<Table[number], { readonly name: Name }>>,
): Table {
  // The type of a row does not depend on its default, so the table's type stays.
  return table.map((row) =>
    row.name === name ? { ...row, default: value } : row,
  ) as readonly Option[] as Table;
}
