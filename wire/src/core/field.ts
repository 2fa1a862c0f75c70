/** Fields: what a protocol's values are called, how they are typed and how they are shown. */

/** Types of values: Wireshark's, under shorter names. */
export type FieldType =
  | 'u8'
  | 'u16'
  | 'u24'
  | 'u32'
  | 'u64'
  | 'i16'
  | 'i32'
  | 'f64'
  | 'bool'
  | 'str'
  | 'bytes'
  | 'mac'
  | 'ip4'
  | 'ip6'
  | 'oid'
  /** A duration in seconds. */
  | 'dur'
  /** A point in time. */
  | 'time'
  /** Another packet's number. */
  | 'frame'
  /** A protocol as a whole; its value is its bytes. */
  | 'proto'
  /** No value: present or absent. */
  | 'label';

/** One field of a protocol. */
export interface Field {
  /** Wireshark's name, such as `tcp.srcport`. */
  readonly name: string;
  readonly type: FieldType;
  /** The name shown in the tree. */
  readonly title: string;
  /** How an integer is shown; decimal by default. */
  readonly base?: 'dec' | 'hex' | 'dec_hex' | 'hex_dec' | undefined;
  /** Names of values. */
  readonly names?: ReadonlyMap<number, string> | undefined;
}

/** A point in time: whole seconds since the epoch, and nanoseconds. */
export interface Time {
  readonly seconds: number;
  readonly nanos: number;
}

/** A field's value: ip4 is a number, ip6 and mac and bytes and proto are bytes, dur is in seconds, a label has none. */
export type Value = number | bigint | string | boolean | Uint8Array | Time | undefined;

/** One field in a packet's tree, with the bytes it was read from. */
export interface Item {
  readonly field: Field;
  /** Position in `Dissection.sources` of the bytes: 0 is the frame, others were reassembled from several packets. */
  readonly source: number;
  /** Offset and length in that source; a computed item has length 0. */
  readonly offset: number;
  length: number;
  readonly value: Value;
  /** The line shown, if it says more than title and value. */
  text?: string | undefined;
  /** Computed, not read: shown in brackets. */
  generated?: boolean | undefined;
  /** Found by filters but not shown, such as ip.addr. */
  hidden?: boolean | undefined;
  readonly children: Item[];
}

/** Declares a field. */
export function field(
  name: string,
  type: FieldType,
  title: string,
  more: { base?: Field['base']; names?: Record<number, string> } = {},
): Field {
  const names = more.names
    ? new Map(Object.entries(more.names).map(([value, label]) => [Number(value), label]))
    : undefined;
  return { name, type, title, base: more.base, names };
}

/** A line of text in the tree that has no field. */
export const TEXT_LINE: Field = { name: '_ws.text', type: 'label', title: 'Text' };
