/** Loads the ciphers only where there is something to decrypt, and hands them to the capture. */
import type { Capture } from '../capture/capture.ts';
import { keyLogOf } from '../protocols/tls/key-log.ts';

/**
 * Makes a capture show what its secrets open. Where neither the file nor the option `keyLog` holds any, nothing is
 * loaded. Trees and messages that were asked for before are stale afterwards.
 * @returns whether there are secrets
 */
export async function decryptCapture(capture: Capture): Promise<boolean> {
  if (keyLogOf(capture).size === 0) return false;
  if (!capture.ciphers) capture.useCiphers((await import('./ciphers.ts')).ciphers);
  return true;
}
