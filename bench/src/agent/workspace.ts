/** The private folder of one run: a bounded file system in memory that holds the program and its temporary files. */
import {
  chmodSync,
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join, normalize, sep } from 'node:path';
import type { HostName } from '@wireside/trace';
import type { Limits, ProgramFile } from '../request.ts';
import { runCommand } from './command.ts';
import { HOST_DOMAIN, HOSTS } from './hosts.ts';
import { seccompFilter } from './seccomp.ts';

/** Files and bytes that are collected from a program's folder at the most. */
const MAX_FILES = 1000;
const MAX_BYTES = 64 * 1024 * 1024;
const MAX_DEPTH = 12;

export interface Workspace {
  folder: string;
  hasFilter: boolean;
}

/** What a workspace may hold, as mount options of a file system in memory (tmpfs(5)). */
function bounds(limits: Pick<Limits, 'disk' | 'inodes'>): string {
  return `size=${limits.disk},nr_inodes=${limits.inodes},mode=0700,nosuid,nodev`;
}

/** The command that mounts an empty workspace at `folder`; umount(8) takes away everything that a program left there. */
export function mountCommand(folder: string, limits: Pick<Limits, 'disk' | 'inodes'>): [string, ...string[]] {
  return ['mount', '-t', 'tmpfs', '-o', bounds(limits), 'wireside', folder];
}

/** Changes the bounds of a workspace that is mounted already. */
export async function boundWorkspace(folder: string, limits: Pick<Limits, 'disk' | 'inodes'>): Promise<void> {
  await runCommand(['mount', '-o', `remount,${bounds(limits)}`, folder]);
}

/** Fills an empty workspace: program/, tmp/, shm/, and the few files of /etc that a program sees. */
export function fillWorkspace(
  folder: string,
  files: readonly ProgramFile[],
  etc: { network: 'wire' | 'localhost'; names: readonly { name: string; host: HostName }[] },
): Workspace {
  for (const name of ['program', 'tmp', 'shm', 'etc']) mkdirSync(join(folder, name));
  for (const file of files) {
    const path = join(folder, 'program', insideOnly(file.path));
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, file.bytes);
    if (file.executable) chmodSync(path, 0o755);
  }
  const user = process.getuid?.() ?? 65534;
  const group = process.getgid?.() ?? 65534;
  const write = (name: string, text: string): void => writeFileSync(join(folder, 'etc', name), text);
  write('hosts', hostsFile(etc.network, etc.names));
  write('passwd', `student:x:${user}:${group}:student:/program:/bin/sh\n`);
  write('group', `student:x:${group}:\n`);
  write('nsswitch.conf', 'passwd: files\ngroup: files\nhosts: files\n');
  write('resolv.conf', '# there is no name server on the bench: names come from /etc/hosts\n');
  const filter = seccompFilter();
  if (filter !== null) writeFileSync(join(folder, 'seccomp'), filter);
  return { folder, hasFilter: filter !== null };
}

/** /etc/hosts of a run. On one host, the server's names are the host's own. */
function hostsFile(
  network: 'wire' | 'localhost',
  names: readonly { name: string; host: HostName }[],
): string {
  const lines = ['127.0.0.1 localhost', '::1 localhost ip6-localhost'];
  for (const host of ['server', 'station'] as const) {
    const own = [
      HOST_DOMAIN[host],
      ...names.filter((entry) => entry.host === host).map((entry) => entry.name),
    ];
    const addresses = network === 'wire' ? [HOSTS[host].ipv4, HOSTS[host].ipv6] : ['127.0.0.1', '::1'];
    for (const address of addresses) lines.push(`${address} ${own.join(' ')}`);
  }
  return `${lines.join('\n')}\n`;
}

/** @throws Error for a path that would leave the program's folder. */
function insideOnly(path: string): string {
  const clean = normalize(path);
  if (clean.startsWith('..') || clean.startsWith(sep) || clean.includes('\0')) {
    throw new Error(`a program's file must lie in its folder: ${path}`);
  }
  return clean;
}

/**
 * Collects the regular files of the program's folder, after its last process is dead. Links are not
 * followed; whatever is no regular file is left out, and so is everything past the bounds.
 */
export function collectFiles(folder: string): ProgramFile[] {
  const files: ProgramFile[] = [];
  let room = MAX_BYTES;
  const visit = (relative: string, depth: number): void => {
    if (depth > MAX_DEPTH) return;
    let names: string[];
    try {
      names = readdirSync(join(folder, 'program', relative));
    } catch {
      return; // a folder that the program made unreadable
    }
    for (const name of names.slice(0, MAX_FILES)) {
      if (files.length >= MAX_FILES) return;
      const path = join(relative, name);
      const outside = join(folder, 'program', path);
      const status = lstatSync(outside);
      if (status.isDirectory()) visit(path, depth + 1);
      if (!status.isFile() || status.size > room) continue;
      const bytes = readRegularFile(outside, status.size);
      if (bytes === null) continue;
      room -= bytes.length;
      files.push({ path, bytes, executable: (status.mode & 0o100) !== 0 });
    }
  };
  visit('', 0);
  return files;
}

function readRegularFile(path: string, size: number): Uint8Array | null {
  try {
    const fd = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(size);
      return bytes.subarray(0, readSync(fd, bytes, 0, size, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return null;
  }
}
