/** The error of a program that cannot be run, which its author can fix. */

/** A submission cannot be run; its author can fix it. docs/errors.md lists the codes. */
export class ProgramError extends Error {
  override name = 'ProgramError';
  readonly code:
    | 'PROGRAM_MISSING'
    | 'PROGRAM_UNKNOWN'
    | 'PROGRAM_NOT_EXECUTABLE'
    | 'PROGRAM_HIDDEN'
    | 'PROGRAM_TOO_LARGE'
    | 'PROGRAM_NOT_BUILT'
    | 'LANGUAGE_MISSING';
  /** How to fix it. */
  readonly hint: string;

  /** @param hint how to fix it */
  constructor(code: ProgramError['code'], message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
