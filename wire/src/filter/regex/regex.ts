/**
 * Matches regular expressions in time linear in the text, whatever the pattern: an automaton in many states at once,
 * whose sets of states are numbered and kept as they occur, so that most characters cost one table lookup.
 *
 * Why not a library such as re2js: a filter is untrusted input, so both the time and the memory of a match must be
 * bounded; errors are worded as in PCRE, because Wireshark's users know those; byte patterns must match bytes that are
 * not valid text; and the fuzzer compares this engine with JavaScript's. No library offers all of these.
 */
import { firstIndex, lowerBound } from '../../basics/binary-search.ts';
import { RegexProblem, parseRegex } from './regex-parser.ts';
import type { Place } from './regex-parser.ts';
import { programOf } from './regex-program.ts';
import type { Instruction } from './regex-program.ts';
import { WORDS } from './regex-sets.ts';
import type { CharSet } from './regex-sets.ts';

/** The character before or after a position. */
const NEIGHBOR = { edge: 0, other: 1, word: 2, newline: 3 } as const;
const UNKNOWN = -1;
const MATCHED = -2;
const DEAD = -3;
/** Maximum character classes; with the number of states, it bounds the tables of one pattern. */
const MAX_CLASSES = 2048;
/** Maximum entries of all tables of one pattern; beyond that, the tables are started again. */
const MAX_CELLS = 400_000;
/** Maximum sets of states that one match may add to the tables; beyond that, it continues without them. */
const MAX_NEW_STATES = 400;

/** A pattern ready to be matched. */
export class Regex {
  /** What it was made from. */
  readonly source: string;
  readonly #program: readonly Instruction[];
  readonly #isAnchored: boolean;
  /** First code unit of each class of characters that no instruction distinguishes. */
  readonly #bounds: readonly number[];
  readonly #classes = new Uint16Array(256);
  /** Per set of states seen so far: the set, and the kind of the character before. */
  readonly #pending: Uint16Array[] = [];
  readonly #before: number[] = [];
  /** Where each such set's row of `#table` begins. */
  readonly #rows = new Map<string, number>();
  /** One row for each set, by class of the next character: where the next row begins, or `UNKNOWN`, `MATCHED`, `DEAD`. */
  #table = new Int32Array(0);
  readonly #width: number;
  /** Per instruction: the step in which it was last reached. */
  readonly #marks: Float64Array;
  #mark = 0;
  readonly #stack: Uint16Array;
  /** The states after the last step. */
  #reached: Uint16Array;
  /** Per instruction and class: 1 where a set has the class. */
  readonly #has: readonly (Uint8Array | undefined)[];

  constructor(source: string, program: readonly Instruction[]) {
    this.source = source;
    this.#program = program;
    const first = program[0]!;
    this.#isAnchored = first.kind === 'place' && first.place === 'start';
    this.#marks = new Float64Array(program.length);
    this.#reached = new Uint16Array(program.length);
    const targets = program.reduce((sum, one) => sum + (one.kind === 'split' ? one.to.length : 1), 0);
    this.#stack = new Uint16Array(targets + program.length + 1);
    const bounds = new Set([0, 10, 11]);
    const sets = program.flatMap((one) => (one.kind === 'set' ? [one.set] : []));
    for (const set of [...sets, WORDS]) {
      for (const [low, high] of set) bounds.add(low).add(high + 1);
    }
    if (bounds.size > MAX_CLASSES)
      throw new RegexProblem('the regular expression distinguishes too many characters');
    this.#bounds = [...bounds].toSorted((a, b) => a - b);
    this.#width = this.#bounds.length + 2;
    const known = new Map<string, Uint8Array>();
    this.#has = program.map((one) => {
      if (one.kind !== 'set') return undefined;
      const key = one.set.join(';');
      let row = known.get(key);
      if (!row) known.set(key, (row = Uint8Array.from(this.#bounds, (unit) => (has(one.set, unit) ? 1 : 0))));
      return row;
    });
    for (let unit = 0; unit < 256; unit++) this.#classes[unit] = this.#searchClass(unit);
  }

  /** Whether the pattern matches somewhere in a text or in bytes. */
  test(input: string | Uint8Array): boolean {
    return this.#run(typeof input === 'string' ? unitsOf(input) : input);
  }

  #run(input: Uint8Array | Uint16Array): boolean {
    if (this.#pending.length * this.#width > MAX_CELLS) this.#forget();
    const limit = this.#pending.length + MAX_NEW_STATES;
    const classes = this.#classes;
    const end = this.#bounds.length;
    const last = input.length - 1;
    // The first row is that of the start of a text.
    if (limit === MAX_NEW_STATES) this.#row(new Uint16Array(0), NEIGHBOR.edge);
    let state = 0;
    let table = this.#table;
    for (let at = 0; at <= last + 1; at++) {
      const unit = at > last ? 0 : input[at]!;
      let which = unit < 256 ? classes[unit]! : this.#searchClass(unit);
      if (at >= last) which = at > last ? end : unit === 10 ? end + 1 : which;
      let to = table[state + which]!;
      if (to < 0) {
        if (to === UNKNOWN) {
          const number = state / this.#width;
          to = this.#step(
            this.#pending[number]!,
            this.#pending[number]!.length,
            this.#before[number]!,
            which,
          );
          if (to >= 0) {
            if (this.#pending.length >= limit) return this.#simulate(input, at + 1, to, this.#kindOf(which));
            to = this.#row(this.#reached.slice(0, to).toSorted(), this.#kindOf(which));
            table = this.#table;
          }
          table[state + which] = to;
        }
        if (to === MATCHED) return true;
        if (to === DEAD) return false;
      }
      state = to;
    }
    return false;
  }

  /** The same without tables, for patterns that keep reaching new sets of states. */
  #simulate(input: Uint8Array | Uint16Array, from: number, reached: number, last: number): boolean {
    const end = this.#bounds.length;
    let pending: Uint16Array = new Uint16Array(this.#program.length);
    let count = reached;
    let before = last;
    for (let at = from; at <= input.length; at++) {
      let which = end;
      if (at < input.length) {
        const unit = input[at]!;
        which = unit === 10 && at === input.length - 1 ? end + 1 : this.#classOf(unit);
      }
      [pending, this.#reached] = [this.#reached, pending];
      count = this.#step(pending, count, before, which);
      if (count < 0) return count === MATCHED;
      before = this.#kindOf(which);
    }
    return false;
  }

  /**
   * Puts into `#reached` the states after a character of a class (the last class is the end, the one after it a last
   * line feed), and returns their number, or `MATCHED` or `DEAD`.
   */
  #step(pending: Uint16Array, length: number, before: number, which: number): number {
    const program = this.#program;
    const isEnd = which === this.#bounds.length;
    const isLast = which > this.#bounds.length;
    const after = this.#kindOf(which);
    const column = isLast ? this.#classes[10]! : which;
    const mark = ++this.#mark;
    const [marks, stack, reached] = [this.#marks, this.#stack, this.#reached];
    let count = 0;
    for (let i = this.#isAnchored && before !== NEIGHBOR.edge ? 0 : -1; i < length; i++) {
      let top = 0;
      stack[top++] = i < 0 ? 0 : pending[i]!;
      while (top > 0) {
        const pc = stack[--top]!;
        if (marks[pc] === mark) continue;
        marks[pc] = mark;
        const set = this.#has[pc];
        if (set) {
          if (!isEnd && set[column] === 1) reached[count++] = pc + 1;
          continue;
        }
        const instruction = program[pc]!;
        if (instruction.kind === 'match') return MATCHED;
        if (instruction.kind === 'split') for (const to of instruction.to) stack[top++] = to;
        else if (instruction.kind === 'place' && holds(instruction.place, before, after, isEnd, isLast)) {
          stack[top++] = pc + 1;
        }
      }
    }
    return isEnd || (count === 0 && this.#isAnchored) ? DEAD : count;
  }

  /** Where the row of a set of states begins in the table; adds one if needed. */
  #row(pending: Uint16Array, before: number): number {
    const key = `${before}:${pending.join()}`;
    const known = this.#rows.get(key);
    if (known !== undefined) return known;
    const start = this.#pending.length * this.#width;
    if (start + this.#width > this.#table.length) {
      const bigger = new Int32Array((start + this.#width) * 2).fill(UNKNOWN);
      bigger.set(this.#table);
      this.#table = bigger;
    }
    this.#pending.push(pending);
    this.#before.push(before);
    this.#rows.set(key, start);
    return start;
  }

  #forget(): void {
    this.#pending.length = 0;
    this.#before.length = 0;
    this.#rows.clear();
    this.#table.fill(UNKNOWN);
  }

  #kindOf(which: number): number {
    if (which >= this.#bounds.length) return which === this.#bounds.length ? NEIGHBOR.edge : NEIGHBOR.newline;
    const unit = this.#bounds[which]!;
    return unit === 10 ? NEIGHBOR.newline : has(WORDS, unit) ? NEIGHBOR.word : NEIGHBOR.other;
  }

  #classOf(unit: number): number {
    return unit < 256 ? this.#classes[unit]! : this.#searchClass(unit);
  }

  #searchClass(unit: number): number {
    return lowerBound(this.#bounds, unit + 1) - 1;
  }
}

/** The code units of a text. */
function unitsOf(text: string): Uint16Array {
  const units = new Uint16Array(text.length);
  for (let i = 0; i < units.length; i++) units[i] = text.charCodeAt(i);
  return units;
}

/** A compiled pattern, or its error as PCRE words it. It matches case-insensitively unless it says `(?-i)`. */
export function compileRegex(
  source: string,
  mode: 'text' | 'bytes',
): Regex | { problem: string; suggestion: string | undefined } {
  try {
    return new Regex(source, programOf(parseRegex(source, mode === 'text' ? 0xffff : 0xff)));
  } catch (error) {
    if (error instanceof RegexProblem) return { problem: error.message, suggestion: error.suggestion };
    throw error;
  }
}

function holds(place: Place, before: number, after: number, isEnd: boolean, isLast: boolean): boolean {
  switch (place) {
    case 'start':
      return before === NEIGHBOR.edge;
    case 'end':
      return isEnd;
    case 'lastEnd':
      return isEnd || isLast;
    case 'lineStart':
      return before === NEIGHBOR.edge || (before === NEIGHBOR.newline && !isEnd);
    case 'lineEnd':
      return after === NEIGHBOR.edge || after === NEIGHBOR.newline;
    default:
      return ((before === NEIGHBOR.word) !== (after === NEIGHBOR.word)) === (place === 'word');
  }
}

/** Whether an ordered set has a code unit. */
function has(set: CharSet, unit: number): boolean {
  const at = firstIndex(set.length, (index) => set[index]![1] >= unit);
  return at < set.length && set[at]![0] <= unit;
}
