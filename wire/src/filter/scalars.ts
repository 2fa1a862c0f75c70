/** Operations on single values: compare, search, slice, calculate, convert to text. */
import { ip4Text, ip6TextAt } from '../table/addresses.ts';
import { concat, utf8 } from '../basics/bytes.ts';
import type { Field, Time, Value } from '../core/field.ts';
import { hexText, macText, timeText } from '../protocols/text.ts';
import type { OperandType } from './field-table.ts';
import { kindOf, narrow } from './kinds.ts';
import type { Scalar } from './kinds.ts';
import { oidOf } from './literals/bytes.ts';
import type { ArithmeticSign, Range } from './syntax/syntax.ts';

const BILLION = 1_000_000_000n;

/** A field's value as filters handle it; undefined if it has none although its type should have one. */
export function scalarOf(field: Field, value: Value): Scalar | undefined {
  switch (kindOf(field.type)) {
    case 'label':
      return 1;
    case 'bool':
      return value === undefined ? undefined : value ? 1 : 0;
    case 'dur':
      return typeof value === 'number' ? nanosOf(value) : undefined;
    case 'time':
      return value === undefined ? undefined : timeNanos(value as Time);
    case 'oid':
      return typeof value === 'string' ? (oidOf(value) ?? utf8(value)) : (value as Scalar | undefined);
    default:
      return typeof value === 'bigint' ? narrow(value) : (value as Scalar | undefined);
  }
}

/** Nanoseconds of a duration in seconds. */
function nanosOf(seconds: number): number | bigint {
  const nanos = seconds * 1e9;
  if (Math.abs(nanos) < Number.MAX_SAFE_INTEGER) return Math.round(nanos);
  const whole = Math.floor(seconds);
  return Number.isFinite(whole) ? BigInt(whole) * BILLION + BigInt(Math.round((seconds - whole) * 1e9)) : 0;
}

/** Nanoseconds since the epoch. */
export function timeNanos(time: Time): number | bigint {
  return Number.isFinite(time.seconds)
    ? narrow(BigInt(Math.trunc(time.seconds)) * BILLION + BigInt(time.nanos))
    : 0;
}

/** Order of two values of compatible types: negative, 0 or positive. Byte sequences compare by length first, as in Wireshark. */
export function order(a: Scalar, b: Scalar): number {
  if (a instanceof Uint8Array) return b instanceof Uint8Array ? bytesOrder(a, b) : 1;
  if (b instanceof Uint8Array) return -1;
  return a < b ? -1 : a > b ? 1 : 0;
}

function bytesOrder(a: Uint8Array, b: Uint8Array): number {
  if (a.length !== b.length) return a.length - b.length;
  for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return a[i]! - b[i]!;
  return 0;
}

/** Whether a comes before b. */
export function lessThan(a: Scalar, b: Scalar): boolean {
  return order(a, b) < 0;
}

/** A value of which only the first `bits` are kept, the others 0. */
export function masked(value: Scalar, bits: number): Scalar {
  if (typeof value === 'number') return bits === 0 ? 0 : (value & (-1 << (32 - bits))) >>> 0;
  if (!(value instanceof Uint8Array)) return value;
  return value.map((byte, i) => {
    const left = bits - i * 8;
    return left >= 8 ? byte : left <= 0 ? 0 : byte & (0xff << (8 - left));
  });
}

/** Whether `needle` is somewhere in `hay`; a string is searched as UTF-8 bytes only if the other one is bytes. */
export function contains(hay: Scalar, needle: Scalar): boolean {
  if (typeof hay === 'string' && typeof needle === 'string') return hay.includes(needle);
  const bytes = octets(hay);
  const wanted = octets(needle);
  return bytes !== undefined && wanted !== undefined && indexOfBytes(bytes, wanted) >= 0;
}

/** The value as bytes; undefined for numbers. */
export function octets(value: Scalar): Uint8Array | undefined {
  return value instanceof Uint8Array ? value : typeof value === 'string' ? utf8(value) : undefined;
}

/** The last needle, and how far a search may skip for the byte under the needle's last one (Horspool). */
let lastNeedle: Uint8Array | undefined;
const steps = new Uint8Array(256);
/** A shorter needle is not worth a table. */
const SHORT = 64;

/** Where `needle` first begins in `hay`, or -1. */
export function indexOfBytes(hay: Uint8Array, needle: Uint8Array): number {
  const { length } = needle;
  if (length === 0) return 0;
  const end = length - 1;
  const last = hay.length - length;
  if (end === 0 || hay.length < SHORT) {
    for (let at = hay.indexOf(needle[0]!); at >= 0 && at <= last; at = hay.indexOf(needle[0]!, at + 1)) {
      if (isAt(hay, at, needle)) return at;
    }
    return -1;
  }
  if (needle !== lastNeedle) {
    lastNeedle = needle;
    steps.fill(Math.min(255, length));
    for (let i = Math.max(0, end - 255); i < end; i++) steps[needle[i]!] = Math.min(255, end - i);
  }
  const tail = needle[end]!;
  for (let at = 0; at <= last;) {
    const under = hay[at + end]!;
    if (under === tail && isAt(hay, at, needle)) return at;
    at += steps[under]!;
  }
  return -1;
}

function isAt(hay: Uint8Array, at: number, needle: Uint8Array): boolean {
  let i = 0;
  while (i < needle.length && hay[at + i] === needle[i]) i++;
  return i === needle.length;
}

/** The bytes of all ranges in sequence; undefined if one of them begins or ends outside. */
export function slice(value: Scalar, ranges: readonly Range[]): Uint8Array | undefined {
  const bytes = octets(value);
  if (!bytes) return undefined;
  const parts: Uint8Array[] = [];
  for (const { from, to } of ranges) {
    const start = from < 0 ? bytes.length + from : from;
    const end = to === undefined ? bytes.length : to < 0 ? bytes.length + to : to;
    if (start < 0 || start >= end || end > bytes.length) return undefined;
    parts.push(bytes.subarray(start, end));
  }
  return parts.length === 1 ? parts[0] : concat(parts);
}

/** The result for two numbers, or for two byte sequences under `&`; undefined if there is none (division by zero). */
export function calculate(sign: ArithmeticSign, a: Scalar, b: Scalar, isFloat: boolean): Scalar | undefined {
  if (a instanceof Uint8Array || b instanceof Uint8Array) {
    if (!(a instanceof Uint8Array && b instanceof Uint8Array)) return undefined;
    return a.subarray(0, Math.min(a.length, b.length)).map((byte, i) => byte & b[i]!);
  }
  if (typeof a === 'string' || typeof b === 'string') return undefined;
  if (isFloat) return floating(sign, Number(a), Number(b));
  if (typeof a === 'number' && typeof b === 'number') {
    const small = integer(sign, a, b);
    if (small === undefined || Number.isSafeInteger(small)) return small;
  }
  return big(sign, BigInt(a), BigInt(b));
}

function floating(sign: ArithmeticSign, a: number, b: number): number | undefined {
  if (sign === '+') return a + b;
  if (sign === '-') return a - b;
  if (sign === '*') return a * b;
  if (b === 0 || sign === '&') return undefined;
  return sign === '/' ? a / b : a % b;
}

/** Undefined for a division by zero; NaN if only `big` can compute it. */
function integer(sign: ArithmeticSign, a: number, b: number): number | undefined {
  switch (sign) {
    case '+':
      return a + b;
    case '-':
      return a - b;
    case '*':
      return a * b;
    case '/':
      return b === 0 ? undefined : Math.trunc(a / b);
    case '%':
      return b === 0 ? undefined : (a % b) + 0;
    default:
      return a >= 0 && b >= 0 && a <= 0xffff_ffff && b <= 0xffff_ffff ? (a & b) >>> 0 : NaN;
  }
}

function big(sign: ArithmeticSign, a: bigint, b: bigint): number | bigint | undefined {
  if ((sign === '/' || sign === '%') && b === 0n) return undefined;
  const result =
    sign === '+'
      ? a + b
      : sign === '-'
        ? a - b
        : sign === '*'
          ? a * b
          : sign === '/'
            ? a / b
            : sign === '%'
              ? a % b
              : a & b;
  return narrow(BigInt.asIntN(128, result));
}

/** A value as the function string() writes it. */
export function textOf(value: Scalar, type: OperandType): string {
  switch (type.kind) {
    case 'ip4':
      return ip4Text(Number(value));
    case 'ip6':
      return ip6TextAt(value as Uint8Array, 0);
    case 'mac':
      return macText(value as Uint8Array);
    case 'bool':
      return value ? 'True' : 'False';
    case 'dur':
      return `${(Number(value) / 1e9).toFixed(9)}`;
    case 'time': {
      const nanos = BigInt(value as number | bigint);
      const part = ((nanos % BILLION) + BILLION) % BILLION;
      return timeText({ seconds: Number((nanos - part) / BILLION), nanos: Number(part) });
    }
    default:
      return value instanceof Uint8Array ? hexText(value).replace(/..(?=.)/g, '$&:') : String(value);
  }
}
