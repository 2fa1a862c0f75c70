/** Integers out of and into byte arrays, in both byte orders. */

/** 16 bits, most significant byte first; bytes past the end count as 0. */
export function u16(b: Uint8Array, o: number): number {
  return (b[o]! << 8) | b[o + 1]!;
}

/** 24 bits, most significant byte first. */
export function u24(b: Uint8Array, o: number): number {
  return (b[o]! << 16) | (b[o + 1]! << 8) | b[o + 2]!;
}

/** 32 bits unsigned, most significant byte first. */
export function u32(b: Uint8Array, o: number): number {
  return ((b[o]! << 24) | (b[o + 1]! << 16) | (b[o + 2]! << 8) | b[o + 3]!) >>> 0;
}

/** 16 bits in the byte order of a file. */
export function fileU16(b: Uint8Array, o: number, little: boolean): number {
  return little ? b[o]! | (b[o + 1]! << 8) : (b[o]! << 8) | b[o + 1]!;
}

/** 32 bits unsigned in the byte order of a file. */
export function fileU32(b: Uint8Array, o: number, little: boolean): number {
  return little
    ? (b[o]! | (b[o + 1]! << 8) | (b[o + 2]! << 16) | (b[o + 3]! << 24)) >>> 0
    : ((b[o]! << 24) | (b[o + 1]! << 16) | (b[o + 2]! << 8) | b[o + 3]!) >>> 0;
}

/** Bytes written as pairs of hexadecimal digits without anything between them. */
export function hexBytes(digits: string): Uint8Array {
  return Uint8Array.from({ length: digits.length >>> 1 }, (_, i) =>
    parseInt(digits.slice(i * 2, i * 2 + 2), 16),
  );
}

/** Several byte arrays as one. */
export function concat(parts: readonly Uint8Array[]): Uint8Array {
  let length = 0;
  for (const part of parts) length += part.length;
  const whole = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** Text of UTF-8 bytes; what is not UTF-8 becomes U+FFFD. */
export function text(bytes: Uint8Array): string {
  return decoder.decode(bytes);
}

/** UTF-8 bytes of a text. */
export function utf8(value: string): Uint8Array {
  return encoder.encode(value);
}

const decoder = new TextDecoder();
const encoder = new TextEncoder();
