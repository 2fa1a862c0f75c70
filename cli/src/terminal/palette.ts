/** The colors of everything that is drawn in a terminal (ECMA-48 SGR). Nothing is said by color alone. */

/** How a piece of text looks: a role, or the number of a message. */
export type Look = keyof typeof LOOKS | { readonly message: number };

/**
 * Results are blue, orange, gray and violet instead of green and red: most people with a color deficiency can distinguish
 * them.
 */
const LOOKS = {
  plain: '',
  quiet: '2',
  strong: '1',
  bad: '31',
  good: '32',
  focus: '1;7',
  pass: '1;34',
  fail: '1;33',
  blocked: '1;90',
  inconclusive: '1;35',
} as const;

/** Messages take turns with these. */
const MESSAGE_COLORS = ['36', '33', '32', '35', '94', '91'] as const;

/** A text in its look; as it is if the terminal has no color. */
export function painted(text: string, look: Look, color: boolean): string {
  const code = color ? codeOf(look) : '';
  return code === '' || text === '' ? text : `\u001b[${code}m${text}\u001b[0m`;
}

function codeOf(look: Look): string {
  return typeof look === 'string' ? LOOKS[look] : MESSAGE_COLORS[look.message % MESSAGE_COLORS.length]!;
}
