/** Puts handshake messages back together: one record may hold several, and one may run over several records (RFC 8446 section 5.1). */
import { concat, u24 } from '../../files/bytes.ts';
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
  #parts: Uint8Array[] = [];
  #have = 0;
  #header = new Uint8Array(HEADER);

  /** Forgets a message that was begun: bytes are missing. */
  clear(): void {
    this.#parts = [];
    this.#have = 0;
  }

  /** The pieces of one record's content. */
  take(content: Uint8Array): HandshakePiece[] {
    const pieces: HandshakePiece[] = [];
    for (let at = 0; at < content.length;) {
      const piece = this.#next(content, at);
      pieces.push(piece);
      at += piece.length;
    }
    return pieces;
  }

  #next(content: Uint8Array, at: number): HandshakePiece {
    const continues = this.#have > 0;
    let end = at;
    while (end < content.length) {
      const need = this.#have < HEADER ? HEADER - this.#have : this.#total() - this.#have;
      const part = content.subarray(end, end + need);
      if (this.#have < HEADER) this.#header.set(part, this.#have);
      this.#parts.push(part);
      this.#have += part.length;
      end += part.length;
      if (this.#have < HEADER) break;
      if (!this.#isSound()) {
        this.clear();
        return { at, length: content.length - at, type: undefined };
      }
      if (this.#have === this.#total()) {
        const message = this.#parts.length === 1 ? this.#parts[0]! : concat(this.#parts);
        this.clear();
        return { at, length: end - at, type: message[0], message, continues };
      }
    }
    return { at, length: end - at, type: this.#header[0], continues };
  }

  #total(): number {
    return HEADER + u24(this.#header, 1);
  }

  #isSound(): boolean {
    return HANDSHAKE_TYPES[this.#header[0]!] !== undefined && this.#total() <= MAX_MESSAGE;
  }
}
