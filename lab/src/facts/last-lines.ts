/** The last lines of an output, made safe to print. */

/** At most this many characters of one line. */
const WIDTH = 200;

/** The last lines as text; control characters become visible escapes. */
export function lastLines(bytes: Uint8Array, most: number): string {
  const text = new TextDecoder().decode(bytes.subarray(-8192)).trimEnd();
  return text
    .split('\n')
    .slice(-most)
    .map((line) => printable(line).slice(0, WIDTH))
    .join('\n');
}

/** Control, format and bidirectional characters as `\u{…}`: nothing that a program writes may act on a terminal. */
export function printable(text: string): string {
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, (character) =>
    character === '\t' ? '  ' : `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`,
  );
}
