/** Reads the tokens of a query. */
import type { Token } from '@wireside/wire';
import { errorAt, Refusal, tokensOf } from '@wireside/wire';
import { QueryRefusal } from './query-error.ts';
import type { NamedValue } from './values.ts';

/** Characters of a query, more than any that is readable. */
export const MAX_QUERY = 4000;

/** The tokens of a text and how far they have been read. */
export class Cursor {
  readonly text: string;
  readonly #tokens: readonly Token[];
  #at = 0;

  /** @throws {QueryRefusal} when the text is too long, or a string in it is not valid */
  constructor(text: string) {
    this.text = text;
    if (text.length > MAX_QUERY) {
      const span = { from: MAX_QUERY, to: text.length };
      throw new QueryRefusal(errorAt(`A query may have at most ${MAX_QUERY} characters.`, span));
    }
    try {
      this.#tokens = tokensOf(text);
    } catch (error) {
      throw error instanceof Refusal ? new QueryRefusal(error.error) : error;
    }
  }

  /** The next token. */
  get next(): Token {
    return this.#tokens[this.#at]!;
  }

  /** The token so many after the next. */
  after(count: number): Token {
    return this.#tokens[Math.min(this.#at + count, this.#tokens.length - 1)]!;
  }

  /** Whether a word and an opening parenthesis come next. */
  get seesCall(): boolean {
    const { kind, text } = this.after(1);
    return this.next.kind === 'word' && kind === 'operator' && text === '(';
  }

  /** Whether all tokens have been read. */
  get isAtEnd(): boolean {
    return this.next.kind === 'end';
  }

  /** Whether the next token is this operator. */
  sees(text: string): boolean {
    return this.next.kind === 'operator' && this.next.text === text;
  }

  /** Takes the next token. */
  take(): Token {
    const token = this.next;
    if (token.kind !== 'end') this.#at++;
    return token;
  }

  /** Takes `$name`, where that comes next. @throws {QueryRefusal} when a dollar sign is not followed by a name */
  takeValue(): NamedValue | undefined {
    if (!this.sees('$')) return undefined;
    const { from } = this.take();
    const name = this.next;
    if (name.kind !== 'word' || name.from !== from + 1) {
      this.refuse('A name must follow "$".', { from, to: from + 1 }, 'Write it as in $port.');
    }
    this.take();
    return { name: name.text, from, to: name.to };
  }

  /**
   * Takes everything up to a parenthesis that closes what is open now, or, where it may, up to a comma.
   * @returns index of the character after the last one that was taken
   */
  skipInside(mayEndAtComma: boolean): number {
    let depth = 0;
    for (;;) {
      const { kind, text, from } = this.next;
      if (kind === 'end') this.refuse('Unexpected end of the query: a parenthesis is not closed.', this.next);
      if (kind === 'operator') {
        if (depth === 0 && (text === ')' || (mayEndAtComma && text === ','))) return from;
        if ('([{'.includes(text)) depth++;
        else if (')]}'.includes(text)) depth--;
      }
      this.take();
    }
  }

  /** Refuses a part of the text. */
  refuse(
    message: string,
    span: { readonly from: number; readonly to: number },
    suggestion?: string,
    allowed?: readonly string[],
  ): never {
    throw new QueryRefusal({
      ...errorAt(message, span, suggestion),
      ...(allowed === undefined ? {} : { allowed }),
    });
  }
}
