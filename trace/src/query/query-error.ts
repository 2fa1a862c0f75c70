/** What is wrong with the text of a query, and where. */
import type { FilterError } from '@wireside/wire';

/** An error in a query: as in a display filter, with what is allowed where that is a list. */
export interface QueryError extends FilterError {
  /** The names that may stand there. */
  readonly allowed?: readonly string[];
}

/** Thrown inside the compiler, which returns its error. */
export class QueryRefusal extends Error {
  readonly error: QueryError;

  constructor(error: QueryError) {
    super(error.message);
    this.error = error;
  }
}

/** An error of a part of a text, as an error of the whole text. @param by characters before that part */
export function shifted(error: QueryError, by: number): QueryError {
  return { ...error, column: error.column + by };
}
