/** The sandbox's command line: a read-only system, private folders, no privileges, and limits. */
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { InPlace, Limits, Program } from '../request.ts';
import { placeFolder } from './place.ts';
import type { Place } from './place.ts';
import { NODE_SCRIPT, NODE_SCRIPT_NAME, SECRETS_FILE, SECRETS_NAME, withSecrets } from './tls-secrets.ts';

/** Files and folders of /etc that programs and compilers need. None of them names a user of this machine. */
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

/** Folder in the sandbox with our tools that are not in /usr (Node itself, esbuild). */
export const TOOLS = '/wireside';

/** The file descriptor on which the sandbox's command reads the seccomp filter, where there is one. */
export const SECCOMP_DESCRIPTOR = 9;

/** What a sandbox contains and allows. */
export interface SandboxOptions {
  /** The program's workspace. Its program/, tmp/ and shm/ become /program, /tmp and /dev/shm. */
  readonly folder: string;
  /** Its environment, and where it runs. */
  readonly program: Pick<Program, 'environment' | 'inPlace'>;
  readonly limits: Limits;
  /** Files from outside, read-only: path inside to path outside. */
  readonly tools: Readonly<Record<string, string>>;
  /** Whether there is a seccomp filter on SECCOMP_DESCRIPTOR. */
  readonly hasFilter: boolean;
  /** How a program in place sees its folder; from the workspace. */
  readonly place?: Place;
  /** Whether the program sees its host's network. Compilations see none. */
  readonly hasNetwork: boolean;
  /** The name of its host. */
  readonly hostname: string;
}

/** The system's top-level folders: links where /usr is merged, else read-only mounts. */
function systemFolders(): string[] {
  const args = ['--ro-bind', '/usr', '/usr'];
  for (const name of ['bin', 'sbin', 'lib', 'lib32', 'lib64', 'libx32']) {
    if (!existsSync(`/${name}`)) continue;
    if (existsSync(`/usr/${name}`)) args.push('--symlink', `usr/${name}`, `/${name}`);
    else args.push('--ro-bind', `/${name}`, `/${name}`);
  }
  return args;
}

/** Read-only mounts of what is needed of /etc. */
function systemSettings(): string[] {
  const java = existsSync('/etc')
    ? readdirSync('/etc').filter((name) => /^java-\d+-openjdk$/.test(name))
    : [];
  return [...ETC, ...java].flatMap((name) => ['--ro-bind-try', `/etc/${name}`, `/etc/${name}`]);
}

/** Folders that the sandbox has for itself: no folder of this computer can be shown at these paths. */
const RESERVED: ReadonlySet<string> = new Set([
  '/',
  '/dev',
  '/etc',
  '/proc',
  '/program',
  '/sys',
  '/usr',
  '/wireside',
]);
/** Folders below which nothing can be shown, because they are not folders of a disk. */
const RESERVED_BELOW = /^\/(?:dev|proc|sys|wireside)\//;

/** Whether a program can run in a folder of this computer, or read it, at its own path. */
export function canShow(folder: string): boolean {
  return !RESERVED.has(folder) && !RESERVED_BELOW.test(folder);
}

/**
 * The mounts of a program that runs in place: its folder if it has one, and those that it may read. They come after all others, since
 * they may be below /tmp, and a folder comes after the one that contains it.
 */
function placeMounts({ folder, readable }: InPlace, place: Place | undefined, overlay: string): string[] {
  if (folder !== undefined && !canShow(folder))
    throw new Error(`a program cannot run in ${folder}: the sandbox has that path for itself`);
  const own = (path: string): string[] =>
    place?.isOverlay === true ? ['--bind', overlay, path] : ['--ro-bind', path, path];
  const mounts = [
    ...(folder === undefined ? [] : [{ path: folder, args: own(folder) }]),
    ...readable.filter(canShow).map((path) => ({ path, args: ['--ro-bind-try', path, path] })),
  ];
  return mounts.toSorted((a, b) => a.path.length - b.path.length).flatMap(({ args }) => args);
}

/** The command that runs another command in the sandbox: prlimit(1) inside bwrap(1). */
export function sandboxCommand(options: SandboxOptions): string[] {
  const { folder, program, place, hasNetwork } = options;
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
    ...(hasNetwork ? [] : ['--unshare-net']),
    '--disable-userns',
    '--new-session',
    '--die-with-parent',
    '--hostname',
    options.hostname,
    ...systemFolders(),
    '--bind',
    inside('etc'),
    '/etc',
    ...systemSettings(),
    '--remount-ro',
    '/etc',
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
    ...(hasNetwork ? ['--bind', inside(SECRETS_NAME), SECRETS_FILE] : []),
    ...(hasNetwork ? ['--ro-bind', inside(NODE_SCRIPT_NAME), NODE_SCRIPT] : []),
    ...(program.inPlace === undefined ? [] : placeMounts(program.inPlace, place, placeFolder(folder))),
    '--remount-ro',
    '/',
    '--chdir',
    program.inPlace?.folder ?? '/program',
    '--clearenv',
    ...Object.entries(hasNetwork ? withSecrets(program.environment) : program.environment).flatMap(
      ([name, value]) => ['--setenv', name, value],
    ),
    ...(options.hasFilter ? ['--seccomp', String(SECCOMP_DESCRIPTOR)] : []),
    ...limitCommand(options.limits),
  ];
}

/** The command that sets the limits of each process (setrlimit(2)) and becomes another command. */
function limitCommand(limits: Limits): string[] {
  return [
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
