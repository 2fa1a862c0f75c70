/** Cuts a filter's text into tokens; invalid text becomes a `bad` token, which the parser refuses. */
import { Refusal } from '../filter-error.ts';
import type { Span } from '../filter-error.ts';
import { readCharacter, readString } from './strings.ts';

/** One token. Keywords are words; the parser knows them. */
export interface Token extends Span {
  readonly kind: 'word' | 'string' | 'char' | 'operator' | 'bad' | 'end';
  /** As written. */
  readonly text: string;
  /** For strings and characters: the text without quotes and escapes. */
  readonly value: string;
}

/** Maximum length of a filter. */
export const MAX_LENGTH = 65_536;

/** Longest first, so that `===` is not read as `==`. */
const OPERATORS = `=== !== == != ~= >= <= && || ^^ .. > < ! & + - * / % ~ # [ ] { } ( ) , @ $ :`.split(' ');

/** A word's characters; a dash only where another one follows, so that `5 -3` and `a-b` differ. */
const WORD = /(?:[A-Za-z0-9_\u0080-\uffff:]|\.(?!\.)|-(?=[A-Za-z0-9_]))+/y;
/** Where a word may begin: a dot forces a field, a colon a literal. */
const WORD_BEGIN = /[A-Za-z0-9_\u0080-\uffff]|\.[A-Za-z0-9_]|:[:A-Fa-f0-9]/y;
/** Words that include a following `/24`: an IPv4 address, or anything with two colons. */
const ADDRESS = /^\d+\.\d+\.\d+\.\d+$|:.*:/;
const PREFIX_LENGTH = /\/\d+/y;
/** Inside brackets a colon and a dash separate numbers. */
const NUMBER = /\d\w*/y;
const BLANK = /[ \t\r\n\f\v]+/y;

/**
 * The tokens of a text, the last of kind `end`.
 * @throws {Refusal} only when the text is too long, or a string is not valid
 */
export function tokensOf(text: string): Token[] {
  if (text.length > MAX_LENGTH) {
    throw new Refusal(`A filter may have at most ${MAX_LENGTH} characters.`, {
      from: MAX_LENGTH,
      to: text.length,
    });
  }
  const tokens: Token[] = [];
  let isSlice = false;
  let at = 0;
  const match = (pattern: RegExp): number => {
    pattern.lastIndex = at;
    return pattern.test(text) ? pattern.lastIndex : -1;
  };
  const push = (kind: Token['kind'], to: number, value = ''): void => {
    tokens.push({ kind, from: at, to, text: text.slice(at, to), value });
    at = to;
  };
  for (;;) {
    at = Math.max(at, match(BLANK));
    if (at >= text.length) break;
    const first = text[at]!;
    const quoted = first === 'r' && text[at + 1] === '"';
    if (first === '"' || quoted) {
      const { value, to } = readString(text, at);
      push('string', to, value);
    } else if (first === "'") {
      const { value, to } = readCharacter(text, at);
      push('char', to, value);
    } else if (isSlice && match(NUMBER) > 0) push('word', match(NUMBER));
    else if (!isSlice && match(WORD_BEGIN) > 0) push('word', wordEnd(text, at, match(WORD)));
    else {
      const operator = OPERATORS.find((one) => text.startsWith(one, at));
      if (operator === '[') isSlice = true;
      else if (operator === ']') isSlice = false;
      push(
        operator ? 'operator' : 'bad',
        at + (operator ?? String.fromCodePoint(text.codePointAt(at)!)).length,
      );
    }
  }
  tokens.push({ kind: 'end', from: text.length, to: text.length, text: '', value: '' });
  return tokens;
}

function wordEnd(text: string, from: number, to: number): number {
  if (text[to] !== '/' || !ADDRESS.test(text.slice(from, to))) return to;
  PREFIX_LENGTH.lastIndex = to;
  return PREFIX_LENGTH.test(text) ? PREFIX_LENGTH.lastIndex : to;
}
