/** Bytes as text that is safe to print: what is not plain ASCII is spelled out. */

/** The control bytes that people know by a letter (C, Python and JavaScript agree on these). */
const LETTERS: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' };

/**
 * Writes bytes as `CMD_short:0\n\x00`: printable ASCII as it is, the rest as `\n`, `\t`, `\r`, `\"`, `\\` or `\xNN`.
 * Only the first `limit` bytes are shown; an ellipsis tells that there were more, so nothing is cut silently.
 *
 * Bytes and not characters: a piece of a stream may begin or end in the middle of a UTF-8 character (RFC 3629), and a
 * terminal must never be given a student's escape sequences.
 */
export function escapeBytes(bytes: Uint8Array, limit = 64): string {
  let text = '';
  for (const byte of bytes.subarray(0, limit)) {
    const printable = byte >= 0x20 && byte <= 0x7e;
    text +=
      LETTERS[byte] ?? (printable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`);
  }
  return bytes.length > limit ? `${text}…` : text;
}

/** "1 byte", "12 bytes": a count is never shown without its unit. */
export function countBytes(count: number): string {
  return count === 1 ? '1 byte' : `${count} bytes`;
}
