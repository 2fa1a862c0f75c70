/**
 * Words of findings and verdicts: bytes are escaped and counted, and nothing is shortened silently. The logs of the peers
 * escape bytes in the same way; trace and peers know nothing of each other.
 */
import { countText, listText } from '@wireside/wire';
import type { CallRecord } from '../format.ts';

/** Maximum number of bytes shown of a quotation. */
const MAX_QUOTED = 60;

/** At most this many characters of one line. */
const MAX_LINE = 200;

/** Bytes at the end of an output that are searched for its last lines. */
const TAIL = 8192;

/** Control bytes that C, Python and JavaScript write with a letter. */
const LETTERS: Readonly<Record<number, string>> = { 9: '\\t', 10: '\\n', 13: '\\r', 34: '\\"', 92: '\\\\' };

/** Bytes as `CMD_short:0\n\x00`: printable ASCII as it is, the rest as escapes; `…` marks bytes that are left out. */
export function escapeBytes(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes.subarray(0, MAX_QUOTED)) {
    const isPrintable = byte >= 0x20 && byte <= 0x7e;
    text +=
      LETTERS[byte] ?? (isPrintable ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`);
  }
  return bytes.length > MAX_QUOTED ? `${text}…` : text;
}

/** `"CMD_short:0\n" (12 bytes)`: as text where it is text in UTF-8, apart from characters that are cut at its ends. */
export function quote(bytes: Uint8Array | string): string {
  const raw = typeof bytes === 'string' ? new TextEncoder().encode(bytes) : bytes;
  return `"${textOf(raw) ?? escapeBytes(raw)}" (${countText(raw.length, 'byte')})`;
}

/** Bytes as text; undefined where they are plain ASCII, or no text. */
function textOf(raw: Uint8Array): string | undefined {
  if (raw.every((byte) => byte < 0x80)) return undefined;
  // The quotation may begin or end inside a character.
  const cut = raw.findIndex((byte) => (byte & 0xc0) !== 0x80);
  if (cut < 0 || cut > 3) return undefined;
  let text: string;
  try {
    text = new TextDecoder('utf-8', { fatal: true }).decode(raw.subarray(cut, MAX_QUOTED), { stream: true });
  } catch {
    return undefined;
  }
  const left = raw.subarray(cut + new TextEncoder().encode(text).length, MAX_QUOTED);
  const shown = [...text].map((character) => {
    const code = character.codePointAt(0)!;
    return code < 0x80 ? escapeBytes(Uint8Array.of(code)) : printable(character);
  });
  return `${cut > 0 ? escapeBytes(raw.subarray(0, cut)) : ''}${shown.join('')}${escapeBytes(left)}${raw.length > MAX_QUOTED ? '…' : ''}`;
}

/** `1, 2 and 3`; of more than `max` items it says how many are left out. */
export function list(items: readonly (string | number)[], max = 4): string {
  const left = items.length - max;
  return listText([...items.slice(0, max).map(String), ...(left > 0 ? [`${left} more`] : [])]);
}

/** `0.42 s`, from µs. */
export function seconds(micros: number): string {
  return `${(micros / 1e6).toFixed(2)} s`;
}

/** The last `max` lines of an output as text that is safe to print. */
export function lastLines(bytes: Uint8Array, max: number): string {
  const text = new TextDecoder().decode(bytes.subarray(-TAIL)).trimEnd();
  return text
    .split('\n')
    .slice(-max)
    .map((line) => printable(line).slice(0, MAX_LINE))
    .join('\n');
}

/** Control, format and bidirectional characters become `\r` or `\u{…}`, so that untrusted text cannot act on a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\t'
      ? '  '
      : character === '\r'
        ? '\\r'
        : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}

/** `recvfrom() (call 12)`. */
export function callName({ name, n }: Pick<CallRecord, 'name' | 'n'>): string {
  return `${name}() (call ${n})`;
}
