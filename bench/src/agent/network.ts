/** Makes and unmakes the private network of one run: a station host, and a wire to the server host. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { runCommand, ToolError } from './command.ts';
import { HOSTS } from './hosts.ts';

/** A network that a run can use, and the folder that goes with it. */
export interface Network {
  /** Command that starts another one on the program's host; empty where that is the agent's own. */
  enterStation: string[];
  /** A process on the program's host, whose /proc/<pid>/net is that host's. */
  station: number | 'self';
  /** Device to capture on, at the server host. */
  device: string;
  /** Removes it; nothing of it is left when this resolves. */
  remove(): Promise<void>;
}

/** Without offload, packets have the size and the checksums that a network would carry (ethtool(8)). */
const OFFLOADS = 'tso off gso off gro off tx off';

/** MTU of the wire and of lo: Ethernet's, so that segments have a real network's size. */
const MTU = 1500;

/** Readies the server host, once: its lo carries packets as a wire would. */
export async function prepareServerHost(): Promise<void> {
  await runCommand(['ip', 'link', 'set', 'lo', 'mtu', String(MTU), 'up']);
  await runCommand(['ethtool', '-K', 'lo', 'tso', 'off', 'gso', 'off', 'gro', 'off']);
}

/**
 * The station makes the wire and gives one end of it to process 1, the agent's parent, which lives on the server host
 * like the agent. There are no link-local addresses, which would only add packets that no program caused. The
 * run's workspace is mounted along the way ("$@" is the command), since every process that the agent need not start
 * itself is time won. The shell then stays, and with it the station, until its input ends.
 */
const STATION_SCRIPT = `set -e
"$@"
ip -batch - <<END
link set lo mtu ${MTU} up
link add station address ${HOSTS.station.mac} mtu ${MTU} type veth peer name server address ${HOSTS.server.mac} mtu ${MTU} netns 1
link set station addrgenmode none
address add ${HOSTS.station.ipv4}/24 dev station
address add ${HOSTS.station.ipv6}/64 dev station nodad
link set station up
route add default via ${HOSTS.server.ipv4}
route add default via ${HOSTS.server.ipv6}
END
ethtool -K station ${OFFLOADS} >/dev/null
nsenter -t 1 -n ip -batch - <<END
link set server addrgenmode none
address add ${HOSTS.server.ipv4}/24 dev server
address add ${HOSTS.server.ipv6}/64 dev server nodad
link set server up
END
nsenter -t 1 -n ethtool -K server ${OFFLOADS} >/dev/null
echo ready
exec cat >/dev/null`;

/** The wire is removed before the station goes, which would remove it too, but some time later. */
const REMOVE_SCRIPT = 'umount "$1"; ip link del server';

/** Makes the station host and the wire, and mounts the workspace by `mount`, at `folder`. */
export async function makeWire(mount: readonly string[], folder: string): Promise<Network> {
  const holder = spawn('unshare', ['-n', 'sh', '-c', STATION_SCRIPT, 'sh', ...mount], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let stderr = '';
  holder.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  holder.stdin.on('error', () => {});
  const ended = once(holder, 'close');
  const failed = ended.then(() => Promise.reject(new ToolError(['unshare', '-n', 'ip'], 'ended', stderr)));
  failed.catch(() => {});
  await Promise.race([once(holder.stdout, 'data'), failed]);
  const pid = holder.pid as number;
  return {
    enterStation: ['nsenter', '-t', String(pid), '-n'],
    station: pid,
    device: 'server',
    remove: async () => {
      await runCommand(['sh', '-c', REMOVE_SCRIPT, 'sh', folder]);
      holder.stdin.end();
      await ended;
    },
  };
}

/** One host and its lo: the server host itself, which the program then shares with its peers. */
export async function ownHost(mount: readonly [string, ...string[]], folder: string): Promise<Network> {
  await runCommand(mount);
  const remove = async (): Promise<void> => void (await runCommand(['umount', folder]));
  return { enterStation: [], station: 'self', device: 'lo', remove };
}
