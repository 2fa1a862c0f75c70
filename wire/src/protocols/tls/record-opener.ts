/** Decrypts the records of one direction: AEAD with its nonces and counters in TLS 1.2 and TLS 1.3. */
import { concat } from '../../basics/bytes.ts';
import type { Ciphers } from '../../core/ciphers.ts';
import { nextSecret, tls13Keys } from './key-schedule.ts';
import type { TrafficKeys } from './key-schedule.ts';
import type { SuiteCipher } from './suites.ts';

/** A decrypted record: its content and its type. */
export interface Opened {
  readonly type: number;
  readonly content: Uint8Array;
}

const TAG = 16;

/** The keys of one direction between two key changes, and the number of the next record. */
export class RecordOpener {
  readonly #ciphers: Ciphers;
  readonly #suite: SuiteCipher;
  readonly #keys: TrafficKeys;
  /** TLS 1.3's traffic secret, from which the next one follows. */
  readonly #secret: Uint8Array | undefined;
  /** Records decrypted or known to be missing so far. */
  sequence = 0;

  constructor(ciphers: Ciphers, suite: SuiteCipher, from: TrafficKeys | Uint8Array) {
    this.#ciphers = ciphers;
    this.#suite = suite;
    this.#secret = from instanceof Uint8Array ? from : undefined;
    this.#keys = from instanceof Uint8Array ? tls13Keys(ciphers, suite, from) : from;
  }

  /** The opener after a KeyUpdate (RFC 8446 section 4.6.3); undefined in TLS 1.2. */
  updated(): RecordOpener | undefined {
    if (!this.#secret) return undefined;
    const secret = nextSecret(this.#ciphers, this.#suite.hash, this.#secret);
    return new RecordOpener(this.#ciphers, this.#suite, secret);
  }

  /**
   * Decrypts a record, header included, and counts it.
   * @param ahead how many records may be missing before it
   * @returns undefined if no tag fits
   */
  open(record: Uint8Array, ahead = 0): Opened | undefined {
    for (let skipped = 0; skipped <= ahead; skipped++) {
      const sequence = this.sequence + skipped;
      const opened = this.#secret ? this.#open13(record, sequence) : this.#open12(record, sequence);
      if (!opened) continue;
      this.sequence = sequence + 1;
      return opened;
    }
    return undefined;
  }

  /** RFC 8446 section 5.2: the content is followed by its real type and zeros. */
  #open13(record: Uint8Array, sequence: number): Opened | undefined {
    const [header, sealed] = [record.subarray(0, 5), record.subarray(5)];
    const plain = this.#aead(this.#mixed(sequence), header, sealed);
    if (!plain) return undefined;
    let end = plain.length;
    while (end > 0 && plain[end - 1] === 0) end--;
    return end === 0
      ? { type: 0, content: plain.subarray(0, 0) }
      : { type: plain[end - 1]!, content: plain.subarray(0, end - 1) };
  }

  /** RFC 5288 for AES-GCM, whose nonce is half in the record; RFC 7905 for ChaCha20-Poly1305. */
  #open12(record: Uint8Array, sequence: number): Opened | undefined {
    const explicit = this.#suite.aead === 'aes-gcm' ? 8 : 0;
    const length = record.length - 5 - explicit - TAG;
    if (length < 0) return undefined;
    const associated = concat([
      number64(sequence),
      record.subarray(0, 3),
      Uint8Array.of(length >>> 8, length & 0xff),
    ]);
    const nonce = explicit ? concat([this.#keys.iv, record.subarray(5, 13)]) : this.#mixed(sequence);
    const content = this.#aead(nonce, associated, record.subarray(5 + explicit));
    return content && { type: record[0]!, content };
  }

  #aead(nonce: Uint8Array, associated: Uint8Array, sealed: Uint8Array): Uint8Array | undefined {
    if (sealed.length < TAG) return undefined;
    return this.#ciphers.open(this.#suite.aead, this.#keys.key, nonce, associated, sealed);
  }

  /** The fixed initialization vector with the record's number mixed in. */
  #mixed(sequence: number): Uint8Array {
    const nonce = this.#keys.iv.slice();
    for (const [i, byte] of number64(sequence).entries()) nonce[4 + i]! ^= byte;
    return nonce;
  }
}

function number64(value: number): Uint8Array {
  const bytes = new Uint8Array(8);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, Math.floor(value / 2 ** 32));
  view.setUint32(4, value >>> 0);
  return bytes;
}
