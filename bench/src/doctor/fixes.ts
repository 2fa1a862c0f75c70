/** Finds the setting that explains a failure, and how to fix it. Pure: everything it knows is passed in. */
import type { AbilityId, Knob } from './report.ts';
import { UNSHARE_PROFILE } from './system-info.ts';
import type { Container, SystemInfo } from './system-info.ts';
import { installCommand, packagesOf } from './tools.ts';
import type { NeededTool } from './tools.ts';

/** Why something failed, and how to fix it. */
export interface Explanation {
  /** The setting that explains it, where one does. */
  readonly knob?: Knob;
  /** What to type or do, the safest first. */
  readonly fixes: readonly string[];
}

/** What is known about a failure. */
export interface Failure {
  readonly id: AbilityId;
  /** The failed tool's error message. */
  readonly seen: string;
  readonly system: SystemInfo;
  /** Tools that are not installed. */
  readonly missing: readonly NeededTool[];
}

/** Error messages for a missing permission, for too many namespaces (ENOSPC), and for what the kernel does not have. */
const REFUSED = /not permitted|permission denied|EPERM|EACCES|no permissions/i;
const NONE_LEFT = /no space left|ENOSPC/i;
const UNKNOWN_TO_KERNEL =
  /not supported|unknown device type|kind is unknown|no such file|not found|no such device/i;

/** Explains a failure, if it can; otherwise there is neither a setting nor a fix. */
export function explain(failure: Failure): Explanation {
  for (const cause of CAUSES) {
    const explanation = cause(failure);
    if (explanation !== undefined) return explanation;
  }
  return { fixes: [] };
}

/** Explains failures by one cause; undefined for those that it does not explain. */
type Cause = (failure: Failure) => Explanation | undefined;

/** Whether an ability needs namespaces, which a security module or a container may forbid in whole or in part. */
const inNamespaces = (id: AbilityId): boolean => id !== 'linux' && id !== 'tools';

const noLinux: Cause = ({ id, system: { platform, isWsl1 } }) => {
  if (isWsl1 && id !== 'tools') {
    return {
      knob: { name: 'the Windows subsystem for Linux', value: 'version 1, which has no Linux kernel' },
      fixes: ['wsl --set-version Debian 2   # in PowerShell; "wsl -l -v" shows the name to use'],
    };
  }
  if (id !== 'linux') return undefined;
  if (platform === 'win32') {
    return { fixes: ['wsl --install -d Debian   # in PowerShell; then run Wireside in Debian'] };
  }
  if (platform === 'darwin') {
    return {
      fixes: ['brew install lima && limactl start template://debian-12 && limactl shell debian-12'],
    };
  }
  return { fixes: [] };
};

const missingTools: Cause = ({ id, missing, system: { isRoot } }) =>
  id === 'tools' ? { fixes: [installCommand(packagesOf(missing), undefined, isRoot)] } : undefined;

/** A tool that is too old for an option that we use. */
const oldTool: Cause = ({ seen }) => {
  const option = /(?:unrecognized|unknown|invalid) option:? '?(-*[\w-]+)/i.exec(seen)?.[1];
  if (option === undefined) return undefined;
  return {
    knob: { name: 'a tool that is too old for the option', value: option },
    fixes: [
      'Upgrade the system: Debian 12 and Ubuntu 24.04 are new enough (util-linux 2.38, strace 6, bubblewrap 0.8).',
    ],
  };
};

/** Limits on the number of namespaces (namespaces(7), /proc/sys/user). */
const noneLeft: Cause = ({ id, seen, system: { settings, isRoot } }) => {
  if (!inNamespaces(id) || !NONE_LEFT.test(seen)) return undefined;
  const kinds = ['user', 'net', 'pid', 'mnt'].map((kind) => `user.max_${kind}_namespaces`);
  const name = kinds.find((kind) => settings[kind] === '0') ?? 'user.max_user_namespaces';
  return {
    knob: { name, value: settings[name] ?? 'unknown' },
    fixes: sysctl(name, '15000', isRoot),
  };
};

/** A setting of Debian up to version 10, and of kernels with the same patch. */
const unprivilegedClone: Cause = ({ id, seen, system: { settings, isRoot } }) => {
  const name = 'kernel.unprivileged_userns_clone';
  if (!inNamespaces(id) || settings[name] !== '0' || !REFUSED.test(seen)) return undefined;
  return { knob: { name, value: '0' }, fixes: sysctl(name, '1', isRoot) };
};

/** In a container that maps few users, root cannot become nobody (65534). */
const unmappedUser: Cause = ({ id, seen, system: { isRoot } }) => {
  if (!inNamespaces(id) || !isRoot || !/setres[ug]id|setgroups/.test(seen)) return undefined;
  return {
    knob: {
      name: '/proc/self/uid_map',
      value: 'the user 65534 (nobody) does not exist here, or root may not become it',
    },
    fixes: ['Run Wireside as an ordinary user of this machine or container, not as root.'],
  };
};

/** A container hides parts of /proc; then /proc cannot be mounted in a namespace (mount_too_revealing in the kernel). */
const maskedProc: Cause = ({ id, seen, system: { procMasks, container } }) => {
  const fits = id === 'processes' || id === 'sandbox' || id === 'run';
  if (!fits || procMasks.length === 0 || !(REFUSED.test(seen) || /read-only/i.test(seen))) return undefined;
  return {
    knob: { name: '/proc', value: `partly hidden (${procMasks.slice(0, 3).join(', ')})` },
    fixes: inContainer(container ?? 'docker'),
  };
};

/** A container's security profile forbids unshare(2) and clone(2) with new namespaces, and often mount(2). */
const confined: Cause = ({ id, seen, system: { confinedBy, container } }) => {
  if (!inNamespaces(id) || container === undefined || confinedBy.length === 0 || !REFUSED.test(seen))
    return undefined;
  return {
    knob: { name: `the security profile of ${container}`, value: confinedBy.join(', ') },
    fixes: inContainer(container),
  };
};

const chroot: Cause = ({ id, seen, system: { isChroot } }) =>
  inNamespaces(id) && isChroot && REFUSED.test(seen)
    ? {
        knob: { name: 'the root folder', value: "not the machine's own; chroot(2) forbids user namespaces" },
        fixes: ['Run Wireside outside the chroot, or enter it with systemd-nspawn(1) instead of chroot(8).'],
      }
    : undefined;

/** In Ubuntu 23.10 and later, ordinary users can make namespaces, but have no capabilities in them. */
const apparmor: Cause = ({ id, seen, system }) => {
  const { settings, isRoot } = system;
  const name = 'kernel.apparmor_restrict_unprivileged_userns';
  const value = settings[name];
  if (!inNamespaces(id) || value === undefined || value === '0' || !REFUSED.test(seen)) return undefined;
  return { knob: { name, value }, fixes: [allowUnshare(system), ...sysctl(name, '0', isRoot)] };
};

/** Allows namespaces to unshare(1) and what it starts. Its own profile, if any, must go: a program cannot have two. */
function allowUnshare({ isRoot, hasUnshareProfile }: SystemInfo): string {
  const sudo = isRoot ? '' : 'sudo ';
  const lines = ['abi <abi/4.0>,', 'include <tunables/global>'];
  lines.push('profile wireside /usr/bin/unshare flags=(unconfined) { userns, }');
  const quoted = lines.map((line) => `'${line}'`).join(' ');
  const file = '/etc/apparmor.d/wireside';
  const disable = `${sudo}ln -s ${UNSHARE_PROFILE} /etc/apparmor.d/disable/ && ${sudo}apparmor_parser -R ${UNSHARE_PROFILE} && `;
  return `${hasUnshareProfile ? disable : ''}printf '%s\\n' ${quoted} | ${sudo}tee ${file} && ${sudo}apparmor_parser -r ${file}   # for unshare(1) only`;
}

/** Yama's level 3 forbids all tracing until the machine is restarted. */
const yama: Cause = ({ id, system: { settings, isRoot } }) => {
  const name = 'kernel.yama.ptrace_scope';
  const value = settings[name];
  if (id !== 'calls' || (value !== '3' && value !== '2')) return undefined;
  const [, permanent = ''] = sysctl(name, '1', isRoot);
  return {
    knob: { name, value },
    fixes: value === '3' ? [`${permanent}   # then restart the machine`] : sysctl(name, '1', isRoot),
  };
};

/** Kernel modules that some distributions put into separate packages. */
const MODULES: Partial<Record<AbilityId, string>> = {
  network: 'veth',
  capture: 'af_packet',
  ipv6: 'ipv6',
  loss: 'nf_tables',
  delay: 'sch_netem',
};

const ipv6Off: Cause = ({ id, system: { settings } }) =>
  id === 'ipv6' && settings['ipv6.disable'] === '1'
    ? {
        knob: { name: 'ipv6.disable', value: '1' },
        fixes: [
          "Remove ipv6.disable=1 from the kernel's command line (/etc/default/grub), and restart the machine.",
        ],
      }
    : undefined;

const noModule: Cause = ({ id, seen, system: { isRoot, name: distribution, hasModules } }) => {
  const module = MODULES[id];
  if (module === undefined || !UNKNOWN_TO_KERNEL.test(seen)) return undefined;
  const name = `the kernel module ${module}`;
  const sudo = isRoot ? '' : 'sudo ';
  const load = `${sudo}modprobe ${module}`;
  const more = `${sudo}apt-get install "linux-modules-extra-$(uname -r)" && ${load}`;
  if (/ubuntu/i.test(distribution)) return { knob: { name, value: 'not loaded' }, fixes: [load, more] };
  if (hasModules) return { knob: { name, value: 'not loaded' }, fixes: [load] };
  return {
    knob: { name, value: 'not in this kernel, and there are no modules to load' },
    fixes: ["Boot the distribution's own kernel, which has it."],
  };
};

/** Permission was denied, and no setting that we know of explains it. The kernel's log may. */
const unknownRefusal: Cause = ({ id, seen, system: { isRoot } }) =>
  inNamespaces(id) && REFUSED.test(seen)
    ? { fixes: [`${isRoot ? '' : 'sudo '}dmesg | tail -20   # shows which security module denied it`] }
    : undefined;

/** Each part works and everything together does not: this is our fault. */
const unexplained: Cause = ({ id }) =>
  id === 'run'
    ? { fixes: ['wireside doctor --json   # this is our fault: please report it with this output'] }
    : undefined;

/** Certain causes first, then likely ones. */
const CAUSES: readonly Cause[] = [
  noLinux,
  missingTools,
  oldTool,
  noneLeft,
  unprivilegedClone,
  unmappedUser,
  maskedProc,
  chroot,
  confined,
  apparmor,
  yama,
  ipv6Off,
  noModule,
  unknownRefusal,
  unexplained,
];

/** Sets a kernel setting: until the next restart, which is safer, and permanently. */
function sysctl(name: string, value: string, isRoot: boolean): string[] {
  const sudo = isRoot ? '' : 'sudo ';
  return [
    `${sudo}sysctl -w ${name}=${value}   # until the next restart`,
    `echo '${name} = ${value}' | ${sudo}tee /etc/sysctl.d/60-wireside.conf && ${sudo}sysctl --system   # permanently`,
  ];
}

/** How to start a container in which namespaces can be made. */
function inContainer(container: Container): string[] {
  const outside = 'Run Wireside outside the container, as an ordinary user. It sandboxes programs by itself.';
  switch (container) {
    case 'docker':
      return [
        outside,
        'docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined …',
        'docker run --privileged …   # gives the container full access to the machine',
      ];
    case 'podman':
      return [
        outside,
        'podman run --security-opt seccomp=unconfined --security-opt unmask=ALL …',
        'podman run --privileged …   # gives the container all permissions of its user',
      ];
    case 'kubernetes':
      return [
        outside,
        'In the pod: hostUsers: false, and in the securityContext procMount: Unmasked and seccompProfile: {type: Unconfined}.',
      ];
    case 'lxc':
      return [outside, 'lxc config set NAME security.nesting=true && lxc restart NAME'];
  }
}
