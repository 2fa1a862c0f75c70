/** A kind of records that queries ask about: calls, lines, and so on; packets are one too. */
import type { Field, FieldType, FilterError, RecordField, Value } from '@wireside/wire';
import { compileRecordFilter, RecordFields } from '@wireside/wire';
import type { Evidence } from '../evidence.ts';
import type { Model } from '../model.ts';

/** The records of a run that a filter found, in their order. */
export interface Found {
  readonly count: number;
  /** The values of a field in one of them: none, one or several. */
  values(index: number, field: Field): readonly Value[];
  /** What points at one of them; undefined where nothing can. */
  evidence(index: number): Evidence | undefined;
}

/** Finds records in a run. */
export type Find = (model: Model) => Found;

/** A kind of records. */
export interface Kind {
  /** As queries write it: `calls`. */
  readonly name: string;
  /** What the records are, as a phrase. */
  readonly title: string;
  /** The file of the run folder that holds them. */
  readonly file: string;
  /** Whether evidence can point at them. */
  readonly isShown: boolean;
  /** Its fields with examples; none of packets, whose fields are those of wire. */
  readonly fields: readonly KindField[];
  /** The field of a name, also without what all names of the kind begin with. */
  field(name: string): Field | undefined;
  /** How many records of the kind a run has. */
  total(model: Model): number;
  /** What finds the records that match a filter, or what is wrong with its text. */
  compile(text: string): { find: Find; error?: undefined } | { error: FilterError; find?: undefined };
}

/** A field of a kind as the documentation shows it. */
export interface KindField {
  readonly field: Field;
  /** A filter that uses it. */
  readonly example: string;
}

/** A record with the run that it belongs to. */
export interface Row<R> {
  readonly of: R;
  readonly model: Model;
}

/** A field of records, and how to get its values. */
export type OwnField<R> = RecordField<Row<R>> & KindField;

/** A field of records. @param get undefined where a record has no value */
export function own<R>(
  name: string,
  type: FieldType,
  title: string,
  example: string,
  get: (record: R, model: Model) => Value | readonly Value[],
): OwnField<R> {
  return { field: { name, type, title }, example, get: (row) => get(row.of, row.model) };
}

/** What a kind of records is made of. */
export interface RecordKind<R> extends Pick<Kind, 'name' | 'title' | 'file'> {
  /** What the names of its fields begin with: `call`. */
  readonly prefix: string;
  readonly fields: readonly OwnField<R>[];
  records(model: Model): readonly R[];
  /** Absent where evidence cannot point at such a record. */
  evidence?(record: R, model: Model): Evidence | undefined;
}

/** A kind from its fields and records. */
export function recordKind<R>(kind: RecordKind<R>): Kind {
  const table = new RecordFields<Row<R>>(kind.fields);
  const getters = new Map(kind.fields.map((one) => [one.field.name, one]));
  const known = new WeakMap<Model, readonly Row<R>[]>();
  const rowsOf = (model: Model): readonly Row<R>[] => {
    let rows = known.get(model);
    if (rows === undefined) known.set(model, (rows = kind.records(model).map((of) => ({ of, model }))));
    return rows;
  };
  const { name, title, file, fields, prefix } = kind;
  return {
    name,
    title,
    file,
    fields,
    isShown: kind.evidence !== undefined,
    field: (short) => table.field(short) ?? table.field(`${prefix}.${short}`),
    total: (model) => rowsOf(model).length,
    compile: (text) => {
      const { filter, error } = compileRecordFilter(text, table);
      if (error) return { error };
      return {
        find: (model) => {
          const rows = rowsOf(model).filter((row) => filter.matches(row));
          return {
            count: rows.length,
            values: (index, field) => listOf(getters.get(field.name)?.get(rows[index]!)),
            evidence: (index) => kind.evidence?.(rows[index]!.of, model),
          };
        },
      };
    },
  };
}

function listOf(value: Value | readonly Value[]): readonly Value[] {
  return (Array.isArray(value) ? (value as readonly Value[]) : [value as Value]).filter(
    (one) => one !== undefined,
  );
}
