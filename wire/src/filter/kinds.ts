/** Which types of values can be compared, and how values are represented inside a filter. */
import type { FieldType } from '../core/field.ts';

/** Field types that compare in the same way. */
export type Kind =
  | 'int'
  | 'float'
  | 'bool'
  | 'str'
  | 'bytes'
  | 'mac'
  | 'oid'
  | 'proto'
  | 'ip4'
  | 'ip6'
  | 'dur'
  | 'time'
  | 'label';

/**
 * A value inside a filter: integers, booleans (0 or 1) and IPv4 addresses as numbers, bigger integers as bigint, durations
 * and times as nanoseconds (bigint beyond 2⁵³), object identifiers as their encoded bytes.
 */
export type Scalar = number | bigint | string | Uint8Array;

/** The kind of a field type. */
export function kindOf(type: FieldType): Kind {
  switch (type) {
    case 'f64':
      return 'float';
    case 'bool':
    case 'str':
    case 'bytes':
    case 'mac':
    case 'oid':
    case 'proto':
    case 'ip4':
    case 'ip6':
    case 'dur':
    case 'time':
    case 'label':
      return type;
    default:
      return 'int';
  }
}

/** Names of the kinds in messages. */
export const KIND_NAMES: Record<Kind, string> = {
  int: 'integer',
  float: 'floating point number',
  bool: 'Boolean',
  str: 'character string',
  bytes: 'byte sequence',
  mac: 'Ethernet or other MAC address',
  oid: 'object identifier',
  proto: 'protocol',
  ip4: 'IPv4 address',
  ip6: 'IPv6 address',
  dur: 'time offset',
  time: 'date and time',
  label: 'label',
};

/** Minimum and maximum of an integer type. */
export function limitsOf(type: FieldType): [low: bigint, high: bigint] {
  switch (type) {
    case 'u8':
      return [0n, 0xffn];
    case 'u16':
      return [0n, 0xffffn];
    case 'u24':
      return [0n, 0xff_ffffn];
    case 'u32':
    case 'frame':
      return [0n, 0xffff_ffffn];
    case 'u64':
      return [0n, 0xffff_ffff_ffff_ffffn];
    case 'i16':
      return [-0x8000n, 0x7fffn];
    case 'i32':
      return [-0x8000_0000n, 0x7fff_ffffn];
    default:
      return [-0x8000_0000_0000_0000n, 0xffff_ffff_ffff_ffffn];
  }
}

const OCTETS: ReadonlySet<Kind> = new Set(['bytes', 'mac', 'oid']);

/** Whether values of this kind are byte sequences, protocols not counted. */
export function isOctets(kind: Kind): boolean {
  return OCTETS.has(kind);
}

/**
 * Whether two kinds can be compared; as in Wireshark, an integer may have a Boolean on its right side, not on its left.
 */
export function areCompatible(left: Kind, right: Kind): boolean {
  if (left === 'label' || right === 'label') return false;
  return left === right || (isOctets(left) && isOctets(right)) || (left === 'int' && right === 'bool');
}

/** A number if it is exact, otherwise the bigint itself. */
export function narrow(value: bigint): number | bigint {
  return value >= -9007199254740991n && value <= 9007199254740991n ? Number(value) : value;
}
