/** Shows a program a folder of this computer, and keeps apart what it writes there: overlayfs on the workspace. */
import {
  accessSync,
  chmodSync,
  constants,
  copyFileSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  utimesSync,
} from 'node:fs';
import type { Dirent } from 'node:fs';
import { join } from 'node:path';
import { UNPRIVILEGED_USER } from '../privilege.ts';
import type { ProgramFile } from '../request.ts';
import { collectFiles, readRegularFile } from './collect.ts';
import { ToolError } from './command.ts';
import type { Shell } from './shell.ts';

/** Folders of the workspace: what the program writes, and what overlayfs needs. */
const UPPER = 'upper';
const WORK = 'work';
const LOWER = 'lower';
/** The mount point of what a program in place sees: beside the workspace, which can then be unmounted before it. */
export function placeFolder(workspace: string): string {
  return `${workspace}-place`;
}
/** Limits on what is made in advance: the number of folders and files, the depth of folders, bytes of a file and of all. */
const MAX_ENTRIES = 1000;
const MAX_DEPTH = 8;
const MAX_FILE = 256 * 1024;
const MAX_BYTES = 4 * 1024 * 1024;
/** Folders below which nothing is made in advance. */
const LEFT_OUT: ReadonlySet<string> = new Set(['.git', 'node_modules', '.venv', 'venv', '__pycache__']);

/** Folders of what interpreters write for themselves, which is not reported. */
const NOT_WRITTEN: ReadonlySet<string> = new Set(['__pycache__']);

/** The folder in which a program runs in place. */
export interface Place {
  readonly folder: string;
  /** Whether what the program writes there is kept apart; where there can be no overlay, the folder is read-only. */
  readonly isOverlay: boolean;
}

/**
 * Paths have no place in overlayfs's options, where commas and colons have a meaning: the folder is shown at a path of
 * ours first, for as long as it takes.
 */
const SCRIPT = `cd "$1" && mount --rbind -- "$2" ${LOWER} || exit 1
mount -t overlay -o lowerdir=${LOWER},upperdir=${UPPER},workdir=${WORK},userxattr wireside "$3"
status=$?
umount -l ${LOWER}
exit $status`;

/** Mounts an overlay of the folder in a workspace. Without overlayfs, the folder will be read-only. */
export async function mountPlace(shell: Shell, workspace: string, folder: string): Promise<Place> {
  const place = placeFolder(workspace);
  for (const name of [UPPER, WORK, LOWER]) mkdirSync(join(workspace, name));
  mkdirSync(place, { recursive: true });
  // A program that was never started has left its overlay.
  if (isMounted(place)) await shell.run(['umount', '-l', place]);
  // Only for root is the agent another user than the one who starts the program.
  if (process.getuid?.() === UNPRIVILEGED_USER) takeOver(folder, join(workspace, UPPER));
  try {
    await shell.run(['sh', '-c', SCRIPT, 'sh', workspace, folder, place]);
    return { folder, isOverlay: true };
  } catch (error) {
    if (error instanceof ToolError) return { folder, isOverlay: false };
    throw error;
  }
}

/** Unmounts the overlay of a workspace, if there is one. */
export async function unmountPlace(shell: Shell, workspace: string, place: Place | undefined): Promise<void> {
  if (place?.isOverlay === true) await shell.run(['umount', '-l', placeFolder(workspace)]);
}

/** Whether something is mounted at a path, as proc(5) says. */
function isMounted(path: string): boolean {
  return readFileSync('/proc/self/mountinfo', 'utf8').includes(` ${path} `);
}

/** The files that a program wrote in its folder: those that are new or have changed. */
export function filesWritten(workspace: string, { folder }: Place): ProgramFile[] {
  return collectFiles(join(workspace, UPPER), NOT_WRITTEN).filter(({ path, bytes }) => {
    const before =
      sizeOf(join(folder, path)) === bytes.length && readRegularFile(join(folder, path), bytes.length);
    return !(before instanceof Uint8Array && Buffer.compare(before, bytes) === 0);
  });
}

/**
 * Copies folders and small files above the overlay that the agent's user may not write, so that they are its own there:
 * what belongs to another user cannot be changed in an overlay.
 */
function takeOver(lower: string, upper: string): void {
  let entries = MAX_ENTRIES;
  let bytes = MAX_BYTES;
  let level = [''];
  for (let depth = 0; depth < MAX_DEPTH && level.length > 0; depth++) {
    const next: string[] = [];
    for (const relative of level) {
      for (const entry of entriesIn(join(lower, relative))) {
        if (entries-- <= 0) return;
        const path = join(relative, entry.name);
        if (entry.isDirectory()) {
          if (makeFolder(join(lower, path), join(upper, path)) && !LEFT_OUT.has(entry.name)) next.push(path);
        } else if (entry.isFile()) bytes -= copyFile(join(lower, path), join(upper, path), bytes);
      }
    }
    level = next;
  }
}

function entriesIn(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** Returns whether the folder can have files above the overlay. */
function makeFolder(from: string, to: string): boolean {
  try {
    mkdirSync(to, { mode: 0o755 });
    const { atime, mtime } = lstatSync(from);
    utimesSync(to, atime, mtime);
    return true;
  } catch {
    return false; // the workspace is full
  }
}

/** Copies a file of at most `limit` bytes that the agent's user may read and not write. Returns how many were copied. */
function copyFile(from: string, to: string, limit: number): number {
  try {
    const { size, atime, mtime, mode } = lstatSync(from);
    if (size > Math.min(MAX_FILE, limit) || mayWrite(from)) return 0;
    copyFileSync(from, to);
    chmodSync(to, (mode & 0o777) | 0o600);
    utimesSync(to, atime, mtime);
    return size;
  } catch {
    return 0; // it may not be read, or the workspace is full
  }
}

function sizeOf(path: string): number | undefined {
  try {
    return lstatSync(path).size;
  } catch {
    return undefined;
  }
}

function mayWrite(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}
