/** Reads what may explain a failure: the kernel's settings, the container, the distribution. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { release, version } from 'node:os';

/** A container that we recognize. */
export type Container = 'docker' | 'podman' | 'kubernetes' | 'lxc';

/** What this process runs on. */
export interface SystemInfo {
  readonly platform: NodeJS.Platform;
  readonly architecture: string;
  readonly kernel: string;
  /** Name of the distribution or of the system. */
  readonly name: string;
  readonly isRoot: boolean;
  readonly user: string;
  readonly container?: Container;
  /** Whether this is version 1 of the Windows subsystem for Linux, which has no Linux kernel. */
  readonly isWsl1: boolean;
  /** The settings in SETTINGS that this kernel has, with the names of sysctl(8). */
  readonly settings: Readonly<Record<string, string>>;
  /** What confines this process: a seccomp filter (proc(5), Seccomp: 2), an AppArmor profile. */
  readonly confinedBy: readonly string[];
  /** Whether the root folder is not the machine's own, as after chroot(2). */
  readonly isChroot: boolean;
  /** Mount points that hide parts of /proc. With them, /proc cannot be mounted in a namespace. */
  readonly procMasks: readonly string[];
  /** Whether this kernel's modules are on the disk, so that they can be loaded. */
  readonly hasModules: boolean;
  /** Whether AppArmor has a profile for unshare(1), as in Ubuntu 25.04 and later. */
  readonly hasUnshareProfile: boolean;
}

/** AppArmor's profile for unshare(1), in distributions that have one. */
export const UNSHARE_PROFILE = '/etc/apparmor.d/unshare-userns-restrict';

/** Kernel settings that can forbid what the bench does. */
const SETTINGS = [
  'user.max_user_namespaces',
  'user.max_net_namespaces',
  'user.max_pid_namespaces',
  'user.max_mnt_namespaces',
  'kernel.unprivileged_userns_clone',
  'kernel.apparmor_restrict_unprivileged_userns',
  'kernel.yama.ptrace_scope',
];

/** A file's text; empty where it cannot be read. */
function text(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** Reads everything. Works on every system that Node runs on. */
export function readSystemInfo(): SystemInfo {
  const settings: Record<string, string> = {};
  for (const name of SETTINGS) {
    const value = text(`/proc/sys/${name.replaceAll('.', '/')}`).trim();
    if (value !== '') settings[name] = value;
  }
  const ipv6 = text('/sys/module/ipv6/parameters/disable').trim();
  if (ipv6 !== '') settings['ipv6.disable'] = ipv6;

  const uid = process.getuid?.();
  const kernel = release();
  const container = findContainer();
  return {
    platform: process.platform,
    architecture: process.arch,
    kernel,
    name: /^PRETTY_NAME="?([^"\n]*)/m.exec(text('/etc/os-release'))?.[1] ?? version(),
    isRoot: uid === 0,
    user: uid === undefined ? 'unknown' : uid === 0 ? 'root' : `user ${uid}`,
    ...(container === undefined ? {} : { container }),
    isWsl1: /microsoft/i.test(kernel) && !/WSL2/i.test(kernel),
    settings,
    confinedBy: confinedBy(),
    isChroot: isChroot(),
    procMasks: procMasks(text('/proc/self/mountinfo')),
    hasModules: existsSync(`/lib/modules/${kernel}`),
    hasUnshareProfile: existsSync(UNSHARE_PROFILE),
  };
}

/** What confines this process, in words. */
function confinedBy(): string[] {
  const profile = text('/proc/self/attr/apparmor/current').trim();
  return [
    ...(/^Seccomp:\s*2$/m.test(text('/proc/self/status')) ? ['a seccomp filter'] : []),
    ...(profile === '' || profile.startsWith('unconfined') ? [] : [`AppArmor's profile ${profile}`]),
  ];
}

/** Whether we run after chroot(2), which forbids user namespaces (user_namespaces(7)). Only root can find out. */
function isChroot(): boolean {
  try {
    const [ours, machine] = [statSync('/'), statSync('/proc/1/root/')];
    return ours.ino !== machine.ino || ours.dev !== machine.dev;
  } catch {
    return false;
  }
}

function findContainer(): Container | undefined {
  if (process.env['KUBERNETES_SERVICE_HOST'] !== undefined) return 'kubernetes';
  if (existsSync('/.dockerenv')) return 'docker';
  if (existsSync('/run/.containerenv')) return 'podman';
  if (/\0?container=lxc/.test(text('/proc/1/environ')) || existsSync('/dev/.lxc')) return 'lxc';
  return undefined;
}

/**
 * Mount points in /proc that hide something of it: an empty folder, a device over a file, a part that is read-only.
 * Mounts that belong there (binfmt_misc) hide nothing.
 * @param mountinfo the text of /proc/pid/mountinfo (proc(5))
 */
export function procMasks(mountinfo: string): string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const point = before.split(' ')[4] ?? '';
    const type = after.split(' ')[0];
    return point.startsWith('/proc/') && type !== 'binfmt_misc' && type !== 'autofs' ? [point] : [];
  });
}
