/** Bytes for tests, written as hexadecimal digits. */
import { hexBytes as bytesOf } from '../basics/bytes.ts';

/** Bytes from a text of hexadecimal digits; white space is ignored. */
export function hexBytes(digits: string): Uint8Array {
  return bytesOf(digits.replace(/\s+/g, ''));
}
