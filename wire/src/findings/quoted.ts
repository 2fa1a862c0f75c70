/** Bytes of a capture in quotation marks. */

/** Bytes that are shown. */
const MAX = 40;

/** The first line of some bytes, printable: `"HTTP/1.1 400 Bad Request"`; other bytes are escapes. */
export function quoted(bytes: Uint8Array): string {
  const end = bytes.subarray(0, MAX).findIndex((byte, place) => place > 0 && (byte === 10 || byte === 13));
  const shown = bytes.subarray(0, end < 0 ? MAX : end);
  const text = [...shown].map((byte) =>
    byte >= 0x20 && byte < 0x7f && byte !== 0x22
      ? String.fromCharCode(byte)
      : `\\x${byte.toString(16).padStart(2, '0')}`,
  );
  return `"${text.join('')}${end < 0 && bytes.length > MAX ? '…' : ''}"`;
}
