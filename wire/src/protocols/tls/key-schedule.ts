/**
 * Keys from secrets: TLS 1.2's pseudorandom function (RFC 5246 section 5) and TLS 1.3's HKDF-Expand-Label (RFC 8446
 * section 7).
 */
import { concat, utf8 } from '../../basics/bytes.ts';
import { HASH_LENGTH } from '../../core/ciphers.ts';
import type { Ciphers, HashName } from '../../core/ciphers.ts';
import type { SuiteCipher } from './suites.ts';

/** What one direction's records are encrypted with. */
export interface TrafficKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** P_hash (RFC 5246 section 5). */
function prf(
  ciphers: Ciphers,
  hash: HashName,
  secret: Uint8Array,
  seed: Uint8Array,
  length: number,
): Uint8Array {
  const parts: Uint8Array[] = [];
  let a = seed;
  for (let made = 0; made < length; made += HASH_LENGTH[hash]) {
    a = ciphers.hmac(hash, secret, a);
    parts.push(ciphers.hmac(hash, secret, concat([a, seed])));
  }
  return concat(parts).subarray(0, length);
}

/** TLS 1.2's keys of client and server (RFC 5246 section 6.3; RFC 5288 and 7905 for the lengths). */
export function tls12Keys(
  ciphers: Ciphers,
  suite: SuiteCipher,
  master: Uint8Array,
  clientRandom: Uint8Array,
  serverRandom: Uint8Array,
): { client: TrafficKeys; server: TrafficKeys } {
  const { keyLength, hash } = suite;
  const ivLength = suite.aead === 'aes-gcm' ? 4 : 12;
  const seed = concat([utf8('key expansion'), serverRandom, clientRandom]);
  const block = prf(ciphers, hash, master, seed, 2 * (keyLength + ivLength));
  const iv = (side: number): Uint8Array =>
    block.subarray(2 * keyLength + side * ivLength, 2 * keyLength + (side + 1) * ivLength);
  return {
    client: { key: block.subarray(0, keyLength), iv: iv(0) },
    server: { key: block.subarray(keyLength, 2 * keyLength), iv: iv(1) },
  };
}

/** HKDF-Expand-Label with an empty context (RFC 8446 section 7.1, RFC 5869). */
function expandLabel(
  ciphers: Ciphers,
  hash: HashName,
  secret: Uint8Array,
  label: string,
  length: number,
): Uint8Array {
  const name = utf8(`tls13 ${label}`);
  const info = concat([Uint8Array.of(length >>> 8, length & 0xff, name.length), name, Uint8Array.of(0)]);
  const parts: Uint8Array[] = [];
  let last = new Uint8Array(0);
  for (let made = 0; made < length; made += HASH_LENGTH[hash]) {
    last = new Uint8Array(ciphers.hmac(hash, secret, concat([last, info, Uint8Array.of(parts.length + 1)])));
    parts.push(last);
  }
  return concat(parts).subarray(0, length);
}

/** TLS 1.3's keys of one direction from its traffic secret (RFC 8446 section 7.3). */
export function tls13Keys(ciphers: Ciphers, suite: SuiteCipher, secret: Uint8Array): TrafficKeys {
  return {
    key: expandLabel(ciphers, suite.hash, secret, 'key', suite.keyLength),
    iv: expandLabel(ciphers, suite.hash, secret, 'iv', 12),
  };
}

/** The traffic secret after a KeyUpdate (RFC 8446 section 7.2). */
export function nextSecret(ciphers: Ciphers, hash: HashName, secret: Uint8Array): Uint8Array {
  return expandLabel(ciphers, hash, secret, 'traffic upd', HASH_LENGTH[hash]);
}
