/** What is wrong with a filter's text, and where. */

/** A filter that cannot be used: what is wrong, where, and what may have been meant. */
export interface FilterError {
  /** One sentence, in Wireshark's words where it has some. */
  message: string;
  /** Where it is wrong: characters of the text, counted from 1. One behind the last where the text ends too early. */
  column: number;
  /** Number of characters to underline, 1 or more. */
  length: number;
  /** What to do instead. */
  suggestion?: string | undefined;
}

/** A filter that works but may not say what was meant; the same shape as an error. */
export type FilterWarning = FilterError;

/** A part of a filter's text: index of its first character, and of the one behind its last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** Thrown inside the compiler and turned into a `FilterError` before anyone outside sees it. */
export class Refusal extends Error {
  readonly span: Span;
  readonly suggestion: string | undefined;

  constructor(message: string, span: Span, suggestion?: string) {
    super(message);
    this.span = span;
    this.suggestion = suggestion;
  }

  /** The error as the outside sees it. */
  get told(): FilterError {
    return toldOf(this.message, this.span, this.suggestion);
  }
}

/** A message about a part of the text, for the outside. */
export function toldOf(message: string, span: Span, suggestion?: string): FilterError {
  const told: FilterError = { message, column: span.from + 1, length: Math.max(1, span.to - span.from) };
  if (suggestion !== undefined) told.suggestion = suggestion;
  return told;
}
