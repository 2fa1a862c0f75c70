/** What can be wrong with a folder that should hold a run. */

/** The folder or file is not a trace that can be read, or not a place for one: the user can fix it. */
export class TraceError extends Error {
  override name = 'TraceError';
  /** Stable code of the error. */
  readonly code:
    'TRACE_MISSING' | 'TRACE_DAMAGED' | 'TRACE_TOO_NEW' | 'TRACE_FOLDER_TAKEN' | 'TRACE_NOT_WRITTEN';
  /** How to fix it. */
  readonly hint: string;

  constructor(code: TraceError['code'], message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
