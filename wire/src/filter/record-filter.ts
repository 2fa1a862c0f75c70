/** The same language over records of any kind: calls, lines of output, table rows. */
import type { Field, Value } from '../core/field.ts';
import { planOf } from './compile.ts';
import { predicateOf } from './evaluate.ts';
import type { FilterError, FilterWarning } from './filter-error.ts';
import type { FieldReader, FieldTable } from './field-table.ts';
import type { Scalar } from './kinds.ts';
import { scalarOf, octets } from './scalars.ts';
import type { FilterVersion } from './version.ts';

/** A field of a record and how to get its value: undefined if a record has none, an array if it has several. */
export interface RecordField<R> {
  readonly field: Field;
  get(record: R): Value | readonly Value[];
}

/** A filter over records. */
export interface RecordFilter<R> {
  readonly text: string;
  readonly warnings: readonly FilterWarning[];
  matches(record: R): boolean;
}

const NOTHING: readonly Scalar[] = [];

/** Fields of records as a table that filters are compiled over; make it once and keep it. */
export class RecordFields<R> implements FieldTable, FieldReader<R> {
  readonly #fields: ReadonlyMap<string, RecordField<R>>;

  constructor(fields: readonly RecordField<R>[]) {
    this.#fields = new Map(fields.map((one) => [one.field.name, one]));
  }

  /** @inheritdoc */
  field(name: string): Field | undefined {
    return this.#fields.get(name)?.field;
  }

  /** @inheritdoc */
  get fields(): Iterable<Field> {
    return Array.from(this.#fields.values(), ({ field }) => field);
  }

  /** Every Boolean of a record is present, true or false. */
  isAlwaysThere(): boolean {
    return true;
  }

  /** There are no layers here: a record has one. Raw bytes are those of texts and byte sequences. */
  read(request: { field: Field; isRaw?: boolean; layers?: unknown }): (record: R) => readonly Scalar[] {
    const { field, isRaw } = request;
    const own = this.#fields.get(field.name);
    if (!own) return () => NOTHING;
    return (record) => {
      const got = own.get(record);
      if (got === undefined && field.type !== 'label') return NOTHING;
      const values = Array.isArray(got) ? (got as readonly Value[]) : [got as Value];
      // A label is present if its value is true.
      if (field.type === 'label') return values.some(Boolean) ? [1] : NOTHING;
      const scalars: Scalar[] = [];
      for (const value of values) {
        const scalar = scalarOf(field, value);
        const wanted = isRaw && scalar !== undefined ? octets(scalar) : scalar;
        if (wanted !== undefined) scalars.push(wanted);
      }
      return scalars;
    };
  }
}

/** Compiles a filter over records: the filter, or what is wrong with its text. It never throws. */
export function compileRecordFilter<R>(
  text: string,
  fields: RecordFields<R>,
  version: FilterVersion = '4.4',
): { filter: RecordFilter<R>; error?: undefined } | { error: FilterError; filter?: undefined } {
  const { plan, error } = planOf(text, fields, version);
  if (error) return { error };
  const matches = plan.test ? predicateOf(plan.test, { reader: fields }) : () => true;
  return { filter: { text, warnings: plan.warnings, matches } };
}
