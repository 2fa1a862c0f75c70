/** How many columns a text takes in a terminal, and how to make it fit. */
import { wrapText } from '@wireside/wire';
import { eastAsianWidth } from 'get-east-asian-width';

const PLAIN = /^[ -~]*$/;
/** Combining marks, which take no column of their own. */
const MARK = /^\p{M}$/u;
/** The first code point that is a combining mark or wide. */
const FIRST_SPECIAL = 0x300;

/** Columns of one character: 0, 1 or 2 (UAX #11). Ambiguous characters take one. */
function characterWidth(character: string): number {
  const code = character.codePointAt(0)!;
  if (code < FIRST_SPECIAL) return 1;
  return MARK.test(character) ? 0 : eastAsianWidth(code);
}

/** Columns of a text that has been escaped. */
export function textWidth(text: string): number {
  if (PLAIN.test(text)) return text.length;
  let width = 0;
  for (const character of text) width += characterWidth(character);
  return width;
}

/** As much of the beginning of a text as fits, with an ellipsis where it was cut. */
export function cutText(text: string, width: number, ellipsis = '…'): string {
  if (textWidth(text) <= width) return text;
  const room = width - textWidth(ellipsis);
  if (room < 0) return '';
  let used = 0;
  let cut = '';
  for (const character of text) {
    used += characterWidth(character);
    if (used > room) break;
    cut += character;
  }
  return cut + ellipsis;
}

/** Breaks a text into lines at spaces, if it has any; its own newlines stay. @param indent is put before each line. */
export function wrapIndented(text: string, width: number, indent = ''): string[] {
  const room = width - textWidth(indent);
  return text
    .split('\n')
    .flatMap((paragraph) => wrapText(paragraph, room, textWidth).map((line) => indent + line));
}
