/** The error of a recording that cannot be made. */

/** Stable codes; docs/errors.md has a heading for each. */
type RecordErrorCode =
  | 'RECORD_SYSTEM'
  | 'RECORD_TRACER_MISSING'
  | 'RECORD_COMMAND'
  | 'RECORD_NOT_STARTED'
  | 'RECORD_PROCESS'
  | 'RECORD_NOT_PERMITTED';

/** A program cannot be recorded, and the user can fix it. */
export class RecordError extends Error {
  override name = 'RecordError';
  readonly code: RecordErrorCode;
  /** How to fix it. */
  readonly hint: string;

  constructor(code: RecordErrorCode, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
