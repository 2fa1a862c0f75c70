/** Writes verdicts into the files that other systems read. */
import { gradescopeText } from './gradescope.ts';
import { junitText } from './junit.ts';
import { oldResultText } from './old-result.ts';
import type { Outcome } from './outcome.ts';
import { writeText } from '../../write-text.ts';

/** The files that are asked for. */
export interface FileFlags {
  readonly junit?: string;
  readonly gradescope?: string;
  readonly result?: string;
}

/** Writes the files. @throws {UsageError} when one cannot be written */
export function writeFiles(outcome: Outcome, { junit, gradescope, result }: FileFlags): void {
  if (junit !== undefined) writeText(junit, junitText(outcome));
  if (gradescope !== undefined) writeText(gradescope, gradescopeText(outcome));
  if (result !== undefined) writeText(result, oldResultText(outcome));
}
