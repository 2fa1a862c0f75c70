/** The workspace of one program: a file system in memory, limited in size, for the program and its temporary files. */
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import type { HostDescription } from '@wireside/trace';
import type { Limits, Program } from '../request.ts';
import { writeNameFiles } from './name-files.ts';
import type { NetworkNames } from './name-files.ts';
import { mountPlace } from './place.ts';
import type { Place } from './place.ts';
import { seccompFilter } from './seccomp.ts';
import type { Shell } from './shell.ts';
import { NODE_SCRIPT_NAME, NODE_SCRIPT_TEXT, SECRETS_NAME } from './tls-secrets.ts';

/** User and group where the system has none. */
const NOBODY = 65534;

/** A workspace that is ready for a program. */
export interface Workspace {
  readonly folder: string;
  /** Whether it has a seccomp filter, in the file `seccomp`. */
  readonly hasFilter: boolean;
  /** How a program in place sees its folder. */
  readonly place?: Place;
}

/** What a workspace may hold. */
type WorkspaceLimits = Pick<Limits, 'disk' | 'inodes'>;

/** The limits as mount options (tmpfs(5)). */
function mountOptions(limits: WorkspaceLimits): string {
  return `size=${limits.disk},nr_inodes=${limits.inodes},mode=0700,nosuid,nodev`;
}

/** The command that mounts an empty workspace at `folder`. umount(8) removes everything that a program left there. */
export function mountCommand(folder: string, limits: WorkspaceLimits): string[] {
  return ['mount', '-t', 'tmpfs', '-o', mountOptions(limits), 'wireside', folder];
}

/** The command that mounts several empty workspaces. */
export function mountAllCommand(
  workspaces: readonly { readonly folder: string; readonly limits: WorkspaceLimits }[],
): string[] {
  const script = 'set -e; while [ $# -gt 1 ]; do mount -t tmpfs -o "$2" wireside "$1"; shift 2; done';
  return [
    'sh',
    '-c',
    script,
    'sh',
    ...workspaces.flatMap(({ folder, limits }) => [folder, mountOptions(limits)]),
  ];
}

/**
 * Changes the limits of a mounted workspace.
 * @throws {ToolError} when mount(8) fails
 */
export async function limitWorkspace(shell: Shell, folder: string, limits: WorkspaceLimits): Promise<void> {
  await shell.run(['mount', '-o', `remount,${mountOptions(limits)}`, folder]);
}

/**
 * Fills an empty workspace: program/, tmp/, shm/, the few files of /etc that a program sees, and the folder in which a
 * program in place runs.
 * @param host the program's host
 * @param hosts all hosts, whose names are in /etc/hosts
 * @throws {Error} for a path that leads out of the program's folder
 */
export async function fillWorkspace(
  shell: Shell,
  folder: string,
  { program }: { readonly program: Pick<Program, 'files' | 'inPlace'> },
  host: Pick<HostDescription, 'name'>,
  hosts: readonly HostDescription[],
  network: NetworkNames,
): Promise<Workspace> {
  for (const name of ['program', 'tmp', 'shm', 'etc']) mkdirSync(join(folder, name));
  for (const file of program.files) {
    const path = join(folder, 'program', insidePath(file.path));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.bytes);
    if (file.executable) chmodSync(path, 0o755);
  }
  writeFileSync(join(folder, SECRETS_NAME), '');
  writeFileSync(join(folder, NODE_SCRIPT_NAME), NODE_SCRIPT_TEXT);
  fillSettings(join(folder, 'etc'), host, hosts, network);
  const filter = seccompFilter();
  if (filter !== undefined) writeFileSync(join(folder, 'seccomp'), filter);
  const workspace = { folder, hasFilter: filter !== undefined };
  const own = program.inPlace?.folder;
  return own === undefined ? workspace : { ...workspace, place: await mountPlace(shell, folder, own) };
}

/** Writes the files of /etc. */
function fillSettings(
  folder: string,
  host: Pick<HostDescription, 'name'>,
  hosts: readonly HostDescription[],
  network: NetworkNames,
): void {
  const user = process.getuid?.() ?? NOBODY;
  const group = process.getgid?.() ?? NOBODY;
  const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
  write('hostname', `${host.name}\n`);
  write('passwd', `student:x:${user}:${group}:student:/program:/bin/sh\n`);
  write('group', `student:x:${group}:\n`);
  writeNameFiles(folder, host.name, hosts, network);
}

/** A path in the program's folder, without detours. */
function insidePath(path: string): string {
  const clean = normalize(path);
  if (clean.startsWith('..') || clean.startsWith(sep) || clean.includes('\0')) {
    throw new Error(`the path of a program's file leads out of the program's folder: ${path}`);
  }
  return clean;
}
