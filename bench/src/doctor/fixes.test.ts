/** Which setting explains which failure, and which fixes come in which order. */
import { describe, expect, it } from 'vitest';
import { explain } from './fixes.ts';
import type { Explanation } from './fixes.ts';
import type { AbilityId } from './report.ts';
import { procMasks } from './system-info.ts';
import type { SystemInfo } from './system-info.ts';

const PLAIN: SystemInfo = {
  platform: 'linux',
  architecture: 'x64',
  kernel: '6.8.0',
  name: 'Ubuntu 24.04.1 LTS',
  isRoot: false,
  user: 'user 1000',
  isWsl1: false,
  settings: {},
  confinedBy: [],
  isChroot: false,
  procMasks: [],
  hasModules: true,
  hasUnshareProfile: false,
};

function fixes(id: AbilityId, seen: string, system: Partial<SystemInfo> = {}): Explanation {
  return explain({ id, seen, system: { ...PLAIN, ...system }, missing: [] });
}

const EPERM = 'unshare: unshare failed: Operation not permitted';
const UID_MAP = 'unshare: write failed /proc/self/uid_map: Operation not permitted';
const ENOSPC = 'unshare: unshare failed: No space left on device';

describe('explain', () => {
  it('Ubuntu 24.04: a profile for unshare first, the setting for all programs last', () => {
    const settings = { 'kernel.apparmor_restrict_unprivileged_userns': '1' };
    const { knob, fixes: ways } = fixes('namespaces', UID_MAP, { settings });
    expect(knob).toEqual({ name: 'kernel.apparmor_restrict_unprivileged_userns', value: '1' });
    expect(ways).toEqual([
      "printf '%s\\n' 'abi <abi/4.0>,' 'include <tunables/global>' 'profile wireside /usr/bin/unshare flags=(unconfined) { userns, }' | sudo tee /etc/apparmor.d/wireside && sudo apparmor_parser -r /etc/apparmor.d/wireside   # for unshare(1) only",
      'sudo sysctl -w kernel.apparmor_restrict_unprivileged_userns=0   # until the next restart',
      "echo 'kernel.apparmor_restrict_unprivileged_userns = 0' | sudo tee /etc/sysctl.d/60-wireside.conf && sudo sysctl --system   # permanently",
    ]);
  });

  it('Ubuntu 25.04: its own profile for unshare is disabled first, and root needs no sudo', () => {
    const settings = { 'kernel.apparmor_restrict_unprivileged_userns': '1' };
    const { fixes: ways } = fixes('memory', 'mount: /tmp: permission denied.', {
      settings,
      isRoot: true,
      hasUnshareProfile: true,
    });
    expect(ways[0]).toMatch(/^ln -s \/etc\/apparmor.d\/unshare-userns-restrict .* printf /);
  });

  it('no namespaces left: the limit that is 0', () => {
    const settings = { 'user.max_user_namespaces': '0', 'user.max_net_namespaces': '100' };
    expect(fixes('namespaces', ENOSPC, { settings })).toMatchObject({
      knob: { name: 'user.max_user_namespaces', value: '0' },
      fixes: [expect.stringMatching(/^sudo sysctl -w user.max_user_namespaces=\d+ /), expect.anything()],
    });
    const none = { 'user.max_user_namespaces': '100', 'user.max_net_namespaces': '0' };
    expect(fixes('network', ENOSPC, { settings: none }).knob?.name).toBe('user.max_net_namespaces');
  });

  it('a kernel that reserves namespaces for root', () => {
    const settings = { 'kernel.unprivileged_userns_clone': '0' };
    expect(fixes('namespaces', EPERM, { settings })).toMatchObject({
      knob: { name: 'kernel.unprivileged_userns_clone', value: '0' },
      fixes: [expect.stringContaining('sysctl -w kernel.unprivileged_userns_clone=1'), expect.anything()],
    });
  });

  it("Docker's seccomp profile: outside first, all privileges last", () => {
    const { knob, fixes: ways } = fixes('namespaces', EPERM, {
      container: 'docker',
      confinedBy: ['a seccomp filter'],
    });
    expect(knob).toEqual({
      name: 'the security profile of docker',
      value: 'a seccomp filter',
    });
    expect(ways.map((way) => /outside|seccomp=unconfined|privileged/.exec(way)?.[0])).toEqual([
      'outside',
      'seccomp=unconfined',
      'privileged',
    ]);
  });

  it('a masked /proc, in any container', () => {
    const seen = 'unshare: mount /proc failed: Operation not permitted';
    const masks = ['/proc/acpi', '/proc/kcore'];
    expect(fixes('processes', seen, { procMasks: masks, container: 'podman' })).toMatchObject({
      knob: { name: '/proc', value: 'partly hidden (/proc/acpi, /proc/kcore)' },
      fixes: [expect.anything(), expect.stringContaining('unmask=ALL'), expect.anything()],
    });
  });

  it('root without a user 65534', () => {
    const seen = 'setpriv: setresuid failed: Invalid argument';
    expect(fixes('namespaces', seen, { isRoot: true }).knob?.name).toBe('/proc/self/uid_map');
  });

  it('tracing forbidden: a permanent fix only, since level 3 cannot be lowered', () => {
    const settings = { 'kernel.yama.ptrace_scope': '3' };
    const seen = 'strace: attach: ptrace(PTRACE_SEIZE, 7): Operation not permitted';
    expect(fixes('calls', seen, { settings }).fixes).toEqual([
      expect.stringMatching(/^echo 'kernel.yama.ptrace_scope = 1' .* then restart the machine$/),
    ]);
  });

  it('modules: load them, install them on Ubuntu, which packages them separately, or boot another kernel', () => {
    const seen = 'Error: Specified qdisc kind is unknown.';
    expect(fixes('delay', seen).fixes).toEqual([
      'sudo modprobe sch_netem',
      'sudo apt-get install "linux-modules-extra-$(uname -r)" && sudo modprobe sch_netem',
    ]);
    const debian = { name: 'Debian GNU/Linux 12' };
    expect(fixes('delay', seen, debian).fixes).toEqual(['sudo modprobe sch_netem']);
    expect(fixes('delay', seen, { ...debian, hasModules: false }).knob?.value).toContain(
      'not in this kernel',
    );
    expect(
      fixes('ipv6', 'RTNETLINK answers: Not supported', { settings: { 'ipv6.disable': '1' } }).knob,
    ).toEqual({
      name: 'ipv6.disable',
      value: '1',
    });
  });

  it('a tool that is too old for an option', () => {
    expect(fixes('namespaces', "unshare: unrecognized option '--map-current-user'").knob?.value).toBe(
      '--map-current-user',
    );
    expect(fixes('sandbox', 'bwrap: Unknown option --disable-userns').knob?.value).toBe('--disable-userns');
  });

  it('version 1 of the Windows subsystem for Linux', () => {
    expect(fixes('namespaces', 'unshare: Invalid argument', { isWsl1: true }).fixes[0]).toContain(
      'wsl --set-version',
    );
  });

  it('denied for an unknown reason: the log may say', () => {
    expect(fixes('namespaces', EPERM)).toEqual({
      fixes: ['sudo dmesg | tail -20   # shows which security module denied it'],
    });
  });

  it('after chroot, which looks like any missing permission', () => {
    expect(fixes('namespaces', EPERM, { isChroot: true, container: 'docker' }).knob?.name).toBe(
      'the root folder',
    );
  });

  it('names no cause for unknown failures, and reports our own fault when only everything together fails', () => {
    expect(fixes('memory', 'mount: bad superblock')).toEqual({ fixes: [] });
    expect(fixes('run', 'the program failed: {}')).toEqual({
      fixes: [expect.stringContaining('this is our fault')],
    });
  });
});

describe('procMasks', () => {
  it('finds what hides parts of /proc, and nothing else', () => {
    const mountinfo = `22 28 0:21 / /proc rw,nosuid - proc proc rw
40 22 0:35 / /proc/sys/fs/binfmt_misc rw - binfmt_misc binfmt_misc rw
41 22 0:36 / /proc/acpi ro,relatime - tmpfs tmpfs ro
42 22 0:5 /null /proc/kcore rw,nosuid - devtmpfs udev rw
43 28 0:37 / /tmp rw - tmpfs tmpfs rw
`;
    expect(procMasks(mountinfo)).toEqual(['/proc/acpi', '/proc/kcore']);
  });
});
