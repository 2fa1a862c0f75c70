/** The sandbox's command line: a read-only system, private folders, no privileges, and limits. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Limits } from '../request.ts';

/** Files and folders of /etc that programs and compilers need; nothing that names a user of this machine. */
const ETC = [
  'alternatives',
  'ca-certificates',
  'ld.so.cache',
  'ld.so.conf',
  'ld.so.conf.d',
  'localtime',
  'mime.types',
  'perl',
  'protocols',
  'python3',
  'python3.11',
  'python3.12',
  'python3.13',
  'services',
  'ssl',
];

/** Where tools of ours that are not in /usr are seen inside (Node itself, the TypeScript compiler). */
export const TOOLS = '/wireside';

export interface SandboxOptions {
  /** The run's private folder; its program/, tmp/ and shm/ become /program, /tmp and /dev/shm. */
  folder: string;
  environment: Record<string, string>;
  limits: Limits;
  /** Files from outside, read-only: path inside to path outside. */
  tools: Record<string, string>;
  /** No network at all, not even the bench's (for compilations). */
  isolated?: boolean;
}

/** File descriptors that the command expects to be open. */
export const SANDBOX_DESCRIPTORS = { seccomp: 9 } as const;

/** Top-level folders of the system: bound when they are folders, linked when links (merged /usr). */
function systemFolders(): string[] {
  const args = ['--ro-bind', '/usr', '/usr'];
  for (const name of ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32']) {
    if (!existsSync(`/${name}`)) continue;
    if (existsSync(`/usr/${name}`)) args.push('--symlink', `usr/${name}`, `/${name}`);
    else args.push('--ro-bind', `/${name}`, `/${name}`);
  }
  return args;
}

function systemSettings(): string[] {
  const java = existsSync('/etc')
    ? readdirSync('/etc').filter((name) => /^java-\d+-openjdk$/.test(name))
    : [];
  return [...ETC, ...java].flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]);
}

/** The command that runs another command inside the sandbox, by prlimit(1) inside bwrap(1). */
export function sandboxCommand(options: SandboxOptions, hasFilter: boolean): string[] {
  const { folder, limits } = options;
  const inside = (name: string): string => join(folder, name);
  return [
    'setpriv',
    '--ambient-caps=-all',
    '--inh-caps=-all',
    'bwrap',
    '--unshare-user',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-uts',
    '--unshare-cgroup-try',
    ...(options.isolated === true ? ['--unshare-net'] : []),
    '--disable-userns',
    '--new-session',
    '--die-with-parent',
    '--hostname',
    'station',
    ...systemFolders(),
    ...systemSettings(),
    ...['hosts', 'passwd', 'group', 'nsswitch.conf', 'resolv.conf'].flatMap((name) => [
      '--ro-bind',
      inside(`etc/${name}`),
      `/etc/${name}`,
    ]),
    ...Object.entries(options.tools).flatMap(([to, from]) => ['--ro-bind', from, to]),
    '--proc',
    '/proc',
    '--dev',
    '/dev',
    '--bind',
    inside('shm'),
    '/dev/shm',
    '--remount-ro',
    '/dev',
    '--bind',
    inside('program'),
    '/program',
    '--bind',
    inside('tmp'),
    '/tmp',
    '--remount-ro',
    '/',
    '--chdir',
    '/program',
    '--clearenv',
    ...Object.entries(options.environment).flatMap(([name, value]) => ['--setenv', name, value]),
    ...(hasFilter ? ['--seccomp', String(SANDBOX_DESCRIPTORS.seccomp)] : []),
    'prlimit',
    `--nproc=${limits.processes}`,
    `--nofile=${limits.files}`,
    `--fsize=${limits.fileSize}`,
    `--cpu=${Math.ceil(limits.cpu)}:${Math.ceil(limits.cpu) + 1}`,
    '--core=0',
    '--memlock=65536',
    '--msgqueue=0',
    '--',
  ];
}
