/**
 * Reassembles handshake messages: one record may hold several, and one may span several records (RFC 8446 section 5.1).
 */
import { GrowingBytes } from '../../basics/arrays.ts';
import { u24 } from '../../basics/bytes.ts';
import { HANDSHAKE_TYPES } from './names.ts';

/** A part of a record's content. */
export interface HandshakePiece {
  /** Offset in the record's content, and length there. */
  readonly at: number;
  readonly length: number;
  /** Handshake type; undefined for bytes that are not a handshake message, which mostly are encrypted. */
  readonly type: number | undefined;
  /** The whole message with its header, if it ends in this part. */
  readonly message?: Uint8Array;
  /** The part continues a message that began in an earlier record. */
  readonly continues?: boolean;
}

/** A message that claims to be longer is treated as something else. */
const MAX_MESSAGE = 1 << 20;
/** Bytes before the body of a handshake message: its type and its length (RFC 8446 section 4). */
export const HANDSHAKE_HEADER = 4;

/** One direction's handshake messages. */
export class HandshakeBuffer {
  /** The beginning of a message that is not complete yet. */
  readonly #begun = new GrowingBytes(64);

  /** Forgets an incomplete message: bytes are missing. */
  clear(): void {
    this.#begun.clear();
  }

  /** The pieces of one record's content. */
  take(content: Uint8Array): HandshakePiece[] {
    const pieces: HandshakePiece[] = [];
    for (let at = 0; at < content.length;) {
      const piece = this.#begun.length > 0 ? this.#continued(content, at) : whole(content, at);
      if (!piece.message && piece.type !== undefined && this.#begun.length === 0)
        this.#begun.add(content.subarray(at));
      pieces.push(piece);
      at += piece.length;
    }
    return pieces;
  }

  #continued(content: Uint8Array, at: number): HandshakePiece {
    const head = Math.min(HANDSHAKE_HEADER - this.#begun.length, content.length - at);
    if (head > 0) this.#begun.add(content.subarray(at, at + head));
    let length = Math.max(0, head);
    const type = this.#begun.view[0]!;
    if (this.#begun.length < HANDSHAKE_HEADER) return { at, length, type, continues: true };
    if (!isSound(this.#begun.view, 0)) {
      this.clear();
      return { at, length: content.length - at, type: undefined };
    }
    const total = HANDSHAKE_HEADER + u24(this.#begun.view, 1);
    const rest = content.subarray(at + length, at + length + total - this.#begun.length);
    this.#begun.add(rest);
    length += rest.length;
    if (this.#begun.length < total) return { at, length, type, continues: true };
    const message = this.#begun.view.slice(0, total);
    this.clear();
    return { at, length, type, message, continues: true };
  }
}

/** A message that begins here; without `message` if it continues in the next record. */
function whole(content: Uint8Array, at: number): HandshakePiece {
  const left = content.length - at;
  const type = content[at]!;
  if (left < HANDSHAKE_HEADER) {
    return { at, length: left, type: HANDSHAKE_TYPES[type] === undefined ? undefined : type };
  }
  if (!isSound(content, at)) return { at, length: left, type: undefined };
  const total = HANDSHAKE_HEADER + u24(content, at + 1);
  if (total > left) return { at, length: left, type };
  return { at, length: total, type, message: content.subarray(at, at + total), continues: false };
}

function isSound(bytes: Uint8Array, at: number): boolean {
  return HANDSHAKE_TYPES[bytes[at]!] !== undefined && u24(bytes, at + 1) <= MAX_MESSAGE;
}
