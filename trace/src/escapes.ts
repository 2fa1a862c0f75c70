/** The bytes that a record shows with escapes, as strace(1) and the peers write them. */

const LETTERS: Readonly<Record<string, number>> = {
  a: 7,
  b: 8,
  t: 9,
  n: 10,
  v: 11,
  f: 12,
  r: 13,
  '"': 34,
  "'": 39,
  '\\': 92,
};
/** One byte: an escape or a character. */
const BYTE = /\\x([0-9a-fA-F]{2})|\\([0-7]{1,3})|\\(.)|([^\\…])/gsu;

/** The first bytes of a record's `data`, one character each; at most `limit`, and fewer if it shows fewer. */
export function shownBytes(data: string, limit: number): string {
  const head = data.slice(0, limit);
  if (!/[\\…]/.test(head)) return head;
  let bytes = '';
  // An escape has at most four characters.
  for (const [, hex, octal, letter, plain] of data.slice(0, limit * 4).matchAll(BYTE)) {
    if (bytes.length >= limit) break;
    if (hex !== undefined) bytes += String.fromCharCode(Number.parseInt(hex, 16));
    else if (octal !== undefined) bytes += String.fromCharCode(Number.parseInt(octal, 8) & 0xff);
    else if (letter !== undefined) bytes += String.fromCharCode(LETTERS[letter] ?? letter.charCodeAt(0));
    else bytes += plain;
  }
  return bytes;
}
