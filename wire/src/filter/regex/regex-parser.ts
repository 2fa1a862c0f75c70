/**
 * Regular expressions in the syntax of PCRE, as far as a finite automaton can match them. Longer than other files, because
 * a grammar is read in one piece.
 */
import {
  ANY,
  LETTER_CHARACTERS,
  LETTER_SETS,
  NEWLINE,
  folded,
  inverted,
  isSingle,
  named,
  setOf,
} from './regex-sets.ts';
import type { CharSet } from './regex-sets.ts';

/** A place between characters. `lastEnd` is the end, or before a line feed that is the last character. */
export type Place = 'start' | 'end' | 'lastEnd' | 'lineStart' | 'lineEnd' | 'word' | 'notWord';

/** A regular expression's tree. */
export type RegexNode =
  | { readonly kind: 'set'; readonly set: CharSet }
  | { readonly kind: 'place'; readonly place: Place }
  | { readonly kind: 'all'; readonly parts: readonly RegexNode[] }
  | { readonly kind: 'one'; readonly parts: readonly RegexNode[] }
  | {
      readonly kind: 'repeat';
      readonly of: RegexNode;
      readonly least: number;
      readonly most: number | undefined;
    };

/** Thrown for a pattern that is not valid, or that this engine cannot match. */
export class RegexProblem extends Error {
  readonly suggestion: string | undefined;

  constructor(message: string, suggestion?: string) {
    super(message);
    this.suggestion = suggestion;
  }
}

const MAX_DEPTH = 100;
const MAX_REPEAT = 1000;
const BOUNDED = 'Patterns are matched in one pass, so that none takes too long.';

/** Options that apply from where they are set to the end of their group. */
interface Options {
  isCaseless: boolean;
  isMultiline: boolean;
  isDotAll: boolean;
}

/**
 * Reads a pattern whose characters go up to `max`.
 * @throws {RegexProblem} when it is not valid, or cannot be matched here
 */
export function parseRegex(source: string, max: number): RegexNode {
  const parser = new Parser(source, max);
  return parser.whole();
}

class Parser {
  readonly #source: string;
  readonly #max: number;
  #at = 0;
  #depth = 0;
  #options: Options = { isCaseless: true, isMultiline: false, isDotAll: false };

  constructor(source: string, max: number) {
    this.#source = source;
    this.#max = max;
  }

  whole(): RegexNode {
    const node = this.#alternatives();
    if (this.#at < this.#source.length) throw new RegexProblem('unmatched closing parenthesis');
    return node;
  }

  #alternatives(): RegexNode {
    if (++this.#depth > MAX_DEPTH) throw new RegexProblem('parentheses are too deeply nested');
    const before = this.#options;
    this.#options = { ...before };
    const parts = [this.#sequence()];
    while (this.#accept('|')) parts.push(this.#sequence());
    this.#options = before;
    this.#depth--;
    return parts.length === 1 ? parts[0]! : { kind: 'one', parts };
  }

  #sequence(): RegexNode {
    const parts: RegexNode[] = [];
    while (this.#at < this.#source.length && !this.#sees('|') && !this.#sees(')')) {
      const atom = this.#atom();
      if (atom) parts.push(this.#quantified(atom));
    }
    return parts.length === 1 ? parts[0]! : { kind: 'all', parts };
  }

  #quantified(atom: RegexNode): RegexNode {
    let node = atom;
    for (let depth = 0; ; depth++) {
      const count = this.#quantifier();
      if (!count) return node;
      if (depth > MAX_DEPTH) throw new RegexProblem('quantifiers are too deeply nested');
      if (this.#accept('+')) throw new RegexProblem('possessive quantifiers are not supported', BOUNDED);
      this.#accept('?');
      node = { kind: 'repeat', of: node, least: count[0], most: count[1] };
    }
  }

  #quantifier(): [least: number, most: number | undefined] | undefined {
    if (this.#accept('*')) return [0, undefined];
    if (this.#accept('+')) return [1, undefined];
    if (this.#accept('?')) return [0, 1];
    const counts = this.#match(/\{(\d{1,6})(?:(,)(\d{1,6})?)?\}/y);
    if (!counts) return undefined;
    const least = Number(counts[1]);
    const most = counts[2] ? (counts[3] ? Number(counts[3]) : undefined) : least;
    if (most !== undefined && most < least) throw new RegexProblem('numbers out of order in {} quantifier');
    if (Math.max(least, most ?? 0) > MAX_REPEAT) {
      throw new RegexProblem(`number too big in {} quantifier, at most ${MAX_REPEAT}`, BOUNDED);
    }
    return [least, most];
  }

  /** Undefined for a group that only sets options, and for an empty one. */
  #atom(): RegexNode | undefined {
    const next = this.#source[this.#at++]!;
    const { isMultiline, isDotAll } = this.#options;
    if (next === '(') return this.#group();
    if (next === '[') return this.#set(this.#class());
    if (next === '\\') return this.#escape();
    if (next === '.') return { kind: 'set', set: isDotAll ? this.#clip(ANY) : this.#clip(NEWLINE) };
    if (next === '^') return { kind: 'place', place: isMultiline ? 'lineStart' : 'start' };
    if (next === '$') return { kind: 'place', place: isMultiline ? 'lineEnd' : 'lastEnd' };
    if (next === '*' || next === '+' || next === '?')
      throw new RegexProblem('quantifier does not follow a repeatable item');
    return this.#set(setOf(next));
  }

  #group(): RegexNode | undefined {
    if (this.#accept('?')) {
      if (this.#match(/#[^)]*\)/y)) return undefined;
      const options = this.#match(/([a-zA-Z]*)(?:-([a-zA-Z]*))?([:)])/y);
      if (options) {
        const inner = this.#withOptions(options[1]!, options[2] ?? '');
        if (options[3] === ')') {
          this.#options = inner;
          return undefined;
        }
        const before = this.#options;
        this.#options = inner;
        const node = this.#closed();
        this.#options = before;
        return node;
      }
      if (!this.#match(/(?:P?<[A-Za-z_]\w*>|'[A-Za-z_]\w*')/y)) {
        if (this.#match(/<?[=!]/y))
          throw new RegexProblem('lookahead and lookbehind are not supported', BOUNDED);
        if (this.#accept('>')) throw new RegexProblem('atomic groups are not supported', BOUNDED);
        throw new RegexProblem('unrecognized character after (?');
      }
    } else if (this.#accept('*')) throw new RegexProblem('verbs are not supported', BOUNDED);
    return this.#closed();
  }

  #closed(): RegexNode {
    const node = this.#alternatives();
    if (!this.#accept(')')) throw new RegexProblem('missing closing parenthesis');
    return node;
  }

  #withOptions(on: string, off: string): Options {
    const options = { ...this.#options };
    for (const [letters, value] of [
      [on, true],
      [off, false],
    ] as const) {
      for (const letter of letters) {
        if (letter === 'i') options.isCaseless = value;
        else if (letter === 'm') options.isMultiline = value;
        else if (letter === 's') options.isDotAll = value;
        else throw new RegexProblem(`the option ${letter} is not supported`, 'There are i, m and s.');
      }
    }
    return options;
  }

  #escape(): RegexNode {
    const letter = this.#source[this.#at];
    if (letter === undefined) throw new RegexProblem('\\ at end of pattern');
    const place = ({ b: 'word', B: 'notWord', A: 'start', z: 'end', Z: 'lastEnd' } as const)[letter];
    if (place) {
      this.#at++;
      return { kind: 'place', place };
    }
    const quoted = this.#match(/Q([\s\S]*?)(?:\\E|$)/y);
    if (quoted) return { kind: 'all', parts: Array.from(quoted[1]!, (one) => this.#literal(one)) };
    if (this.#accept('E')) return { kind: 'all', parts: [] };
    const octal = this.#match(/[1-3][0-7]{2}/y);
    if (octal) return this.#set(this.#code(parseInt(octal[0], 8)));
    if (this.#match(/[1-9kgG]/y)) throw new RegexProblem('references to groups are not supported', BOUNDED);
    return this.#set(this.#escapedSet());
  }

  #literal(character: string): RegexNode {
    return { kind: 'all', parts: character.split('').map((unit) => this.#set(setOf(unit))) };
  }

  /** The character or class after a backslash, as a set; both inside and outside of brackets. */
  #escapedSet(): CharSet {
    const letter = this.#source[this.#at++] ?? '';
    const lower = letter.toLowerCase();
    if (letter === 'N') return NEWLINE;
    if (lower in LETTER_SETS && lower !== 'n') {
      const set = LETTER_SETS[lower]!;
      return letter === lower ? set : inverted(set);
    }
    if (letter in LETTER_CHARACTERS) return setOf(LETTER_CHARACTERS[letter]!);
    if (letter === 'x') {
      const digits = this.#match(/\{([0-9A-Fa-f]{1,6})\}|([0-9A-Fa-f]{0,2})/y)!;
      return this.#code(parseInt(digits[1] ?? (digits[2] || '0'), 16));
    }
    if (letter === 'c') return this.#code((this.#source[this.#at++] ?? '').toUpperCase().charCodeAt(0) ^ 64);
    if (letter === 'o' || letter === '0') {
      const digits = this.#match(/\{([0-7]{1,7})\}|([0-7]{0,2})/y)!;
      return this.#code(parseInt(digits[1] ?? (digits[2] || '0'), 8));
    }
    if (/[A-Za-z0-9]/.test(letter)) throw new RegexProblem(`unrecognized character follows \\: ${letter}`);
    return setOf(letter);
  }

  #code(code: number): CharSet {
    if (code > this.#max) throw new RegexProblem('character code point value too large');
    return [[code, code]];
  }

  /** The class after an opening bracket. */
  #class(): CharSet {
    const isInverted = this.#accept('^');
    const ranges: (readonly [number, number])[] = [];
    for (let isFirst = true; ; isFirst = false) {
      const next = this.#source[this.#at];
      if (next === undefined) throw new RegexProblem('missing terminating ] for character class');
      if (next === ']' && !isFirst) break;
      const posix = this.#match(/\[:(\^?)([a-z]+):\]/y);
      if (posix) {
        const set = named(posix[2]!);
        if (!set) throw new RegexProblem('unknown POSIX class name');
        ranges.push(...(posix[1] ? inverted(set) : set));
        continue;
      }
      const low = this.#member();
      const isRange =
        this.#sees('-') && this.#source[this.#at + 1] !== ']' && this.#at + 1 < this.#source.length;
      if (!isRange || !isSingle(low)) {
        ranges.push(...low);
        continue;
      }
      this.#at++;
      const high = this.#member();
      if (!isSingle(high)) throw new RegexProblem('invalid range in character class');
      if (high[0]![0] < low[0]![0]) throw new RegexProblem('range out of order in character class');
      ranges.push([low[0]![0], high[0]![0]]);
    }
    this.#at++;
    const set = this.#options.isCaseless ? folded(ranges) : ranges;
    return isInverted ? inverted(set) : set;
  }

  #member(): CharSet {
    const next = this.#source[this.#at++]!;
    if (next !== '\\') return setOf(next);
    if (this.#accept('b')) return setOf('\b');
    return this.#escapedSet();
  }

  #set(set: CharSet): RegexNode {
    return { kind: 'set', set: this.#clip(this.#options.isCaseless ? folded(set) : set) };
  }

  #clip(set: CharSet): CharSet {
    return set.filter(([low]) => low <= this.#max).map(([low, high]) => [low, Math.min(high, this.#max)]);
  }

  #sees(text: string): boolean {
    return this.#source.startsWith(text, this.#at);
  }

  #accept(text: string): boolean {
    const isThere = this.#sees(text);
    if (isThere) this.#at += text.length;
    return isThere;
  }

  #match(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#source);
    if (found) this.#at = pattern.lastIndex;
    return found ?? undefined;
  }
}
