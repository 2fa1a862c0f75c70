/** Puts handshake messages back together: one record may hold several, and one may run over several records (RFC 8446 section 5.1). */
import { u24 } from '../../files/bytes.ts';
import { HANDSHAKE_TYPES } from './names.ts';

/** A stretch of a record's content. */
export interface HandshakePiece {
  /** Offset in the record's content, and length there. */
  at: number;
  length: number;
  /** Handshake type; undefined for bytes that are no handshake message, which mostly are encrypted. */
  type: number | undefined;
  /** The whole message with its header, where it ends in this stretch. */
  message?: Uint8Array;
  /** The stretch continues a message that began in an earlier record. */
  continues?: boolean;
}

/** A message that claims more is taken for something else. */
const MAX_MESSAGE = 1 << 20;
const HEADER = 4;

/** One direction's handshake messages. */
export class HandshakeBuffer {
  /** The begin of a message that is not complete yet. */
  #bytes = new Uint8Array(64);
  #have = 0;

  /** Forgets a message that was begun: bytes are missing. */
  clear(): void {
    this.#have = 0;
  }

  /** The pieces of one record's content. */
  take(content: Uint8Array): HandshakePiece[] {
    const pieces: HandshakePiece[] = [];
    for (let at = 0; at < content.length;) {
      const piece = this.#have > 0 ? this.#continued(content, at) : whole(content, at);
      if (!piece.message && piece.type !== undefined && this.#have === 0) this.#keep(content.subarray(at));
      pieces.push(piece);
      at += piece.length;
    }
    return pieces;
  }

  #continued(content: Uint8Array, at: number): HandshakePiece {
    const head = Math.min(HEADER - this.#have, content.length - at);
    if (head > 0) this.#keep(content.subarray(at, at + head));
    let length = Math.max(0, head);
    const type = this.#bytes[0]!;
    if (this.#have < HEADER) return { at, length, type, continues: true };
    if (!isSound(this.#bytes, 0)) {
      this.clear();
      return { at, length: content.length - at, type: undefined };
    }
    const total = HEADER + u24(this.#bytes, 1);
    const rest = content.subarray(at + length, at + length + total - this.#have);
    this.#keep(rest);
    length += rest.length;
    if (this.#have < total) return { at, length, type, continues: true };
    const message = this.#bytes.slice(0, total);
    this.clear();
    return { at, length, type, message, continues: true };
  }

  #keep(part: Uint8Array): void {
    const needed = this.#have + part.length;
    if (needed > this.#bytes.length) {
      const bigger = new Uint8Array(needed * 2);
      bigger.set(this.#bytes.subarray(0, this.#have));
      this.#bytes = bigger;
    }
    this.#bytes.set(part, this.#have);
    this.#have = needed;
  }
}

/** A message that begins here; without `message` where it goes on in the next record. */
function whole(content: Uint8Array, at: number): HandshakePiece {
  const left = content.length - at;
  const type = content[at]!;
  if (left < HEADER) {
    return { at, length: left, type: HANDSHAKE_TYPES[type] === undefined ? undefined : type };
  }
  if (!isSound(content, at)) return { at, length: left, type: undefined };
  const total = HEADER + u24(content, at + 1);
  if (total > left) return { at, length: left, type };
  return { at, length: total, type, message: content.subarray(at, at + total), continues: false };
}

function isSound(bytes: Uint8Array, at: number): boolean {
  return HANDSHAKE_TYPES[bytes[at]!] !== undefined && u24(bytes, at + 1) <= MAX_MESSAGE;
}
