/** Loads the ciphers only if there is something to decrypt, and gives them to the capture. */
import type { Capture } from '../core/capture.ts';
import { keyLogOf } from '../protocols/tls/key-log.ts';

/**
 * Decrypts what the capture's secrets can open. If neither the file nor the option `keyLog` has any secrets, nothing is
 * loaded. Trees and messages created before are stale afterwards.
 * @returns whether there are secrets
 */
export async function decryptCapture(capture: Capture): Promise<boolean> {
  if (keyLogOf(capture).size === 0) return false;
  if (!capture.ciphers) capture.useCiphers((await import('./ciphers.ts')).ciphers);
  return true;
}
