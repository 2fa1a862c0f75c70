/**
 * Reads DER (ITU-T X.690): tag, length and content, bounded by the given bytes.
 *
 * This reader is the lenient one: it reads certificates from captures, which may be damaged, and never throws. The
 * package `authority` has the strict one, next to the writer with which it creates certificates.
 */

/** Tags that certificates use. */
export const TAG = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  teletexString: 0x14,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  universalString: 0x1c,
  bmpString: 0x1e,
  sequence: 0x30,
  set: 0x31,
} as const;

/** One element; offsets are those of the bytes it was read from. */
export interface Der {
  readonly bytes: Uint8Array;
  readonly tag: number;
  /** Offset of the tag. */
  readonly at: number;
  /** Offset of the content, and the offset after it. */
  readonly from: number;
  readonly end: number;
}

/** Maximum elements of one parent. */
const MAX_CHILDREN = 4096;

/** The element at an offset; undefined if it is cut short, has indefinite length or a tag of several bytes. */
export function derAt(bytes: Uint8Array, at: number, end: number = bytes.length): Der | undefined {
  if (at < 0 || at + 2 > end || end > bytes.length) return undefined;
  const tag = bytes[at]!;
  if ((tag & 0x1f) === 0x1f) return undefined;
  let from = at + 2;
  let length = bytes[at + 1]!;
  if (length >= 0x80) {
    const digits = length & 0x7f;
    if (digits === 0 || digits > 4 || from + digits > end) return undefined;
    length = 0;
    for (let i = 0; i < digits; i++) length = length * 256 + bytes[from++]!;
  }
  return from + length > end ? undefined : { bytes, tag, at, from, end: from + length };
}

/** The elements inside one; ends before the first damaged one. */
export function children(der: Der): Der[] {
  const found: Der[] = [];
  for (let at = der.from; at < der.end && found.length < MAX_CHILDREN;) {
    const child = derAt(der.bytes, at, der.end);
    if (!child) break;
    found.push(child);
    at = child.end;
  }
  return found;
}

/** The content; not copied. */
export function content(der: Der): Uint8Array {
  return der.bytes.subarray(der.from, der.end);
}

/** A bit string's bytes without the count of unused bits before them. */
export function bits(der: Der): Uint8Array {
  return der.bytes.subarray(Math.min(der.from + 1, der.end), der.end);
}

/** An object identifier with dots; empty if it is damaged. */
export function oidText(der: Der): string {
  const numbers: number[] = [];
  let value = 0;
  for (const byte of content(der).subarray(0, 128)) {
    value = value * 128 + (byte & 0x7f);
    if (byte & 0x80) continue;
    if (numbers.length === 0) {
      const first = Math.min(2, Math.floor(value / 40));
      numbers.push(first, value - first * 40);
    } else {
      numbers.push(value);
    }
    value = 0;
  }
  return numbers.join('.');
}

/** A small integer; undefined if it has more than six bytes. */
export function integer(der: Der): number | undefined {
  const digits = content(der);
  if (digits.length === 0 || digits.length > 6) return undefined;
  let value = digits[0]! & 0x80 ? -1 : 0;
  for (const byte of digits) value = value * 256 + byte;
  return value;
}
