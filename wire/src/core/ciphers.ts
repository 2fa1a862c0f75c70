/** The ciphers that decryption needs; `@wireside/wire/decrypt` provides them, made of @noble/ciphers and @noble/hashes. */

/** Hashes of the suites that can be decrypted. */
export type HashName = 'sha256' | 'sha384';

/** Primitives, handed to `openCapture` so that they are loaded only if there are secrets to decrypt with. */
export interface Ciphers {
  /** Decrypts sealed bytes (RFC 5116); undefined if the tag is wrong. */
  open(
    aead: 'aes-gcm' | 'chacha20-poly1305',
    key: Uint8Array,
    nonce: Uint8Array,
    associated: Uint8Array,
    sealed: Uint8Array,
  ): Uint8Array | undefined;
  /** HMAC (RFC 2104). */
  hmac(hash: HashName, key: Uint8Array, data: Uint8Array): Uint8Array;
}

/** Bytes of a hash. */
export const HASH_LENGTH: Readonly<Record<HashName, number>> = { sha256: 32, sha384: 48 };
