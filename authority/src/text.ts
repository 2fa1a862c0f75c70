/** Text of strangers, made fit to be shown and kept: short, and without anything that a terminal would obey. */

/** Characters kept of a stranger's text. */
const LONGEST = 100;

/** Control, format (bidirectional ones among them), private and unassigned characters, and lone surrogates. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Whether a text has characters that are not seen as what they are. */
export function hasUnseen(text: string): boolean {
  return UNSEEN.test(text);
}

/** The text shortened to 100 characters, with what cannot be seen as `\u{…}`. */
export function shown(text: string): string {
  // Cut first: a megabyte is not worth escaping.
  const characters = Array.from(text.slice(0, 2 * LONGEST));
  const cut = characters.length > LONGEST || text.length > 2 * LONGEST;
  const kept = characters
    .slice(0, LONGEST)
    .map((c) => (hasUnseen(c) ? `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}` : c));
  return kept.join('') + (cut ? '…' : '');
}
