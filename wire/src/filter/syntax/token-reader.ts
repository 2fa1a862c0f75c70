/** Reads a filter's tokens for the parsers. */
import { Refusal } from '../filter-error.ts';
import type { Token } from './lexer.ts';
import type { FilterVersion } from '../version.ts';

/** Maximum nesting of braces, parentheses and calls. */
const MAX_DEPTH = 100;

const FOREIGN: Record<string, string> = {
  '=': 'A comparison for equality is written "==".',
  '<>': 'Inequality is written "!=".',
  '|': 'A logical or is written "||".',
};

/** The tokens and how far they have been read. */
export class TokenReader {
  readonly text: string;
  readonly version: FilterVersion;
  readonly #tokens: readonly Token[];
  #at = 0;
  #depth = 0;

  constructor(text: string, tokens: readonly Token[], version: FilterVersion) {
    this.text = text;
    this.#tokens = tokens;
    this.version = version;
  }

  /** The next token. */
  get next(): Token {
    return this.#tokens[this.#at]!;
  }

  /** Whether all tokens have been read. */
  get isAtEnd(): boolean {
    return this.next.kind === 'end';
  }

  /** Index after the token read last. */
  get end(): number {
    return this.#tokens[this.#at - 1]?.to ?? 0;
  }

  /** Takes the next token. */
  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Whether the next token is one of these operators or keywords. */
  sees(...texts: string[]): boolean {
    const { kind, text } = this.next;
    return (kind === 'operator' || kind === 'word') && texts.includes(text);
  }

  /** Takes the next token if it is one of these operators or keywords. */
  accept(...texts: string[]): Token | undefined {
    return this.sees(...texts) ? this.take() : undefined;
  }

  /** Takes an operator that must come next. */
  expect(text: string): Token {
    return this.accept(text) ?? this.unexpected();
  }

  /** Refuses the next token. */
  unexpected(suggestion?: string): never {
    const token = this.next;
    if (token.kind === 'end') throw new Refusal('Unexpected end of filter expression.', token, suggestion);
    const pair = this.text.slice(token.from, token.from + 2);
    const hint = suggestion ?? FOREIGN[pair] ?? FOREIGN[token.text];
    throw new Refusal(`"${token.text}" was unexpected in this context.`, token, hint);
  }

  /** Runs a parser for the inside of braces and similar, to a bounded depth. */
  inside<T>(parse: () => T): T {
    if (++this.#depth > MAX_DEPTH) throw new Refusal('The expression is nested too deeply.', this.next);
    const result = parse();
    this.#depth--;
    return result;
  }
}
