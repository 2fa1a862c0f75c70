/** Bytes that are a text: blanks, and whether they are UTF-8. */

const SPACE = 0x20;
const TAB = 0x09;

/** Whether a text has nothing but blanks, if that. */
export const isBlank = (text: Uint8Array): boolean => text.every((byte) => byte === SPACE || byte === TAB);

/** Bytes without the blanks, and the other bytes given, at their end. */
export function trimEnd(bytes: Uint8Array, more: readonly number[] = []): Uint8Array {
  let end = bytes.length;
  while (end > 0 && [SPACE, TAB, ...more].includes(bytes[end - 1]!)) end--;
  return bytes.subarray(0, end);
}

/** Bytes without the blanks at both ends. */
export function trimBlanks(bytes: Uint8Array): Uint8Array {
  const start = bytes.findIndex((byte) => byte !== SPACE && byte !== TAB);
  return start < 0 ? bytes.subarray(0, 0) : trimEnd(bytes.subarray(start));
}

/** Whether bytes are a text in UTF-8. */
export function isUtf8(bytes: Uint8Array): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return true;
  } catch {
    return false;
  }
}
