/** Errors that the user of a lab can fix. */

/** Stable codes; docs/errors.md has a heading for each. */
export type LabErrorCode =
  | 'PART_UNKNOWN'
  | 'EDITION_UNKNOWN'
  | 'CASE_UNKNOWN'
  | 'CONTENT_DAMAGED'
  | 'CONTENT_MISSING'
  | 'LAB_NAME'
  | 'LAB_EXISTS'
  | 'SCENE_DAMAGED'
  | 'SCENE_MISSING';

/** An error that the user can fix: what happened, and how to fix it. */
export class LabError extends Error {
  override name = 'LabError';
  readonly code: LabErrorCode;
  /** How to fix it. */
  readonly hint: string;

  constructor(code: LabErrorCode, message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}
