/** The messages of the PMU protocol: commands, and data messages that follow each other without a separator. */

/** What every message begins with; a number follows, and nothing else. */
export const MESSAGE = 'This is PMU data ';

/** The commands that a PMU knows, with a newline that clients may add. */
export const COMMAND = /^CMD_(?:short:(\d{1,9}(?:\.\d{0,9})?)|floodme)(?:\r?\n)?$/;

/** Maximum digits of a message's number. */
const MAX_DIGITS = 9;

/** A message found at the beginning of a text. */
export interface FoundMessage {
  readonly number: number;
  readonly length: number;
}

/**
 * The message at the beginning of these bytes: 'more' if they are the beginning of one, undefined if they are not a
 * message. Only the next message ends a number, so a number at the very end is complete if it is the expected one, and
 * incomplete if the expected one begins with it.
 * @param expected the next number; undefined before the first message, which has 0 or 1
 */
export function messageIn(
  bytes: Uint8Array,
  expected: number | undefined,
  atEnd: boolean,
): FoundMessage | 'more' | undefined {
  for (let i = 0; i < Math.min(bytes.length, MESSAGE.length); i++) {
    if (bytes[i] !== MESSAGE.charCodeAt(i)) return undefined;
  }
  let end = MESSAGE.length;
  let digits = '';
  while (digits.length < MAX_DIGITS && bytes[end]! >= 48 && bytes[end]! <= 57) {
    digits += String.fromCharCode(bytes[end++]!);
  }
  if (digits === '') return bytes.length > MESSAGE.length ? undefined : 'more';
  const number = Number(digits);
  if (end === bytes.length && !atEnd && expected !== undefined && number !== expected) {
    if (String(expected).startsWith(digits)) return 'more';
  }
  return { number, length: end };
}

/** Whether bytes begin a command or a message. */
export function looksLikePmu(bytes: Uint8Array): boolean {
  return begins(bytes, 'CMD_short:') || begins(bytes, 'CMD_floodme') || begins(bytes, MESSAGE);
}

/** Whether bytes are text that people could have typed. */
export function isPlainText(bytes: Uint8Array): boolean {
  for (const byte of bytes) if (byte < 9 || (byte > 13 && byte < 32) || byte === 127) return false;
  return true;
}

function begins(bytes: Uint8Array, word: string): boolean {
  if (bytes.length < word.length) return false;
  for (let i = 0; i < word.length; i++) if (bytes[i] !== word.charCodeAt(i)) return false;
  return true;
}
