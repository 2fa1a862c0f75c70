/** Keeps the verdict on a run in the run's folder. */
import { closeSync, fstatSync, openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { CaseVerdict, RecordedVerdict } from '@wireside/judge';
import { MAX_VERDICT_SIZE, parseVerdict, VERDICT_VERSION } from '@wireside/judge';
import { notWritten } from '@wireside/trace/node';

const FILE = 'verdict.json';

/**
 * Writes verdict.json into the folder of a run; readers see the old file or the new one, never a part.
 * @throws {TraceError} TRACE_NOT_WRITTEN when it cannot be written
 */
export function writeVerdict(folder: string, verdict: CaseVerdict, part: string, edition: string): void {
  // The folder may be moved, so it does not name itself.
  const { run: _, ...rest } = verdict;
  const recorded: RecordedVerdict = { version: VERDICT_VERSION, part, edition, ...rest };
  const path = join(folder, FILE);
  try {
    writeFileSync(`${path}.new`, `${JSON.stringify(recorded, undefined, 2)}\n`);
    renameSync(`${path}.new`, path);
  } catch (error) {
    throw notWritten(folder, error);
  }
}

/**
 * The verdict on the run in a folder; undefined where the run was not judged.
 * @throws {TraceError} TRACE_DAMAGED when verdict.json is not a verdict, TRACE_TOO_NEW when a later version wrote it.
 */
export function readVerdict(folder: string): RecordedVerdict | undefined {
  let file: number;
  try {
    file = openSync(join(folder, FILE), 'r');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  try {
    // One byte more than may be there, so that a file that is too long is recognized without reading all of it.
    const bytes = new Uint8Array(Math.min(fstatSync(file).size, MAX_VERDICT_SIZE + 1));
    const length = readSync(file, bytes);
    return parseVerdict(bytes.subarray(0, length));
  } finally {
    closeSync(file);
  }
}
