/** Fingerprints: people compare these instead of whole certificates. */
import { createHash } from 'node:crypto';

/** SHA-256 of bytes as `AB:CD:…`, the form of `openssl x509 -noout -fingerprint -sha256`. */
export function fingerprint(bytes: Uint8Array): string {
  const digits = createHash('sha256').update(bytes).digest('hex').toUpperCase();
  return (digits.match(/../g) ?? []).join(':');
}
