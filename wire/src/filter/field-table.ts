/** What a filter may ask about: the names of fields and where their values come from. Packets are one such thing. */
import type { Field } from '../protocols/field.ts';
import type { Kind, Scalar } from './kinds.ts';
import type { Range } from './syntax/syntax.ts';
import type { FilterVersion } from './version.ts';

/** The fields that a filter may name. */
export interface FieldTable {
  /** The field or protocol of a name. */
  field(name: string, version: FilterVersion): Field | undefined;
  /** All of them, for suggestions and completion. */
  readonly fields: Iterable<Field>;
  /** The present name of a field that has been renamed, such as `tls.record` for `ssl.record`. */
  renamed?(name: string): string | undefined;
  /** Whether a field usually has two values in a record, one for each end, such as ip.addr. */
  hasBothEnds?(field: Field): boolean;
  /** Whether a Boolean is there in every record that has its protocol, so that to ask for it alone says little. */
  isAlwaysThere?(field: Field): boolean;
}

/** What a filter wants to know of a field. */
export interface FieldRequest {
  readonly field: Field;
  /** Only those in these layers of the field's protocol, counted from 1. */
  readonly layers?: readonly Range[] | undefined;
  /** Not the value but the bytes it was read from. */
  readonly isRaw?: boolean;
  /** Of a protocol, also what it carries. */
  readonly isWide?: boolean;
}

/** Values of fields in records of one sort. */
export interface FieldReader<R> {
  /** A function that gives all values of a field in a record; a label's value is 1. */
  read(request: FieldRequest): (record: R) => readonly Scalar[];
  /** How dear reading is: 0 for a column, 1 for bytes, 2 where a tree must be built. */
  cost?(request: FieldRequest): number;
}

/** The type of an operand, as far as the checker must know. */
export interface OperandType {
  readonly kind: Kind;
  /** Where a field's own type and names of values hold. */
  readonly field?: Field | undefined;
}
