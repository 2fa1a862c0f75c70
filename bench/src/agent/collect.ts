/** Collects the files that a program left in a folder of its workspace, with bounds and without following links. */
import { closeSync, constants, lstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join } from 'node:path';
import type { ProgramFile } from '../request.ts';

/** Limits on the files collected from a folder: their number, their bytes, and the depth of folders. */
const MAX_FILES = 1000;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 12;

/**
 * Collects the regular files of a folder, once the last process that can change it is dead. Follows no links, and leaves
 * out everything else that is not a regular file, and everything above the limits.
 * @param leftOut names of folders to leave out
 */
export function collectFiles(folder: string, leftOut: ReadonlySet<string> = new Set()): ProgramFile[] {
  const files: ProgramFile[] = [];
  let remaining = MAX_BYTES;
  const visit = (relative: string, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    let names: string[];
    try {
      names = readdirSync(join(folder, relative));
    } catch {
      return; // the program made the folder unreadable
    }
    for (const name of names.slice(0, MAX_FILES)) {
      if (files.length >= MAX_FILES) return;
      const path = join(relative, name);
      const outside = join(folder, path);
      const status = lstatSync(outside, { throwIfNoEntry: false });
      if (status === undefined) continue; // a name that is not UTF-8
      if (status.isDirectory() && !leftOut.has(name)) visit(path, depth + 1);
      if (!status.isFile() || status.size > remaining) continue;
      const bytes = readRegularFile(outside, status.size);
      if (bytes === undefined) continue;
      remaining -= bytes.length;
      files.push({ path, bytes, executable: (status.mode & constants.S_IXUSR) !== 0 });
    }
  };
  visit('', 0);
  return files;
}

/** At most `size` bytes of a regular file; undefined if it cannot be read, or is a link or anything else. */
export function readRegularFile(path: string, size: number): Uint8Array | undefined {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(size);
      return bytes.subarray(0, readSync(fd, bytes, 0, size, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return undefined;
  }
}
