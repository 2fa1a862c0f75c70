/** A command line that makes no sense: the user's to mend. */

export class UsageError extends Error {
  override name = 'UsageError';
  readonly code = 'USAGE';
  readonly hint: string;

  constructor(message: string, hint: string) {
    super(message);
    this.hint = hint;
  }
}
