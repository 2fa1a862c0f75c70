/** The signs that pictures are drawn with, for terminals with and without Unicode. */

/** The signs of one kind of terminal. */
export interface Glyphs {
  /** Between columns, and where a column's rail meets the line below the headers. */
  readonly rail: string;
  readonly corner: string;
  /** Where something begins on a ruler. */
  readonly begin: string;
  /** The parts of arrows; `lost` is the head of one that did not arrive. */
  readonly line: string;
  readonly left: string;
  readonly right: string;
  readonly lost: string;
  /** The end of an arrow at a port that no program has. */
  readonly closed: string;
  /** Where an arrow begins at a rail. */
  readonly tail: string;
  /** In place of rows that are left out. */
  readonly dots: string;
  /** Before the row that decided a verdict. */
  readonly focus: string;
  /** Before the number of the packet that acknowledges. */
  readonly acked: string;
  /** Before the number of the packet that is repeated, and of the one that repeats it. */
  readonly again: string;
  readonly later: string;
  /** Where text was cut, and where a message goes on. */
  readonly ellipsis: string;
  /** Before a line that the program prints. */
  readonly prints: string;
  /** Between words of a remark. */
  readonly dot: string;
}

const UNICODE: Glyphs = {
  rail: '│',
  corner: '┬',
  begin: '├',
  line: '─',
  left: '◀',
  right: '▶',
  lost: '╳',
  closed: '∅',
  tail: '●',
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
  corner: '+',
  begin: '|',
  line: '-',
  left: '<',
  right: '>',
  lost: 'X',
  closed: '0',
  tail: 'o',
  dots: ':',
  focus: '>',
  acked: 'ack ',
  again: 'again ',
  later: 'see ',
  ellipsis: '~',
  prints: '>>',
  dot: '-',
};

/** The signs for a terminal; Unicode by default. */
export function glyphsFor(unicode: boolean | undefined): Glyphs {
  return unicode === false ? ASCII : UNICODE;
}

/** Our own text in the characters that the terminal has; what was escaped is ASCII already. */
export function plainText(text: string, unicode: boolean | undefined): string {
  if (unicode !== false) return text;
  return text
    .replaceAll('µ', 'u')
    .replaceAll('…', '~')
    .replaceAll(/[^ -~]/gu, (character) => {
      const code = character.codePointAt(0)!;
      return `\\u{${code.toString(16)}}`;
    });
}
