/** The options that pcapng blocks carry: a list of (code, length, value padded to 32 bits). */
import { fileU16 } from '../basics/bytes.ts';

/**
 * Walks the options between two offsets and calls back with each one's code, offset and length; stops at the end
 * marker, or at an option that claims more bytes than are left.
 */
export function eachOption(
  bytes: Uint8Array,
  from: number,
  to: number,
  little: boolean,
  visit: (code: number, offset: number, length: number) => void,
): void {
  let at = from;
  while (at + 4 <= to) {
    const code = fileU16(bytes, at, little);
    const length = fileU16(bytes, at + 2, little);
    if (code === 0 || at + 4 + length > to) return;
    visit(code, at + 4, length);
    at += 4 + ((length + 3) & ~3);
  }
}
