/** The signs that pictures are drawn with, for terminals with and without Unicode. */

export interface Glyphs {
  rail: string;
  line: string;
  left: string;
  right: string;
  lost: string;
  /** In the place of rows that are left out. */
  dots: string;
  /** Before the row that decided a verdict. */
  focus: string;
  /** Before a packet's number that acknowledges. */
  acked: string;
  /** Before the number of the packet that is repeated, and of the one that repeats. */
  again: string;
  later: string;
  /** Where text was cut, and where a message goes on. */
  ellipsis: string;
  /** Before a line that the program prints. */
  prints: string;
  /** Between words of a remark. */
  dot: string;
}

const UNICODE: Glyphs = {
  rail: '│',
  line: '─',
  left: '◀',
  right: '▶',
  lost: '╳',
  dots: '⋮',
  focus: '▶',
  acked: '✓',
  again: '↺',
  later: '↻',
  ellipsis: '…',
  prints: '»',
  dot: '·',
};

const ASCII: Glyphs = {
  rail: '|',
  line: '-',
  left: '<',
  right: '>',
  lost: 'X',
  dots: ':',
  focus: '>',
  acked: 'ack ',
  again: 'again ',
  later: 'see ',
  ellipsis: '~',
  prints: '>>',
  dot: '-',
};

export function glyphsFor(unicode: boolean | undefined): Glyphs {
  return unicode === false ? ASCII : UNICODE;
}

/** Our own words in the characters that the terminal has; what was escaped is ASCII where it matters. */
export function plainWords(text: string, unicode: boolean | undefined): string {
  if (unicode !== false) return text;
  return text
    .replaceAll('µ', 'u')
    .replaceAll('…', '~')
    .replaceAll(/[^ -~]/gu, (character) => {
      const code = character.codePointAt(0) as number;
      return `\\u{${code.toString(16)}}`;
    });
}
