/** One TLS record as it was cut from the stream. */
import type { HandshakePiece } from './handshake-buffer.ts';
import type { Seen, TlsState } from './state.ts';

/** What is known about one record, for its tree. */
export interface TlsRecord extends Seen {
  readonly state: TlsState;
  /** The type on the wire; in TLS 1.3 the real one may be inside. */
  readonly outerType: number;
  /** The real content type, if it is known. */
  type: number;
  /** It was encrypted on the wire, or must have been. */
  isEncrypted: boolean;
  /** Its plaintext; undefined if it could not be decrypted. */
  content: Uint8Array | undefined;
  /** The messages of a handshake record in plaintext. */
  pieces: HandshakePiece[];
  /** Why it could not be decrypted. */
  note: string | undefined;
}
