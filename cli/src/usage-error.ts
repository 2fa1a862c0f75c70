/** An error in how a command was called, which the user can fix. */

/** Stable codes; docs/errors.md has a heading for each. */
type UsageErrorCode = 'USAGE' | 'RUN_UNKNOWN' | 'RUN_AMBIGUOUS' | 'RUN_SEVERAL';

/** A command line that cannot be carried out. */
export class UsageError extends Error {
  override name = 'UsageError';
  readonly code: UsageErrorCode;
  /** How to fix it. */
  readonly hint: string;

  constructor(message: string, hint: string, code: UsageErrorCode = 'USAGE') {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
