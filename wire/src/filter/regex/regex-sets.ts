/** Sets of characters as ranges of code units. */

/** Ranges, first and last included; they may overlap and be in any order, unless `ordered` made them. */
export type CharSet = readonly (readonly [low: number, high: number])[];

const TOP = 0xffff;
/** Letters beyond ASCII are case-folded one by one; larger ranges than this are not folded. */
const MAX_FOLDED = 2000;

/** All characters. */
export const ANY: CharSet = [[0, TOP]];
/** All but the line feed. */
export const NEWLINE: CharSet = [
  [0, 9],
  [11, TOP],
];
/** `\\d` */
export const DIGITS: CharSet = [[48, 57]];
/** `\\w` */
export const WORDS: CharSet = [
  [48, 57],
  [65, 90],
  [95, 95],
  [97, 122],
];
/** `\\s` */
const SPACES: CharSet = [
  [9, 13],
  [32, 32],
];

const NAMED: Record<string, CharSet> = {
  alpha: [
    [65, 90],
    [97, 122],
  ],
  digit: DIGITS,
  alnum: [
    [48, 57],
    [65, 90],
    [97, 122],
  ],
  word: WORDS,
  space: SPACES,
  blank: [
    [9, 9],
    [32, 32],
  ],
  upper: [[65, 90]],
  lower: [[97, 122]],
  punct: [
    [33, 47],
    [58, 64],
    [91, 96],
    [123, 126],
  ],
  cntrl: [
    [0, 31],
    [127, 127],
  ],
  graph: [[33, 126]],
  print: [[32, 126]],
  xdigit: [
    [48, 57],
    [65, 70],
    [97, 102],
  ],
  ascii: [[0, 127]],
};

/** The set of a POSIX class's name. */
export function named(name: string): CharSet | undefined {
  return Object.hasOwn(NAMED, name) ? NAMED[name] : undefined;
}

/** The set of the code units of a text. */
export function setOf(text: string): CharSet {
  return Array.from({ length: text.length }, (_, i) => [text.charCodeAt(i), text.charCodeAt(i)] as const);
}

/** The ranges in order, joined where they touch. */
export function ordered(set: CharSet): CharSet {
  const joined: [number, number][] = [];
  for (const [low, high] of set.toSorted((a, b) => a[0] - b[0])) {
    const last = joined.at(-1);
    if (last && low <= last[1] + 1) last[1] = Math.max(last[1], high);
    else joined.push([low, high]);
  }
  return joined;
}

/** Everything else. */
export function inverted(set: CharSet): CharSet {
  const others: [number, number][] = [];
  let from = 0;
  for (const [low, high] of ordered(set)) {
    if (low > from) others.push([from, low - 1]);
    from = high + 1;
  }
  if (from <= TOP) others.push([from, TOP]);
  return others;
}

/** The set with both cases of every letter. */
export function folded(set: CharSet): CharSet {
  const more: (readonly [number, number])[] = [...set];
  for (const [low, high] of set) {
    shift(more, low, high, 65, 90, 32);
    shift(more, low, high, 97, 122, -32);
    if (high - low > MAX_FOLDED) continue;
    for (let code = Math.max(low, 128); code <= high; code++) {
      const letter = String.fromCharCode(code);
      for (const other of [letter.toLowerCase(), letter.toUpperCase()]) {
        if (other.length === 1 && other !== letter) more.push([other.charCodeAt(0), other.charCodeAt(0)]);
      }
    }
  }
  return more;
}

function shift(
  more: (readonly [number, number])[],
  low: number,
  high: number,
  first: number,
  last: number,
  by: number,
): void {
  const [from, to] = [Math.max(low, first), Math.min(high, last)];
  if (from <= to) more.push([from + by, to + by]);
}

/** Whether a set, as written, is one code unit. */
export function isSingle(set: CharSet): boolean {
  return set.length === 1 && set[0]![0] === set[0]![1];
}

/** Characters that a letter after a backslash stands for. */
export const LETTER_CHARACTERS: Record<string, string> = {
  t: '\t',
  n: '\n',
  r: '\r',
  f: '\f',
  a: '\x07',
  e: '\x1b',
};

/** Sets that a letter after a backslash stands for. */
export const LETTER_SETS: Record<string, CharSet> = {
  d: DIGITS,
  w: WORDS,
  s: SPACES,
  h: setOf(' \t'),
  v: setOf('\n\v\f\r'),
  N: NEWLINE,
};
