/** Errors of whoever uses a lab, each with a code that stays and with what to do. */

export type LabErrorCode = 'PART_UNKNOWN' | 'EDITION_UNKNOWN' | 'CASE_UNKNOWN' | 'CONTENT_DAMAGED';

export class LabError extends Error {
  override name = 'LabError';
  readonly code: LabErrorCode;
  readonly hint: string;

  constructor(code: LabErrorCode, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
