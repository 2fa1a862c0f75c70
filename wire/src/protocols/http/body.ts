/** How long an HTTP/1 message is: the rules of RFC 9112 section 6.3, applied to bytes that arrive in pieces. */
import { headerValue } from './head.ts';
import type { Head } from './head.ts';

/** One chunk of a chunked body. Offsets count from the message's first byte. */
export interface Chunk {
  /** Where its size line begins. */
  readonly at: number;
  /** Where its data begins, and its size in bytes; 0 for the last chunk. */
  readonly dataAt: number;
  readonly size: number;
}

/** How the end of a body is found. */
export type Framing =
  { kind: 'none' } | { kind: 'length'; length: number } | { kind: 'chunked' } | { kind: 'close' };

/** Maximum digits of a size; no capture could hold more bytes. */
const MAX_SIZE_LINE = 4096;

/**
 * The framing of a message's body. @param method the method of the request that a response answers; empty if not known
 */
export function framingOf(head: Head, method: string): Framing {
  if (head.isResponse) {
    const { code } = head;
    if (method === 'HEAD' || (code >= 100 && code < 200) || code === 204 || code === 304)
      return { kind: 'none' };
    if (method === 'CONNECT' && code >= 200 && code < 300) return { kind: 'none' };
  }
  // It must be the last coding; lists that end in another one are attacks on servers that disagree about them.
  if (/\bchunked\b/i.test(headerValue(head, 'transfer-encoding'))) return { kind: 'chunked' };
  const announced = headerValue(head, 'content-length');
  if (/^0*\d{1,15}$/.test(announced)) return { kind: 'length', length: Number(announced) };
  return head.isResponse ? { kind: 'close' } : { kind: 'none' };
}

/** Where the chunks of a body are; continues where it stopped when more bytes have arrived. */
export class ChunkReader {
  readonly chunks: Chunk[] = [];
  /** Offset after the last chunk and its trailer, once that is known. */
  end: number | undefined;
  /** Set if a size line is not valid. */
  isDamaged = false;
  /** Do not ask again before this many bytes are there. */
  needed = 0;
  #at: number;
  #isTrailer = false;

  constructor(at: number) {
    this.#at = at;
  }

  /** Offset up to which the body was parsed. */
  get at(): number {
    return this.#at;
  }

  /** Parses the chunks in `bytes`, which begin with the message and grow from call to call. */
  read(bytes: Uint8Array): void {
    while (this.end === undefined && !this.isDamaged) {
      const feed = bytes.indexOf(10, this.#at);
      if (feed < 0) {
        if (bytes.length - this.#at > MAX_SIZE_LINE) this.isDamaged = true;
        this.needed = bytes.length + 1;
        return;
      }
      if (this.#isTrailer) {
        const isEmpty = feed === this.#at || (feed === this.#at + 1 && bytes[this.#at] === 13);
        this.#at = feed + 1;
        if (isEmpty) this.end = this.#at;
        continue;
      }
      const size = sizeOf(bytes, this.#at, feed);
      if (size === undefined) {
        this.isDamaged = true;
        return;
      }
      const after = feed + 1 + size + (size > 0 ? 2 : 0);
      if (after > bytes.length) {
        this.needed = after;
        return;
      }
      this.chunks.push({ at: this.#at, dataAt: feed + 1, size });
      this.#isTrailer = size === 0;
      this.#at = after;
    }
  }
}

function sizeOf(bytes: Uint8Array, from: number, to: number): number | undefined {
  let size = 0;
  let at = from;
  for (; at < to; at++) {
    const digit = parseInt(String.fromCharCode(bytes[at]!), 16);
    if (Number.isNaN(digit)) break;
    size = size * 16 + digit;
    if (size > 0xffff_ffff) return undefined;
  }
  // After the size comes white space, an extension, or the line ending.
  const next = bytes[at];
  return at > from && (next === 13 || next === 10 || next === 59 || next === 32 || next === 9)
    ? size
    : undefined;
}
