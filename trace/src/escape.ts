/** Makes any text or bytes safe for a terminal: what is not plainly visible is written as an escape. */

/** The control characters that people know by a letter. */
const LETTERS: Readonly<Record<string, string>> = { '\t': '\\t', '\n': '\\n', '\r': '\\r' };

/**
 * Characters that a terminal acts on, or that hide or reorder others: control characters (ANSI and OSC sequences begin
 * with one), bidi controls and other format characters (UAX #9; CVE-2021-42574), line separators, lone surrogates,
 * private use and unassigned characters.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Cn}\p{Zl}\p{Zp}]/gu;
/** From the fifth combining mark on one character, they are escaped; no script needs so many. */
const TOO_MANY_MARKS = /(\p{M}{4})(\p{M}+)/gu;
const PLAIN = /^[ -~]*$/;

/**
 * Text that is safe to print: control characters become `\n`, `\x1b`, `\u202e`. The backslashes of a text stay as they
 * are; in bytes they are doubled, and what is not UTF-8 becomes `\xff`.
 */
export function escape(value: string | Uint8Array): string {
  if (typeof value !== 'string') return escapeBytes(value);
  if (PLAIN.test(value)) return value;
  return value
    .replaceAll(UNSAFE, spell)
    .replaceAll(TOO_MANY_MARKS, (_, some: string, more: string) => some + [...more].map(spell).join(''));
}

function escapeBytes(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length;) {
    const length = characterLength(bytes, at);
    if (length === 0) text += hex(bytes[at++]!);
    else {
      const character = DECODER.decode(bytes.subarray(at, at + length));
      text += character === '\\' ? '\\\\' : character;
      at += length;
    }
  }
  return escape(text);
}

// Otherwise a byte order mark would disappear.
const DECODER = new TextDecoder('utf-8', { ignoreBOM: true });
const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** Bytes of the UTF-8 character at a position (RFC 3629, 4); 0 if there is none. */
function characterLength(bytes: Uint8Array, at: number): number {
  const first = bytes[at]!;
  if (first < 0x80) return 1;
  const length = first >= 0xf0 ? 4 : first >= 0xe0 ? 3 : 2;
  if (first < 0xc2 || first > 0xf4 || at + length > bytes.length) return 0;
  try {
    STRICT.decode(bytes.subarray(at, at + length));
    return length;
  } catch {
    return 0;
  }
}

function spell(character: string): string {
  const letter = LETTERS[character];
  if (letter !== undefined) return letter;
  const code = character.codePointAt(0)!;
  if (code < 0x100) return code < 0x80 ? hex(code) : `\\u${code.toString(16).padStart(4, '0')}`;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

function hex(byte: number): string {
  return `\\x${byte.toString(16).padStart(2, '0')}`;
}
