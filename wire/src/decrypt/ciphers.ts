/** The ciphers for decryption, made of @noble/ciphers and @noble/hashes; an entry point of its own, `@wireside/wire/decrypt`. */
import { gcm } from '@noble/ciphers/aes.js';
import { chacha20poly1305 } from '@noble/ciphers/chacha.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha256, sha384 } from '@noble/hashes/sha2.js';
import type { Ciphers } from '../core/ciphers.ts';

/** For `openCapture(bytes, { ciphers })`; importing this file loads the cipher packages. */
export const ciphers: Ciphers = {
  open(aead, key, nonce, associated, sealed) {
    try {
      const cipher = aead === 'aes-gcm' ? gcm : chacha20poly1305;
      return cipher(key, nonce, associated).decrypt(sealed);
    } catch {
      // noble throws for a wrong tag; nothing else can be wrong, since the lengths were checked before.
      return undefined;
    }
  },
  hmac: (hash, key, data) => hmac(hash === 'sha256' ? sha256 : sha384, key, data),
};
