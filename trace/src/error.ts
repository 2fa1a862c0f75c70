/** What can be wrong with a folder that should be a run's. */

/** The folder or file given is no trace that can be read, or no place for one: the user's to mend. */
export class TraceError extends Error {
  override name = 'TraceError';
  readonly code: 'TRACE_MISSING' | 'TRACE_DAMAGED' | 'TRACE_TOO_NEW' | 'TRACE_FOLDER_TAKEN';
  readonly hint: string;

  constructor(code: TraceError['code'], message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
