/** Strings and characters in quotes, with their escapes. */
import { concat, text, utf8 } from '../../basics/bytes.ts';
import { Refusal } from '../filter-error.ts';

const SIMPLE: Record<string, string> = {
  '"': '"',
  "'": "'",
  '\\': '\\',
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};
const OCTAL = /[0-7]{1,3}/y;
const HEX: Record<string, RegExp> = {
  x: /[0-9A-Fa-f]{1,2}/y,
  u: /[0-9A-Fa-f]{4}/y,
  U: /[0-9A-Fa-f]{8}/y,
};

/**
 * How a string's value represents an escaped byte above 0x7f: as an unpaired surrogate, 0xdc00 above the byte, so that
 * it is not confused with the letter of that number.
 */
function escapedByte(byte: number): string {
  return String.fromCharCode(0xdc00 + byte);
}

/** Bytes of a string's value: UTF-8, escaped bytes as themselves. */
export function octetsOf(value: string): Uint8Array {
  const parts = value.split(/([\udc80-\udcff])/u);
  return concat(
    parts.map((part, i) => (i % 2 === 1 ? Uint8Array.of(part.charCodeAt(0) & 0xff) : utf8(part))),
  );
}

/** A string's value as text: what its bytes are in UTF-8. */
export function plainText(value: string): string {
  return /[\udc80-\udcff]/u.test(value) ? text(octetsOf(value)) : value;
}

/** The meaning of a quoted text, and the index after it. */
export interface Quoted {
  readonly value: string;
  readonly to: number;
}

/**
 * A string that begins at `from` with `"` or, raw, with `r"`.
 * @throws {Refusal} when it does not end, or an escape is not valid
 */
export function readString(source: string, from: number): Quoted {
  const isRaw = source[from] === 'r';
  let value = '';
  for (let at = from + (isRaw ? 2 : 1); at < source.length;) {
    const next = source[at]!;
    if (next === '"') return { value, to: at + 1 };
    if (next !== '\\') {
      value += next;
      at++;
    } else if (isRaw) {
      // A raw string keeps its backslashes; one before a quote keeps the quote from ending it.
      value += source.slice(at, at + 2);
      at += 2;
    } else {
      const escape = readEscape(source, at);
      value += escape.value;
      at = escape.to;
    }
  }
  throw new Refusal('The final quote was missing from a quoted string.', { from, to: source.length });
}

/** A character constant that begins at `from` with an apostrophe. */
export function readCharacter(source: string, from: number): Quoted {
  let value = '';
  for (let at = from + 1; at < source.length;) {
    const next = source[at]!;
    if (next === "'") {
      const to = at + 1;
      const span = { from, to };
      if (value === '') throw new Refusal('A character constant must hold a character.', span);
      if (value.length > 1) {
        const suggestion = `Write a string in double quotes: "${source.slice(from + 1, at).replaceAll('"', '\\"')}".`;
        throw new Refusal(
          `${source.slice(from, to)} is too long to be a valid character constant.`,
          span,
          suggestion,
        );
      }
      return { value, to };
    }
    if (next === '\\') {
      const escape = readEscape(source, at);
      value += escape.value;
      at = escape.to;
    } else {
      value += next;
      at++;
    }
  }
  throw new Refusal('The final quote was missing from a character constant.', { from, to: source.length });
}

function readEscape(source: string, from: number): Quoted {
  const letter = source[from + 1] ?? '';
  const simple = SIMPLE[letter];
  if (simple !== undefined) return { value: simple, to: from + 2 };
  const digits = HEX[letter];
  const pattern = digits ?? OCTAL;
  pattern.lastIndex = digits ? from + 2 : from + 1;
  const found = pattern.exec(source);
  const code = found ? parseInt(found[0], digits ? 16 : 8) : -1;
  const limit = letter === 'U' || letter === 'u' ? 0x10ffff : 0xff;
  if (found && code <= limit) {
    const value = limit === 0xff && code > 0x7f ? escapedByte(code) : String.fromCodePoint(code);
    return { value, to: pattern.lastIndex };
  }
  throw new Refusal(
    `\\${letter} is not a valid character escape sequence.`,
    { from, to: Math.min(source.length, from + 2) },
    'In a raw string, r"…", backslashes stay as they are.',
  );
}
