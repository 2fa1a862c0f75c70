/** A followed conversation as text, as a hex dump, or as bytes only. */
import { concat, text } from '../basics/bytes.ts';
import type { Followed, FollowedPart } from './follow.ts';
import { endpointText } from '../streams/tcp-streams.ts';

/** The text in place of bytes that are missing from the capture. */
export function missingText(missing: number): string {
  return `[${missing} ${missing === 1 ? 'byte' : 'bytes'} missing in capture file]`;
}

/**
 * The conversation as text. `text`: UTF-8, with terminal control sequences as escapes; `hex`: sixteen bytes per line
 * with their offset in their direction. A line before each change of sender says who sends, and in which packet.
 */
export function followText(followed: Followed, form: 'text' | 'hex' = 'text'): string {
  const offsets = { client: 0, server: 0 };
  const lines: string[] = [];
  for (const turn of turns(followed.parts)) {
    const { from, packet } = turn[0]!;
    const [sender, receiver] =
      from === 'client' ? [followed.client, followed.server] : [followed.server, followed.client];
    lines.push(`── ${endpointText(sender)} → ${endpointText(receiver)} (from packet ${packet}) ──`);
    for (const stretch of stretches(turn)) {
      if (typeof stretch === 'number') {
        lines.push(missingText(stretch));
        offsets[from] += stretch;
      } else {
        lines.push(form === 'hex' ? hexDump(stretch, offsets[from]) : printable(stretch));
        offsets[from] += stretch.length;
      }
    }
  }
  return lines.join('\n');
}

/** The captured bytes, one after the other; gaps are left out. */
export function followBytes(followed: Followed): Uint8Array {
  return concat(followed.parts.map(({ bytes }) => bytes));
}

/** Sixteen bytes per line: offset, hexadecimal digits, and printable ASCII. */
export function hexDump(bytes: Uint8Array, offset = 0): string {
  const lines: string[] = [];
  for (let at = 0; at < bytes.length; at += 16) {
    const line = bytes.subarray(at, at + 16);
    const digits = Array.from(line, (byte) => byte.toString(16).padStart(2, '0'));
    const columns = `${digits.slice(0, 8).join(' ')}  ${digits.slice(8).join(' ')}`.padEnd(49);
    const ascii = Array.from(line, (byte) => (byte >= 32 && byte < 127 ? String.fromCharCode(byte) : '.'));
    lines.push(`${(offset + at).toString(16).padStart(8, '0')}  ${columns} ${ascii.join('')}`);
  }
  return lines.join('\n');
}

/** Bytes as text without terminal control characters; newlines stay. */
export function printable(bytes: Uint8Array): string {
  return escaped(text(bytes).replaceAll('\r\n', '\n'));
}

/** A text with control characters, and characters that hide or reverse text, as escapes. */
export function escaped(value: string): string {
  return value.replaceAll(OBEYED, (character) => {
    const code = character.codePointAt(0)!;
    return code < 256 ? `\\x${code.toString(16).padStart(2, '0')}` : `\\u{${code.toString(16)}}`;
  });
}

/**
 * Control characters except tab and line feed; text directions, zero-width characters, line separators; unpaired
 * surrogates.
 */
const OBEYED =
  // oxlint-disable-next-line no-control-regex -- these are what is looked for
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g;

function turns(parts: readonly FollowedPart[]): FollowedPart[][] {
  const found: FollowedPart[][] = [];
  for (const part of parts) {
    const last = found.at(-1);
    if (last && last[0]!.from === part.from) last.push(part);
    else found.push([part]);
  }
  return found;
}

/** The parts of a turn, with adjacent ones joined, so that a character cut by the end of a segment is whole. */
function stretches(turn: readonly FollowedPart[]): (Uint8Array | number)[] {
  const found: (Uint8Array | number)[] = [];
  let open: Uint8Array[] = [];
  const close = (): void => {
    if (open.length > 0) found.push(concat(open));
    open = [];
  };
  for (const { bytes, missing } of turn) {
    if (missing === 0) open.push(bytes);
    else {
      close();
      found.push(missing);
    }
  }
  close();
  return found;
}
