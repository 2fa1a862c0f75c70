/** What a filter may ask about: the names of fields and where their values come from. Packets are one example. */
import type { Field } from '../core/field.ts';
import type { Kind, Scalar } from './kinds.ts';
import type { Range } from './syntax/syntax.ts';
import type { FilterVersion } from './version.ts';

/** The fields that a filter may name. */
export interface FieldTable {
  /** The field or protocol with a name. */
  field(name: string, version: FilterVersion): Field | undefined;
  /** All of them, for suggestions and completion. */
  readonly fields: Iterable<Field>;
  /** The current name of a renamed field, such as `tls.record` for `ssl.record`. */
  renamed?(name: string): string | undefined;
  /** Whether a field usually has two values in a record, one for each end, such as ip.addr. */
  hasBothEnds?(field: Field): boolean;
  /** Whether a Boolean is present in every record of its protocol, so that testing its presence says little. */
  isAlwaysThere?(field: Field): boolean;
}

/** What a filter asks of a field. */
export interface FieldRequest {
  readonly field: Field;
  /** Only those in these layers of the field's protocol, counted from 1. */
  readonly layers?: readonly Range[] | undefined;
  /** The bytes it was read from, instead of the value. */
  readonly isRaw?: boolean;
  /** For a protocol, also its payload. */
  readonly isWide?: boolean;
}

/** Values of fields in records of one kind. */
export interface FieldReader<R> {
  /** A function that returns all values of a field in a record; a label's value is 1. */
  read(request: FieldRequest): (record: R) => readonly Scalar[];
  /** The cost of reading: 0 for a column, 1 for bytes, 2 if a tree must be built. */
  cost?(request: FieldRequest): number;
}

/** The type of an operand, as far as the checker needs it. */
export interface OperandType {
  readonly kind: Kind;
  /** The field, if its type and value names apply. */
  readonly field?: Field | undefined;
}
