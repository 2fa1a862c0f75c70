/** Finds the setting that explains a failure, and what mends it, the safest first. Pure: it is handed all it knows. */
import type { AbilityId, Knob } from './report.ts';
import { type Surroundings, UNSHARE_PROFILE } from './surroundings.ts';
import { installCommand, type NeededTool, packagesOf } from './tools.ts';

export interface Explanation {
  knob?: Knob;
  fixes: string[];
}

/** What is known of a failure. */
export interface Failure {
  id: AbilityId;
  /** The failed tool's own words. */
  seen: string;
  surroundings: Surroundings;
  missing: readonly NeededTool[];
}

/** The kernel refused by permission, by a limit on their number (ENOSPC), or by not having it. */
const REFUSED = /not permitted|permission denied|EPERM|EACCES|no permissions/i;
const NONE_LEFT = /no space left|ENOSPC/i;
const UNKNOWN_TO_KERNEL =
  /not supported|unknown device type|kind is unknown|no such file|not found|no such device/i;

/** Explains a failure as well as it can; without an explanation there is neither setting nor fix. */
export function explain(failure: Failure): Explanation {
  for (const cause of CAUSES) {
    const explanation = cause(failure);
    if (explanation !== null) return explanation;
  }
  return { fixes: [] };
}

type Cause = (failure: Failure) => Explanation | null;

/** Whether an ability stands on namespaces, which a security module or a container may refuse whole or in part. */
const inNamespaces = (id: AbilityId): boolean => id !== 'linux' && id !== 'tools';

const noLinux: Cause = ({ id, surroundings: { platform, isWsl1 } }) => {
  if (isWsl1 && id !== 'tools') {
    return {
      knob: { name: 'the Windows subsystem for Linux', value: 'version 1, which has no Linux kernel' },
      fixes: ['wsl --set-version Debian 2   # in PowerShell; "wsl -l -v" shows the name to give'],
    };
  }
  if (id !== 'linux') return null;
  if (platform === 'win32') {
    return { fixes: ['wsl --install -d Debian   # in PowerShell; then start Wireside in there'] };
  }
  if (platform === 'darwin') {
    return {
      fixes: ['brew install lima && limactl start template://debian-12 && limactl shell debian-12'],
    };
  }
  return { fixes: [] };
};

const missingTools: Cause = ({ id, missing, surroundings: { isRoot } }) =>
  id === 'tools' ? { fixes: [installCommand(packagesOf(missing), undefined, isRoot)] } : null;

/** A tool from before an option that we use. */
const oldTool: Cause = ({ seen }) => {
  const option = /(?:unrecognized|unknown|invalid) option:? '?(-*[\w-]+)/i.exec(seen)?.[1];
  if (option === undefined) return null;
  return {
    knob: { name: 'a tool older than its option', value: option },
    fixes: [
      'Upgrade the system: Debian 12 and Ubuntu 24.04 have util-linux 2.38, strace 6 and bubblewrap 0.8, which suffice.',
    ],
  };
};

/** Limits on the number of namespaces (namespaces(7), /proc/sys/user). */
const noneLeft: Cause = ({ id, seen, surroundings: { settings, isRoot } }) => {
  if (!inNamespaces(id) || !NONE_LEFT.test(seen)) return null;
  const kinds = ['user', 'net', 'pid', 'mnt'].map((kind) => `user.max_${kind}_namespaces`);
  const name = kinds.find((kind) => settings[kind] === '0') ?? 'user.max_user_namespaces';
  return {
    knob: { name, value: settings[name] ?? 'unknown' },
    fixes: sysctl(name, '15000', isRoot),
  };
};

/** Debian up to 10, and kernels with the same patch. */
const unprivilegedClone: Cause = ({ id, seen, surroundings: { settings, isRoot } }) => {
  const name = 'kernel.unprivileged_userns_clone';
  if (!inNamespaces(id) || settings[name] !== '0' || !REFUSED.test(seen)) return null;
  return { knob: { name, value: '0' }, fixes: sysctl(name, '1', isRoot) };
};

/** Under root in a container that maps few users, nobody (65534) does not exist. */
const unmappedUser: Cause = ({ id, seen, surroundings: { isRoot } }) => {
  if (!inNamespaces(id) || !isRoot || !/setres[ug]id|setgroups/.test(seen)) return null;
  return {
    knob: { name: '/proc/self/uid_map', value: 'without the user 65534 (nobody), or root may not become it' },
    fixes: ['Start Wireside as an ordinary user of this machine or container, not as root.'],
  };
};

/** Parts of /proc are hidden, as containers do; then no /proc can be mounted in a namespace (mount_too_revealing). */
const maskedProc: Cause = ({ id, seen, surroundings }) => {
  const { procMasks, container } = surroundings;
  const fits = id === 'processes' || id === 'sandbox' || id === 'run';
  if (!fits || procMasks.length === 0 || !(REFUSED.test(seen) || /read-only/i.test(seen))) return null;
  return {
    knob: { name: '/proc', value: `partly hidden (${procMasks.slice(0, 3).join(', ')})` },
    fixes: inContainer(container ?? 'docker'),
  };
};

/** A container's profile refuses unshare(2) and clone(2) with new namespaces, and often mount(2). */
const confined: Cause = ({ id, seen, surroundings: { confinedBy, container } }) => {
  if (!inNamespaces(id) || container === null || confinedBy.length === 0 || !REFUSED.test(seen)) return null;
  return {
    knob: { name: `the security profile of ${container}`, value: confinedBy.join(', ') },
    fixes: inContainer(container),
  };
};

const chroot: Cause = ({ id, seen, surroundings: { isChroot } }) =>
  inNamespaces(id) && isChroot && REFUSED.test(seen)
    ? {
        knob: { name: 'the root folder', value: "not the machine's own: no user namespaces after chroot(2)" },
        fixes: [
          'Start Wireside outside the chroot, or enter it with systemd-nspawn(1) in place of chroot(8).',
        ],
      }
    : null;

/** Ubuntu 23.10 and later: ordinary users' namespaces are made, but give no rights. */
const apparmor: Cause = ({ id, seen, surroundings }) => {
  const { settings, isRoot } = surroundings;
  const name = 'kernel.apparmor_restrict_unprivileged_userns';
  const value = settings[name];
  if (!inNamespaces(id) || value === undefined || value === '0' || !REFUSED.test(seen)) return null;
  return { knob: { name, value }, fixes: [allowUnshare(surroundings), ...sysctl(name, '0', isRoot)] };
};

/** Lets unshare(1) make namespaces, and what it starts; two profiles for one program would be one too many. */
function allowUnshare({ isRoot, hasUnshareProfile }: Surroundings): string {
  const sudo = isRoot ? '' : 'sudo ';
  const lines = ['abi <abi/4.0>,', 'include <tunables/global>'];
  lines.push('profile wireside /usr/bin/unshare flags=(unconfined) { userns, }');
  const quoted = lines.map((line) => `'${line}'`).join(' ');
  const file = '/etc/apparmor.d/wireside';
  const putAside = `${sudo}ln -s ${UNSHARE_PROFILE} /etc/apparmor.d/disable/ && ${sudo}apparmor_parser -R ${UNSHARE_PROFILE} && `;
  return `${hasUnshareProfile ? putAside : ''}printf '%s\\n' ${quoted} | ${sudo}tee ${file} && ${sudo}apparmor_parser -r ${file}   # for unshare(1) only`;
}

/** Yama's third level forbids all tracing until the machine is started anew. */
const yama: Cause = ({ id, surroundings: { settings, isRoot } }) => {
  const name = 'kernel.yama.ptrace_scope';
  const value = settings[name];
  if (id !== 'calls' || (value !== '3' && value !== '2')) return null;
  const [, forGood = ''] = sysctl(name, '1', isRoot);
  return {
    knob: { name, value },
    fixes: value === '3' ? [`${forGood}   # and start the machine anew`] : sysctl(name, '1', isRoot),
  };
};

/** Parts of the kernel that some distributions pack apart. */
const MODULES: Partial<Record<AbilityId, string>> = {
  network: 'veth',
  capture: 'af_packet',
  ipv6: 'ipv6',
  loss: 'nf_tables',
  delay: 'sch_netem',
};

const ipv6Off: Cause = ({ id, surroundings: { settings } }) =>
  id === 'ipv6' && settings['ipv6.disable'] === '1'
    ? {
        knob: { name: 'ipv6.disable', value: '1' },
        fixes: [
          "Take ipv6.disable=1 off the kernel's command line (/etc/default/grub), and start the machine anew.",
        ],
      }
    : null;

const noModule: Cause = ({ id, seen, surroundings: { isRoot, system, hasModules } }) => {
  const module = MODULES[id];
  if (module === undefined || !UNKNOWN_TO_KERNEL.test(seen)) return null;
  const name = `the kernel's module ${module}`;
  const sudo = isRoot ? '' : 'sudo ';
  const load = `${sudo}modprobe ${module}`;
  const more = `${sudo}apt-get install "linux-modules-extra-$(uname -r)" && ${load}`;
  if (/ubuntu/i.test(system)) return { knob: { name, value: 'not loaded' }, fixes: [load, more] };
  if (hasModules) return { knob: { name, value: 'not loaded' }, fixes: [load] };
  return {
    knob: { name, value: 'not in this kernel, which has no modules to load' },
    fixes: ["Start the machine with the distribution's own kernel, which has it."],
  };
};

/** Somebody refused, and nothing that we know of says so: the kernel's log may. */
const refusedBySomebody: Cause = ({ id, seen, surroundings: { isRoot } }) =>
  inNamespaces(id) && REFUSED.test(seen)
    ? { fixes: [`${isRoot ? '' : 'sudo '}dmesg | tail -20   # tells which security module refused it`] }
    : null;

/** Each part works and the whole does not: that is ours. */
const unexplained: Cause = ({ id }) =>
  id === 'run'
    ? { fixes: ['wireside doctor --json   # this is our fault: please report it with what this prints'] }
    : null;

/** In this order: what is certain before what is only likely. */
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
  refusedBySomebody,
  unexplained,
];

/** Sets a kernel setting: until the next start, which is the safer, and for good. */
function sysctl(name: string, value: string, isRoot: boolean): string[] {
  const sudo = isRoot ? '' : 'sudo ';
  return [
    `${sudo}sysctl -w ${name}=${value}   # until the machine is started anew`,
    `echo '${name} = ${value}' | ${sudo}tee /etc/sysctl.d/60-wireside.conf && ${sudo}sysctl --system   # for good`,
  ];
}

/** Ways of starting a container in which namespaces can be made. */
function inContainer(container: NonNullable<Surroundings['container']>): string[] {
  const outside =
    'Start Wireside outside the container, as an ordinary user; it closes programs in by itself.';
  switch (container) {
    case 'docker':
      return [
        outside,
        'docker run --security-opt seccomp=unconfined --security-opt apparmor=unconfined --security-opt systempaths=unconfined …',
        'docker run --privileged …   # gives the container the whole machine',
      ];
    case 'podman':
      return [
        outside,
        'podman run --security-opt seccomp=unconfined --security-opt unmask=ALL …',
        'podman run --privileged …   # gives the container all that its user may do',
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
