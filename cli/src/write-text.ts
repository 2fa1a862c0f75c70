/** Writes a text into a file that the command line names. */
import { escape } from '@wireside/trace';
import { writeFileSync } from 'node:fs';
import { UsageError } from './usage-error.ts';

/** @throws {UsageError} when the file cannot be written */
export function writeText(path: string, text: string): void {
  try {
    writeFileSync(path, text);
  } catch (error) {
    throw new UsageError(
      `${escape(path)} cannot be written: ${escape((error as Error).message)}`,
      'Name a file in a folder that exists and that you may write to.',
    );
  }
}
