/** Bytes for tests, written as hexadecimal digits. */

/** Bytes of a text of hexadecimal digits; white space is ignored. */
export function hexBytes(digits: string): Uint8Array {
  const clean = digits.replace(/\s+/g, '');
  const bytes = new Uint8Array(clean.length / 2);
  for (let i = 0; i < bytes.length; i++) bytes[i] = parseInt(clean.slice(i * 2, i * 2 + 2), 16);
  return bytes;
}
