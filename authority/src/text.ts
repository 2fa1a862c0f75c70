/** Makes untrusted text safe to show and keep: short, and without control sequences. */

/** Maximum length of untrusted text that is shown, in characters. */
const MAX_LENGTH = 100;

/** Control, format (bidirectional ones among them), private and unassigned characters, and lone surrogates. */
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/u;

/** Whether a text has characters that are invisible, or change how others look. */
export function hasInvisible(text: string): boolean {
  return INVISIBLE.test(text);
}

/** The text shortened to 100 characters, with invisible characters written as `\u{…}`. */
export function shown(text: string): string {
  // Shortened first: escaping a megabyte would be a waste.
  const characters = Array.from(text.slice(0, 2 * MAX_LENGTH));
  const cut = characters.length > MAX_LENGTH || text.length > 2 * MAX_LENGTH;
  const kept = characters
    .slice(0, MAX_LENGTH)
    .map((c) => (hasInvisible(c) ? `\\u{${(c.codePointAt(0) ?? 0).toString(16)}}` : c));
  return kept.join('') + (cut ? '…' : '');
}
