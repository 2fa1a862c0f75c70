/** The abilities that the bench needs, each with an attempt to use it on this machine. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { lossRules } from '../agent/impairments.ts';
import { seccompFilter } from '../agent/seccomp.ts';
import { dropPrivileges, ENTER_USER_NAMESPACE } from '../privilege.ts';
import { reachable } from '../reachable.ts';
import { findTool } from '../tool-path.ts';
import { attempt } from './attempt.ts';
import type { Outcome } from './attempt.ts';
import type { AbilityId } from './report.ts';
import { missingTools, NEEDED_TOOLS } from './tools.ts';
import { tryRun } from './whole-run.ts';

/** How to find out about one ability. */
export interface Probe {
  readonly id: AbilityId;
  readonly title: string;
  /** What must work first. */
  readonly after: readonly AbilityId[];
  /** Commands that must be installed. */
  readonly tools: readonly string[];
  /** Whether the bench works without it. */
  readonly optional: boolean;
  /** What works without it. */
  readonly without: string;
  /** Tries to use it. */
  attempt(): Promise<Outcome>;
}

/** What works without the bench. */
const NO_BENCH =
  'no program can be run or judged here; you can show recorded runs, and run the servers and clients';

/**
 * Tries a command as the bench's unprivileged user in a user namespace.
 * @param options unshare's options for more namespaces
 * @param works what to say when it works
 */
async function inNamespaces(
  options: readonly string[],
  command: readonly string[],
  works: string,
  input = '',
): Promise<Outcome> {
  const { ok, seen } = await attempt(
    [...dropPrivileges(), ...ENTER_USER_NAMESPACE, ...options, ...command],
    input,
  );
  return { ok, seen: ok ? works : seen };
}

const script = (text: string): string[] => ['sh', '-e', '-c', text];
const OWN_PROCESSES = ['--mount', '--pid', '--fork', '--kill-child', '--mount-proc'];
const SANDBOX =
  'setpriv --ambient-caps=-all --inh-caps=-all bwrap --unshare-user --unshare-pid --unshare-ipc --unshare-uts ' +
  '--disable-userns --new-session --die-with-parent --ro-bind / / --proc /proc --dev /dev true';
const WIRE = 'ip link add client type veth peer name server';

/** Starts a capture on lo, sends datagrams once it runs, and exits with status 0 when tcpdump has captured one. */
const CAPTURE = `
import { execFileSync, spawn } from 'node:child_process';
import { createSocket } from 'node:dgram';
execFileSync('ip', ['link', 'set', 'lo', 'up']);
const tcpdump = spawn('tcpdump', ['-i', 'lo', '-n', '-U', '--immediate-mode', '-w', '-'], { stdio: ['ignore', 'pipe', 'inherit'] });
const socket = createSocket('udp4');
let seen = '';
tcpdump.stdout.on('data', (chunk) => {
  if (seen === '') setInterval(() => socket.send('wireside doctor', 9, '127.0.0.1'), 20);
  seen += chunk.toString('latin1');
  if (seen.includes('wireside doctor')) process.exit(0);
});
tcpdump.on('close', () => process.exit(1));
`;

async function tryCapture(): Promise<Outcome> {
  const folder = mkdtempSync(join(tmpdir(), 'wireside-doctor-'));
  try {
    const node = reachable(process.execPath, folder);
    return await inNamespaces(
      ['--net', '--pid', '--fork', '--kill-child'], // they end tcpdump with the script
      [node, '--input-type=module', '-e', CAPTURE],
      'tcpdump captured a datagram',
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The probes, in the order in which they are tried. */
export const PROBES: readonly Probe[] = [
  {
    id: 'linux',
    title: 'Linux',
    after: [],
    tools: [],
    optional: false,
    without: NO_BENCH,
    attempt: async () => {
      if (process.platform !== 'linux') {
        return {
          ok: false,
          seen: `this is ${process.platform}; the bench uses namespaces, which only Linux has`,
        };
      }
      if (seccompFilter() !== undefined) return { ok: true, seen: `on ${process.arch}` };
      return {
        ok: false,
        isOptional: true,
        seen: `on ${process.arch}; the sandbox has no seccomp filter for it`,
      };
    },
  },
  {
    id: 'tools',
    title: 'Tools',
    after: ['linux'],
    tools: [],
    optional: false,
    without: NO_BENCH,
    attempt: async () => {
      const missing = missingTools();
      if (missing.length === 0) return { ok: true, seen: NEEDED_TOOLS.map(({ name }) => name).join(', ') };
      const elsewhere = missing.flatMap(({ name }) => findTool(name, process.env['PATH'] ?? '') ?? []);
      return {
        ok: false,
        isOptional: missing.every(({ optional }) => optional === true),
        seen:
          `missing: ${missing.map(({ name, use }) => `${name} (${use})`).join(', ')}` +
          (elsewhere.length === 0 ? '' : `; the bench does not look where ${elsewhere.join(', ')} is`),
      };
    },
  },
  {
    id: 'namespaces',
    title: 'User namespaces',
    after: ['linux'],
    tools: ['unshare', 'setpriv'],
    optional: false,
    without: NO_BENCH,
    attempt: () => inNamespaces([], ['true'], 'an ordinary user can make one'),
  },
  {
    id: 'network',
    title: 'Private network',
    after: ['namespaces'],
    tools: ['ip'],
    optional: false,
    without: NO_BENCH,
    attempt: () =>
      inNamespaces(
        ['--net'],
        script(`${WIRE}
ip address add 10.0.0.2/24 dev client
ip link set client up
ip link set server up
unshare --net ip link set lo up`),
        'two hosts connected by a wire',
      ),
  },
  {
    id: 'processes',
    title: 'Private processes',
    after: ['namespaces'],
    tools: [],
    optional: false,
    without: NO_BENCH,
    attempt: () =>
      inNamespaces(OWN_PROCESSES, script('test $$ = 1; test -r /proc/1/status'), 'with their own /proc'),
  },
  {
    id: 'memory',
    title: 'Private folder',
    after: ['namespaces'],
    tools: ['mount', 'umount'],
    optional: false,
    without: NO_BENCH,
    attempt: () =>
      inNamespaces(
        ['--mount'],
        script(
          'mount -t tmpfs -o size=1m,nr_inodes=16,mode=0700,nosuid,nodev wireside /tmp; echo text >/tmp/file; umount /tmp',
        ),
        'in memory, with a size limit',
      ),
  },
  {
    id: 'calls',
    title: 'Call trace',
    after: ['namespaces'],
    tools: ['strace'],
    optional: false,
    without: NO_BENCH,
    attempt: async () => {
      const strace = ['strace', '-f', '--seccomp-bpf', '-e', 'trace=execve', ...script('env true; :')];
      const { ok, seen, output } = await attempt([...dropPrivileges(), ...ENTER_USER_NAMESPACE, ...strace]);
      if (!ok) return { ok, seen };
      return /execve\(.*"true"\]/.test(output)
        ? { ok: true, seen: 'strace shows the calls of a child process' }
        : { ok: false, seen: `strace did not show the call: ${seen}` };
    },
  },
  {
    id: 'capture',
    title: 'Packet capture',
    after: ['network'],
    tools: ['tcpdump', 'ip'],
    optional: false,
    without: NO_BENCH,
    attempt: tryCapture,
  },
  {
    id: 'sandbox',
    title: 'Sandbox',
    after: ['processes'],
    tools: ['bwrap', 'setpriv'],
    optional: false,
    without: NO_BENCH,
    attempt: () => inNamespaces(OWN_PROCESSES, SANDBOX.split(' '), 'bwrap isolates a program'),
  },
  {
    id: 'ipv6',
    title: 'IPv6',
    after: ['network'],
    tools: ['ip'],
    optional: false,
    without: NO_BENCH,
    attempt: () =>
      inNamespaces(
        ['--net'],
        script('ip link set lo up; ip address add fd00::2/64 dev lo nodad; grep -q ^fd00 /proc/net/if_inet6'),
        'on the private network',
      ),
  },
  {
    id: 'offload',
    title: 'Offload off',
    after: ['network'],
    tools: ['ip', 'ethtool'],
    optional: false,
    without: NO_BENCH,
    attempt: () =>
      inNamespaces(
        ['--net'],
        script(
          `${WIRE}; ethtool -K client tso off gso off gro off tx off; ethtool -K lo tso off gso off gro off`,
        ),
        'packets are as large as on a real network',
      ),
  },
  {
    id: 'loss',
    title: 'Packet loss',
    after: ['network'],
    tools: ['nft'],
    optional: true,
    without: 'all cases work, except those with packet loss, which are inconclusive',
    attempt: () => inNamespaces(['--net'], ['nft', '-f', '-'], 'nft drops packets', lossRules('lo')),
  },
  {
    id: 'delay',
    title: 'Delay',
    after: ['network'],
    tools: ['tc'],
    optional: true,
    without: 'all cases work, except those with delay, which are inconclusive',
    attempt: () =>
      inNamespaces(
        ['--net'],
        ['tc', 'qdisc', 'add', 'dev', 'lo', 'root', 'netem', 'delay', '10ms'],
        'tc netem delays packets',
      ),
  },
  {
    id: 'run',
    title: 'Complete run',
    after: ['tools', 'network', 'processes', 'memory', 'calls', 'capture', 'sandbox', 'ipv6', 'offload'],
    tools: [],
    optional: false,
    without: NO_BENCH,
    attempt: tryRun,
  },
];
