/** The functions that a filter may call. */
import { specialBlock, ip4Bytes, isWithin } from './literals/special-addresses.ts';
import { ip6Of } from './literals/bytes.ts';
import type { OperandType } from './field-table.ts';
import { isOctets } from './kinds.ts';
import type { Kind, Scalar } from './kinds.ts';
import { lessThan, textOf } from './scalars.ts';
import type { FilterVersion } from './version.ts';

/** One function. */
export interface FilterFunction {
  readonly name: string;
  /** The version that introduced it. */
  readonly since: FilterVersion;
  /** Fewest and most arguments. */
  readonly arguments: readonly [least: number, most: number];
  /** Undefined if an argument may have this type, otherwise an error message. */
  refuse(type: OperandType, name: string, version: FilterVersion): string | undefined;
  /** The type of the result. */
  result(types: readonly OperandType[]): OperandType;
  /** The results from all values of each argument. */
  run(values: readonly (readonly Scalar[])[], types: readonly OperandType[]): readonly Scalar[];
}

const INT: OperandType = { kind: 'int' };
const STR: OperandType = { kind: 'str' };
const BOOL: OperandType = { kind: 'bool' };

/** A function of one argument, applied to each of its values. */
function each(
  name: string,
  since: FilterVersion,
  result: OperandType | ((type: OperandType) => OperandType),
  refuse: FilterFunction['refuse'],
  apply: (value: Scalar, type: OperandType) => Scalar,
): FilterFunction {
  return {
    name,
    since,
    arguments: [1, 1],
    refuse,
    result: (types) => (typeof result === 'function' ? result(types[0]!) : result),
    run: (values, types) => values[0]!.map((value) => apply(value, types[0]!)),
  };
}

const only =
  (what: string, ...kinds: Kind[]): FilterFunction['refuse'] =>
  (type, name) =>
    kinds.includes(type.kind) ? undefined : `Only ${what} fields can be used as parameter for ${name}().`;

const anyValue: FilterFunction['refuse'] = (type, name) =>
  type.kind === 'label' ? `A label has no value that ${name}() could use.` : undefined;

const anything: FilterFunction['refuse'] = () => undefined;

const NO_TEXT_IN_40: readonly Kind[] = ['str', 'bool', 'dur', 'time', 'label', 'float', 'proto'];

const intoText: FilterFunction['refuse'] = (type, name, version) => {
  if (version === '4.0' ? NO_TEXT_IN_40.includes(type.kind) : type.kind === 'label') {
    return `String conversion for field "${type.field?.name ?? name}" is not supported.`;
  }
  return undefined;
};

const isIp = only('IP address', 'ip4', 'ip6');
const isInteger = only('integer', 'int');

/** The bytes of an address of either version. */
function addressOf(value: Scalar): Uint8Array {
  return typeof value === 'number' ? ip4Bytes(value) : (value as Uint8Array);
}

function within(blocks: readonly (readonly [bytes: Uint8Array, bits: number])[]): (value: Scalar) => number {
  return (value) => {
    const address = addressOf(value);
    return blocks.some(([bytes, bits]) => bytes.length === address.length && isWithin(address, bytes, bits))
      ? 1
      : 0;
  };
}

const ip = (a: number, b: number, bits: number): readonly [Uint8Array, number] => [
  Uint8Array.of(a, b, 0, 0),
  bits,
];
const ip6 = (text: string, bits: number): readonly [Uint8Array, number] => [ip6Of(text)!, bits];

/** The maximum or minimum of all values. */
function extreme(name: string, wins: (a: Scalar, b: Scalar) => boolean): FilterFunction {
  return {
    name,
    since: '4.0',
    arguments: [1, 64],
    refuse: anyValue,
    result: (types) => ({ kind: types[0]!.kind }),
    run: (values) => {
      const all = values.flat();
      return all.length === 0 ? all : [all.reduce((best, value) => (wins(value, best) ? value : best))];
    },
  };
}

function lengthOf(value: Scalar, type: OperandType): number {
  if (typeof value === 'string') return new TextEncoder().encode(value).length;
  if (value instanceof Uint8Array) return value.length;
  const sizes: Partial<Record<string, number>> = {
    u8: 1,
    u16: 2,
    u24: 3,
    u32: 4,
    u64: 8,
    i16: 2,
    i32: 4,
    frame: 4,
    ip4: 4,
  };
  return sizes[type.field?.type ?? ''] ?? 8;
}

function positive(value: Scalar): Scalar {
  return (typeof value === 'number' || typeof value === 'bigint') && value < 0 ? -value : value;
}

function hexText(value: Scalar): string {
  return typeof value === 'string' || value instanceof Uint8Array ? '' : `0x${value.toString(16)}`;
}

/** Every function, by name. */
export const FUNCTIONS: ReadonlyMap<string, FilterFunction> = new Map(
  [
    each('upper', '4.0', STR, only('string type', 'str'), (value) => String(value).toUpperCase()),
    each('lower', '4.0', STR, only('string type', 'str'), (value) => String(value).toLowerCase()),
    each('len', '4.0', INT, anything, lengthOf),
    {
      name: 'count',
      since: '4.0' as const,
      arguments: [1, 1] as const,
      refuse: anything,
      result: () => INT,
      run: (values: readonly (readonly Scalar[])[]) => (values[0]!.length > 0 ? [values[0]!.length] : []),
    },
    each('string', '4.0', STR, intoText, (value, type) => textOf(value, type)),
    extreme('max', (a, b) => lessThan(b, a)),
    extreme('min', lessThan),
    each('abs', '4.0', (type) => ({ kind: type.kind }), only('number', 'int', 'float', 'dur'), positive),
    each(
      'vals',
      '4.4',
      STR,
      isInteger,
      (value, type) => type.field?.names?.get(Number(value)) ?? String(value),
    ),
    each('dec', '4.4', STR, isInteger, String),
    each('hex', '4.4', STR, isInteger, hexText),
    each('ip_special_name', '4.4', STR, isIp, (value) => specialBlock(addressOf(value))?.name ?? ''),
    each('ip_special_mask', '4.4', INT, isIp, (value) => specialBlock(addressOf(value))?.bits ?? 0),
    each('ip_linklocal', '4.4', BOOL, isIp, within([ip(169, 254, 16), ip6('fe80::', 10)])),
    each('ip_multicast', '4.4', BOOL, isIp, within([ip(224, 0, 4), ip6('ff00::', 8)])),
    each('ip_rfc1918', '4.4', BOOL, isIp, within([ip(10, 0, 8), ip(172, 16, 12), ip(192, 168, 16)])),
    each('ip_ula', '4.4', BOOL, isIp, within([ip6('fc00::', 7)])),
  ].map((one): [string, FilterFunction] => [one.name, one]),
);

/** Whether values of this kind can be cut into slices. */
export function canSlice(kind: Kind): boolean {
  return kind === 'str' || kind === 'proto' || kind === 'ip6' || isOctets(kind);
}
