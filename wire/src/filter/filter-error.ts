/** Errors in a filter's text, with their place. */

/** An error in a filter: what is wrong, where, and what may have been meant. */
export interface FilterError {
  /** One sentence, worded as in Wireshark where Wireshark has a message. */
  readonly message: string;
  /** The first wrong character of the text, counted from 1; one after the last if the text ends too early. */
  readonly column: number;
  /** Number of characters to underline, 1 or more. */
  readonly length: number;
  /** What to do instead. */
  suggestion?: string | undefined;
}

/** A valid filter that may not say what was meant; the same form as an error. */
export type FilterWarning = FilterError;

/** A part of a filter's text: index of its first character, and the index after its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Thrown inside the compiler, which turns it into a `FilterError`. */
export class Refusal extends Error {
  readonly span: Span;
  readonly suggestion: string | undefined;

  constructor(message: string, span: Span, suggestion?: string) {
    super(message);
    this.span = span;
    this.suggestion = suggestion;
  }

  /** The error for callers of the compiler. */
  get error(): FilterError {
    return errorAt(this.message, this.span, this.suggestion);
  }
}

/** A message about a part of the text. */
export function errorAt(message: string, span: Span, suggestion?: string): FilterError {
  const error: FilterError = { message, column: span.from + 1, length: Math.max(1, span.to - span.from) };
  if (suggestion !== undefined) error.suggestion = suggestion;
  return error;
}
