/**
 * Matches regular expressions in time linear in the text, whatever the pattern: a machine with many states at once, whose
 * sets of states are kept and numbered as they come up, so that most characters cost one look into a table.
 */
import { RegexProblem, parseRegex } from './regex-parser.ts';
import type { Place } from './regex-parser.ts';
import { programOf } from './regex-program.ts';
import type { Instruction } from './regex-program.ts';
import { WORDS } from './regex-sets.ts';
import type { CharSet } from './regex-sets.ts';

/** What stood before a place, or stands behind it. */
const NEIGHBOUR = { edge: 0, other: 1, word: 2, newline: 3 } as const;
const UNKNOWN = -1;
const MATCHED = -2;
const DEAD = -3;
/** Entries of all tables of one pattern; beyond, the tables are begun anew. */
const MAX_CELLS = 400_000;
/** Sets of states that one match may add to the tables; beyond, it goes on without them. */
const MAX_NEW_STATES = 400;

/** A set of machine states before one character, and what the last character was. */
interface State {
  readonly pending: Uint16Array;
  readonly before: number;
  /** By class of the next character: index of the next state, or `UNKNOWN`, `MATCHED`, `DEAD`. */
  readonly next: Int32Array;
}

/** A pattern ready to be matched. */
export class Regex {
  /** What it was made from. */
  readonly source: string;
  readonly #program: readonly Instruction[];
  readonly #isAnchored: boolean;
  /** First code unit of each class of characters that no instruction tells apart. */
  readonly #bounds: readonly number[];
  readonly #classes = new Uint16Array(256);
  readonly #states: State[] = [];
  readonly #numbers = new Map<string, number>();
  readonly #marks: Uint32Array;
  #mark = 0;

  constructor(source: string, program: readonly Instruction[]) {
    this.source = source;
    this.#program = program;
    const first = program[0]!;
    this.#isAnchored = first.kind === 'place' && first.place === 'start';
    this.#marks = new Uint32Array(program.length);
    const bounds = new Set([0, 10, 11]);
    const sets = program.flatMap((one) => (one.kind === 'set' ? [one.set] : []));
    for (const set of [...sets, WORDS]) {
      for (const [low, high] of set) bounds.add(low).add(high + 1);
    }
    this.#bounds = [...bounds].toSorted((a, b) => a - b);
    for (let unit = 0; unit < 256; unit++) this.#classes[unit] = this.#searchClass(unit);
  }

  /** Whether the pattern matches somewhere in a text or in bytes. */
  test(input: string | Uint8Array): boolean {
    if (this.#states.length * this.#bounds.length > MAX_CELLS) this.#forget();
    const limit = this.#states.length + MAX_NEW_STATES;
    const { length } = input;
    let state = this.#number([], NEIGHBOUR.edge);
    const end = this.#bounds.length;
    for (let at = 0; at <= length; at++) {
      let unit = 0;
      let which = end;
      if (at < length) {
        unit = typeof input === 'string' ? input.charCodeAt(at) : input[at]!;
        which = unit < 256 ? this.#classes[unit]! : this.#searchClass(unit);
        if (unit === 10 && at === length - 1) which = end + 1;
      }
      const { pending, before, next } = this.#states[state]!;
      let to = next[which]!;
      if (to === UNKNOWN) {
        const after = this.#step(pending, before, which);
        if (typeof after === 'number') to = after;
        else if (this.#states.length >= limit)
          return this.#simulate(input, at + 1, after, this.#kindOf(which));
        else to = this.#number(after, this.#kindOf(which));
        next[which] = to;
      }
      if (to === MATCHED) return true;
      if (to === DEAD) return false;
      state = to;
    }
    return false;
  }

  /** The same without tables, for patterns that go from one new set of states to the next. */
  #simulate(input: string | Uint8Array, from: number, pending: number[], before: number): boolean {
    const end = this.#bounds.length;
    for (let at = from; at <= input.length; at++) {
      let which = end;
      if (at < input.length) {
        const unit = typeof input === 'string' ? input.charCodeAt(at) : input[at]!;
        which = unit === 10 && at === input.length - 1 ? end + 1 : this.#classOf(unit);
      }
      const after = this.#step(pending, before, which);
      if (typeof after === 'number') return after === MATCHED;
      pending = after;
      before = this.#kindOf(which);
    }
    return false;
  }

  /** The machine states behind a character of a class (the last class is the end, the one behind it a last line feed). */
  #step(pending: ArrayLike<number>, before: number, which: number): number[] | typeof MATCHED | typeof DEAD {
    const program = this.#program;
    const isEnd = which === this.#bounds.length;
    const isLast = which > this.#bounds.length;
    const after = this.#kindOf(which);
    const unit = isLast ? 10 : (this.#bounds[which] ?? 0);
    const mark = ++this.#mark;
    const marks = this.#marks;
    const stack: number[] = Array.from(pending).toReversed();
    if (!this.#isAnchored || before === NEIGHBOUR.edge) stack.push(0);
    const reached: number[] = [];
    for (let pc = stack.pop(); pc !== undefined; pc = stack.pop()) {
      if (marks[pc] === mark) continue;
      marks[pc] = mark;
      const instruction = program[pc]!;
      if (instruction.kind === 'match') return MATCHED;
      if (instruction.kind === 'split') stack.push(...instruction.to);
      else if (instruction.kind === 'place') {
        if (holds(instruction.place, before, after, isEnd, isLast)) stack.push(pc + 1);
      } else if (!isEnd && has(instruction.set, unit)) reached.push(pc + 1);
    }
    return isEnd || (reached.length === 0 && this.#isAnchored) ? DEAD : reached.toSorted((a, b) => a - b);
  }

  #number(pending: readonly number[], before: number): number {
    const key = `${before}:${pending.join()}`;
    const known = this.#numbers.get(key);
    if (known !== undefined) return known;
    const next = new Int32Array(this.#bounds.length + 2).fill(UNKNOWN);
    const number = this.#states.push({ pending: Uint16Array.from(pending), before, next }) - 1;
    this.#numbers.set(key, number);
    return number;
  }

  #forget(): void {
    this.#states.length = 0;
    this.#numbers.clear();
  }

  #kindOf(which: number): number {
    if (which >= this.#bounds.length)
      return which === this.#bounds.length ? NEIGHBOUR.edge : NEIGHBOUR.newline;
    const unit = this.#bounds[which]!;
    return unit === 10 ? NEIGHBOUR.newline : has(WORDS, unit) ? NEIGHBOUR.word : NEIGHBOUR.other;
  }

  #classOf(unit: number): number {
    return unit < 256 ? this.#classes[unit]! : this.#searchClass(unit);
  }

  #searchClass(unit: number): number {
    let low = 0;
    let high = this.#bounds.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#bounds[middle]! <= unit) low = middle + 1;
      else high = middle;
    }
    return low - 1;
  }
}

/** A pattern, or what is wrong with it, in PCRE's words. It matches case-insensitively unless it says `(?-i)`. */
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
      return before === NEIGHBOUR.edge;
    case 'end':
      return isEnd;
    case 'lastEnd':
      return isEnd || isLast;
    case 'lineStart':
      return before === NEIGHBOUR.edge || (before === NEIGHBOUR.newline && !isEnd);
    case 'lineEnd':
      return after === NEIGHBOUR.edge || after === NEIGHBOUR.newline;
    default:
      return ((before === NEIGHBOUR.word) !== (after === NEIGHBOUR.word)) === (place === 'word');
  }
}

/** Whether an ordered set has a code unit. */
function has(set: CharSet, unit: number): boolean {
  let low = 0;
  let high = set.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (set[middle]![1] < unit) low = middle + 1;
    else high = middle;
  }
  return low < set.length && set[low]![0] <= unit;
}
