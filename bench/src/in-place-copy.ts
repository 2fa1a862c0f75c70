/** Reads the files of a folder that the agents may not read, so that a program can run on copies of them. */
import { constants, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { isWithin, obstacle } from './in-place-access.ts';
import { ProgramError } from './program-error.ts';
import type { ProgramFile } from './request.ts';

/** Limits on what is copied. */
const MAX_FILES = 20_000;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 24;
/** Folders that no program needs to run. */
const LEFT_OUT: ReadonlySet<string> = new Set(['.git']);

/**
 * The files of a folder. Links are followed inside the folder, and to files that everyone may read.
 * @throws {ProgramError} PROGRAM_TOO_LARGE when there are too many of them; PROGRAM_HIDDEN when one cannot be read
 */
export function copyFolder(folder: string): ProgramFile[] {
  const files: ProgramFile[] = [];
  let remaining = MAX_BYTES;
  const visit = (relative: string, parents: readonly string[]): void => {
    const real = realpathSync(join(folder, relative));
    if (parents.includes(real) || parents.length > MAX_DEPTH) return;
    for (const name of readdirSync(real).toSorted()) {
      if (LEFT_OUT.has(name)) continue;
      const path = relative === '' ? name : `${relative}/${name}`;
      const target = targetOf(join(real, name), folder);
      if (target === undefined) continue;
      const status = statSync(target);
      if (status.isDirectory()) visit(path, [...parents, real]);
      if (!status.isFile()) continue;
      remaining -= status.size;
      if (files.length >= MAX_FILES || remaining < 0) throw tooLarge(folder);
      files.push({ path, bytes: readFileSync(target), executable: (status.mode & constants.S_IXUSR) !== 0 });
    }
  };
  try {
    visit('', []);
  } catch (error) {
    const { code, path = folder } = error as NodeJS.ErrnoException;
    if (error instanceof ProgramError || code === undefined) throw error;
    throw new ProgramError(
      'PROGRAM_HIDDEN',
      `${path} cannot be read (${code}).`,
      `Check its owner and mode: ls -ld ${path}`,
    );
  }
  return files;
}

/** Where a path leads, if it may be copied; undefined for a broken link, and for one to a file that not everyone may read. */
function targetOf(path: string, folder: string): string | undefined {
  try {
    const target = realpathSync(path);
    return isWithin(target, folder) || (statSync(target).isFile() && obstacle(target) === undefined)
      ? target
      : undefined;
  } catch {
    return undefined;
  }
}

const tooLarge = (folder: string): ProgramError => {
  const first = obstacle(folder) ?? folder;
  return new ProgramError(
    'PROGRAM_TOO_LARGE',
    `The bench may not read ${folder}, because of ${first}, and it has more than ${MAX_FILES.toLocaleString('en')} files or ${MAX_BYTES / 1024 / 1024} MiB, too much to copy.`,
    `Permit it: chmod ${first === folder ? `-R o+rX ${folder}` : `o+x ${first}`}. Or run Wireside as another user than root.`,
  );
};
