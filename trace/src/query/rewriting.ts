/** A text with parts replaced, which knows the place of everything in the text as it was written. */
import type { QueryError } from './query-error.ts';

/** One part that is replaced: characters `from` to before `to`. */
export interface Replacement {
  readonly from: number;
  readonly to: number;
  readonly by: string;
  /** How errors name what is put there; they then show what was written. */
  readonly named?: string;
}

/** A rewritten text. */
export class Rewriting {
  /** The text with all parts replaced. */
  readonly text: string;
  readonly #source: string;
  readonly #replacements: readonly Replacement[];

  /** @param replacements in the order of the text, without overlaps */
  constructor(source: string, replacements: readonly Replacement[]) {
    this.#source = source;
    this.#replacements = replacements;
    let text = '';
    let at = 0;
    for (const { from, to, by } of replacements) {
      text += source.slice(at, from) + by;
      at = to;
    }
    this.text = text + source.slice(at);
  }

  /** An error in the rewritten text as an error in what was written. */
  original(error: QueryError): QueryError {
    const from = this.#place(error.column - 1, 'from');
    const to = this.#place(error.column - 1 + error.length, 'to');
    const { suggestion } = error;
    return {
      ...error,
      message: this.#said(error.message),
      column: from + 1,
      length: Math.max(1, to - from),
      ...(suggestion === undefined ? {} : { suggestion: this.#said(suggestion) }),
    };
  }

  #place(index: number, end: 'from' | 'to'): number {
    let moved = 0;
    for (const { from, to, by } of this.#replacements) {
      const at = from + moved;
      const isBefore = end === 'from' ? index < at : index <= at;
      if (isBefore) break;
      const isInside = end === 'from' ? index < at + by.length : index <= at + by.length;
      if (isInside) return end === 'from' ? from : to;
      moved += by.length - (to - from);
    }
    return index - moved;
  }

  #said(message: string): string {
    return this.#replacements.reduce(
      (text, { from, to, named }) =>
        named === undefined ? text : text.replaceAll(named, this.#source.slice(from, to)),
      message,
    );
  }
}
