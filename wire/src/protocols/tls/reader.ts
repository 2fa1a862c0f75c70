/** Reads numbers and length-prefixed vectors (RFC 8446 section 3.4) from untrusted bytes. */
import { u16, u24 } from '../../basics/bytes.ts';

/** Thrown when a length exceeds the bytes that are left. */
export class TooShort extends Error {}

/** A position in bytes that only moves forward. */
export class Reader {
  readonly bytes: Uint8Array;
  at: number;
  readonly end: number;

  constructor(bytes: Uint8Array, at = 0, end: number = bytes.length) {
    this.bytes = bytes;
    this.at = at;
    this.end = Math.min(end, bytes.length);
  }

  /** Bytes that are left. */
  get left(): number {
    return this.end - this.at;
  }

  /** The next 8 bits. */
  u8(): number {
    return this.bytes[this.#step(1)]!;
  }

  /** The next 16 bits. */
  u16(): number {
    return u16(this.bytes, this.#step(2));
  }

  /** The next 24 bits. */
  u24(): number {
    return u24(this.bytes, this.#step(3));
  }

  /** The next bytes; not copied. */
  take(length: number): Uint8Array {
    const at = this.#step(length);
    return this.bytes.subarray(at, at + length);
  }

  /** A reader of only the next bytes; this one continues after them. */
  part(length: number): Reader {
    const at = this.#step(length);
    return new Reader(this.bytes, at, at + length);
  }

  /** All 16-bit numbers that are left. */
  numbers(): number[] {
    const numbers: number[] = [];
    while (this.left >= 2) numbers.push(this.u16());
    return numbers;
  }

  #step(length: number): number {
    const { at } = this;
    if (at + length > this.end) throw new TooShort();
    this.at += length;
    return at;
  }
}

/** What a function reads, or undefined if bytes run out. */
export function orUndefined<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof TooShort) return undefined;
    throw error;
  }
}
