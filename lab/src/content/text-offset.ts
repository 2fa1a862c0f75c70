/** Where the characters of a text are in a YAML file: plain, in quotes, or in a block of lines. */

/** What may stand before the first character: a quote, or the header of a block. */
const OPENING = /^(?:["']|[|>][^\n]*\n)/;

/**
 * Where a character of a text is written. The text is found again in the file, in order: what the file has beside it are
 * quotes, backslashes, indentation and line breaks.
 * @param start where the text begins in the file
 * @param index of the character in the text, from 0
 */
export function offsetInside(source: string, start: number, text: string, index: number): number {
  // The text of an alias is written elsewhere.
  if (source[start] === '*') return start;
  let at = start + (OPENING.exec(source.slice(start))?.[0].length ?? 0);
  for (let i = 0; i < index && at < source.length; i++) at = find(source, text[i]!, at) + 1;
  return index < text.length ? find(source, text[index]!, at) : at;
}

/** Where a character comes next: a blank may be a line break, of which the indentation after it is a part. */
function find(source: string, character: string, from: number): number {
  if (/\s/.test(character)) return from;
  const found = source.indexOf(character, from);
  return found < 0 ? from : found;
}
