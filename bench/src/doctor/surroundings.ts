/** Reads what may explain a failure: the kernel's settings, the container, the distribution. Judges nothing. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { release, version } from 'node:os';

export interface Surroundings {
  platform: NodeJS.Platform;
  architecture: string;
  kernel: string;
  /** Name of the distribution or of the system. */
  system: string;
  isRoot: boolean;
  user: string;
  container: 'docker' | 'podman' | 'kubernetes' | 'lxc' | null;
  /** Linux's first subsystem for Windows, which has no Linux kernel. */
  isWsl1: boolean;
  /** Values of the settings in SETTINGS that this kernel has, as sysctl(8) names them. */
  settings: Record<string, string>;
  /** What confines this process: a seccomp filter (proc(5), Seccomp: 2), AppArmor's profile; empty when nothing does. */
  confinedBy: string[];
  /** Whether the root folder is not the machine's own, as after chroot(2). */
  isChroot: boolean;
  /** What is mounted over parts of /proc, which then cannot be mounted anew in a namespace. */
  procMasks: string[];
  /** Whether this kernel's modules are on the disk, so that one may be loaded. */
  hasModules: boolean;
  /** Whether AppArmor has a profile for unshare(1), as Ubuntu brings it from 25.04 on. */
  hasUnshareProfile: boolean;
}

/** AppArmor's profile for unshare(1), where the distribution brings one. */
export const UNSHARE_PROFILE = '/etc/apparmor.d/unshare-userns-restrict';

const SETTINGS = [
  'user.max_user_namespaces',
  'user.max_net_namespaces',
  'user.max_pid_namespaces',
  'user.max_mnt_namespaces',
  'kernel.unprivileged_userns_clone',
  'kernel.apparmor_restrict_unprivileged_userns',
  'kernel.yama.ptrace_scope',
];

/** A file's text, or empty where it cannot be read. */
function text(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}

/** Looks around. Works on every system that Node runs on. */
export function readSurroundings(): Surroundings {
  const settings: Record<string, string> = {};
  for (const name of SETTINGS) {
    const value = text(`/proc/sys/${name.replaceAll('.', '/')}`).trim();
    if (value !== '') settings[name] = value;
  }
  const ipv6 = text('/sys/module/ipv6/parameters/disable').trim();
  if (ipv6 !== '') settings['ipv6.disable'] = ipv6;

  const uid = process.getuid?.();
  const kernel = release();
  return {
    platform: process.platform,
    architecture: process.arch,
    kernel,
    system: /^PRETTY_NAME="?([^"\n]*)/m.exec(text('/etc/os-release'))?.[1] ?? version(),
    isRoot: uid === 0,
    user: uid === undefined ? 'unknown' : uid === 0 ? 'root' : `user ${uid}`,
    container: container(),
    isWsl1: /microsoft/i.test(kernel) && !/WSL2/i.test(kernel),
    settings,
    confinedBy: confinedBy(),
    isChroot: isChroot(),
    procMasks: procMasks(text('/proc/self/mountinfo')),
    hasModules: existsSync(`/lib/modules/${kernel}`),
    hasUnshareProfile: existsSync(UNSHARE_PROFILE),
  };
}

function confinedBy(): string[] {
  const profile = text('/proc/self/attr/apparmor/current').trim();
  return [
    ...(/^Seccomp:\s*2$/m.test(text('/proc/self/status')) ? ['a seccomp filter'] : []),
    ...(profile === '' || profile.startsWith('unconfined') ? [] : [`AppArmor's profile ${profile}`]),
  ];
}

/** Only root can tell; user_namespaces(7) refuses them after chroot. */
function isChroot(): boolean {
  try {
    const [own, machines] = [statSync('/'), statSync('/proc/1/root/')];
    return own.ino !== machines.ino || own.dev !== machines.dev;
  } catch {
    return false;
  }
}

function container(): Surroundings['container'] {
  if (process.env['KUBERNETES_SERVICE_HOST'] !== undefined) return 'kubernetes';
  if (existsSync('/.dockerenv')) return 'docker';
  if (existsSync('/run/.containerenv')) return 'podman';
  if (/\0?container=lxc/.test(text('/proc/1/environ')) || existsSync('/dev/.lxc')) return 'lxc';
  return null;
}

/**
 * Mount points below /proc that hide something of it: an empty folder, a device over a file, a part made read-only.
 * Mounts of what belongs there (binfmt_misc) hide nothing. Format: proc(5), /proc/pid/mountinfo.
 */
export function procMasks(mountinfo: string): string[] {
  return mountinfo.split('\n').flatMap((line) => {
    const [before = '', after = ''] = line.split(' - ');
    const point = before.split(' ')[4] ?? '';
    const type = after.split(' ')[0];
    return point.startsWith('/proc/') && type !== 'binfmt_misc' && type !== 'autofs' ? [point] : [];
  });
}
