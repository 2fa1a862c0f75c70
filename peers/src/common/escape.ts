/** Bytes as text that is safe to print: everything but printable ASCII is escaped. */

/** The control characters that have a letter of their own (the same in C, Python and JavaScript). */
const LETTERS: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' };

/**
 * Writes bytes as `CMD_short:0\n\x00`: printable ASCII unchanged, the rest as `\n`, `\t`, `\r`, `\"`, `\\` or `\xNN`. Only the
 * first `limit` bytes are shown; an ellipsis shows that there are more.
 *
 * Bytes and not characters: a piece of a stream may begin or end in the middle of a UTF-8 character (RFC 3629), and a
 * terminal must never see a student's escape sequences.
 */
export function escapeBytes(bytes: Uint8Array, limit = 64): string {
  let text = '';
  for (const byte of bytes.subarray(0, limit)) {
    const isPrintable = byte >= 0x20 && byte <= 0x7e;
    text +=
      LETTERS[byte] ?? (isPrintable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`);
  }
  return bytes.length > limit ? `${text}…` : text;
}

/** The letters of {@link LETTERS}, each with its byte. */
const BYTES: ReadonlyMap<string, number> = new Map(
  Object.entries(LETTERS).map(([byte, letter]) => [letter.slice(1), Number(byte)]),
);

/**
 * The opposite of {@link escapeBytes}: `\n`, `\t`, `\r`, `\"`, `\\` and `\xNN` stand for bytes, other characters for their
 * UTF-8. Undefined if anything else follows a backslash.
 */
export function unescapeText(text: string): Buffer | undefined {
  // Each match is an escape, a backslash that begins none, or a run of other characters.
  const parts = [...text.matchAll(/\\x([\da-fA-F]{2})|\\([ntr"\\])|(\\)|[^\\]+/g)];
  if (parts.some(([, , , stray]) => stray !== undefined)) return undefined;
  return Buffer.concat(
    parts.map(([whole, hex, letter]) => {
      if (hex !== undefined) return Buffer.from(hex, 'hex');
      return letter === undefined ? Buffer.from(whole) : Buffer.from([BYTES.get(letter)!]);
    }),
  );
}

/** Bytes in quotation marks, with their number: otherwise a byte that is missing could not be seen. */
export function quoteBytes(bytes: Uint8Array): string {
  return `"${escapeBytes(bytes)}" (${countBytes(bytes.length)})`;
}

/** "1 byte", "1,448 bytes": a number is never shown without its unit. */
export function countBytes(count: number): string {
  return count === 1 ? '1 byte' : `${count.toLocaleString('en')} bytes`;
}
