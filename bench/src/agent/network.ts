/** Makes and removes the private network of one scene: hosts, and a switch that joins their wires. */
import type { HostDescription } from '@wireside/trace';
import type { SceneHost } from '../request.ts';
import { runCommand } from './command.ts';
import { configureScript } from './configure-host.ts';
import { describeHost, DEVICES, GATEWAY, NAME_SERVER } from './hosts.ts';
import { NamespaceHolder } from './namespace-holder.ts';

/** A process on a host, whose /proc/<pid>/net is that host's; `self` is the agent, on its own host. */
export type HostProcess = number | 'self';

/** A host of a network. */
export interface NetworkHost {
  readonly description: HostDescription;
  /** Command that runs another one on the host; empty for the agent's own. */
  readonly enter: readonly string[];
  /** A process on the host. */
  readonly process: HostProcess;
  /** Its network devices, except lo. */
  readonly devices: readonly string[];
}

/** The network of a scene. */
export interface Network {
  readonly kind: 'wire' | 'localhost';
  /** In the order of the scene. */
  readonly hosts: readonly NetworkHost[];
  /** Where the name server is to listen: the address that resolv.conf names. */
  readonly nameServer: string;
  /** The host of a name. @throws {Error} when there is none */
  host(name: string): NetworkHost;
  /** Where packets leave for a host: the port of its wire at the switch, or lo. */
  towards(host: string): Port;
  /** Plugs the wire of a host in or out, at the switch. @throws {ToolError} when ip(8) fails */
  setWire(host: string, state: 'up' | 'down'): Promise<void>;
  /** Plugs all wires in. @throws {ToolError} when ip(8) fails */
  plugIn(): Promise<void>;
}

/** A device, and the command that runs another one where it is. */
export interface Port {
  readonly enter: readonly string[];
  readonly device: string;
}

/** MTU of the switch and of lo: Ethernet's, so that segments are as large as on a real network. */
const MTU = 1500;
/** The device of the switch that each frame passes once. */
export const SWITCH_DEVICE = 'lan';
/** Segments are cut and checksums are made before the packets are seen, as on a real network (ethtool(8)). */
const OFFLOAD_OFF = 'tso off gso off gro off tx off';

/**
 * Prepares the agent's own host, once: makes its lo carry packets like those of a wire.
 * @throws {ToolError} when ip or ethtool fails
 */
export async function prepareOwnHost(): Promise<void> {
  await runCommand(['ip', 'link', 'set', 'lo', 'mtu', String(MTU), 'up']);
  await runCommand(['ethtool', '-K', 'lo', 'tso', 'off', 'gso', 'off', 'gro', 'off']);
}

/**
 * Runs as the switch. Makes the bridge, and the wire to the agent's own host, which is that of process 1. There are no
 * link-local addresses: they would only add packets that no program caused. What is sent to an address outside of the
 * network is taken as the switch's own (`local default`), where nothing listens: it is answered by a reset, or by an ICMP
 * error; but ARP is answered for the gateway's address only. The script also mounts the run's workspace ("$@" is the command), because each process that the agent does not
 * have to start saves time.
 */
const SWITCH_SCRIPT = `set -e
"$@"
ip -batch - <<END
link set lo up
link add ${SWITCH_DEVICE} address ${GATEWAY.mac} mtu ${MTU} type bridge stp_state 0 forward_delay 0 mcast_snooping 0
link set ${SWITCH_DEVICE} addrgenmode none mtu ${MTU} up
address add ${GATEWAY.ipv4}/16 dev ${SWITCH_DEVICE}
address add ${GATEWAY.ipv6}/64 dev ${SWITCH_DEVICE} nodad
address add fd01::fe/64 dev ${SWITCH_DEVICE} nodad
route add 10.0.0.0/16 dev ${SWITCH_DEVICE} table local
route add local default dev lo table local
link add p0 mtu ${MTU} type veth peer name eth0 netns 1
link set p0 addrgenmode none master ${SWITCH_DEVICE} up
END
ip -6 -batch - <<END
rule add iif ${SWITCH_DEVICE} lookup 100
route add local default dev lo table 100
END
echo 1 >/proc/sys/net/ipv4/conf/${SWITCH_DEVICE}/arp_ignore
echo 0 >/proc/sys/net/ipv4/icmp_ratelimit
echo 0 >/proc/sys/net/ipv6/icmp/ratelimit
for filter in ip ip6 arp; do echo 0 2>/dev/null >/proc/sys/net/bridge/bridge-nf-call-\${filter}tables || true; done
ethtool -K ${SWITCH_DEVICE} ${OFFLOAD_OFF} >/dev/null
nsenter -t 1 -n ethtool -K eth0 ${OFFLOAD_OFF} >/dev/null`;

/** Runs as another host: makes its wire to the switch, the process $1, at the port $2, and configures it by the script $3. */
const HOST_SCRIPT = `set -e
ip -batch - <<END
link set lo mtu ${MTU} up
link add eth0 mtu ${MTU} type veth peer name $2 netns $1
END
nsenter -t $1 -n ip link set $2 addrgenmode none master ${SWITCH_DEVICE} up
ethtool -K eth0 ${OFFLOAD_OFF} >/dev/null
ethtool -K lo tso off gso off gro off >/dev/null
eval "$3"`;

/** Runs on the agent's own host, which outlives the network. */
const REMOVE_SCRIPT = `for device in eth0 eth1; do ip link del $device 2>/dev/null; done
[ -z "$1" ] || nft delete table inet "$1"`;

/** A host while it has no place in a scene. */
interface Machine {
  readonly enter: readonly string[];
  readonly process: HostProcess;
  /** Its first port at the switch; its second wire has the port with `b` after it. */
  readonly port: string;
  readonly holder?: NamespaceHolder;
}

/** Hosts on a switch. They get their names and addresses when a scene is known. */
export class WireNetwork implements Network {
  readonly kind = 'wire';
  readonly #switch: NamespaceHolder;
  readonly #own: Machine = { enter: [], process: 'self', port: 'p0' };
  readonly #others: Machine[] = [];
  #hosts: readonly NetworkHost[] = [];
  #ports = new Map<string, readonly string[]>();
  #families: SceneHost['families'] = 'both';
  #isOwnSilent = false;
  readonly #unplugged = new Set<string>();
  /** By port: the script that configured a machine last. */
  readonly #configured = new Map<string, string>();

  private constructor(holder: NamespaceHolder) {
    this.#switch = holder;
  }

  /**
   * Makes the switch, the agent's own host and one other.
   * @param mount a command to run on the way
   * @throws {ToolError} when one of the tools fails
   */
  static async make(mount: readonly string[]): Promise<WireNetwork> {
    const network = new WireNetwork(await NamespaceHolder.make(SWITCH_SCRIPT, mount));
    try {
      await network.#addMachines(1, () => '');
    } catch (error) {
      await network.remove();
      throw error;
    }
    return network;
  }

  get hosts(): readonly NetworkHost[] {
    return this.#hosts;
  }

  get nameServer(): string {
    return this.#families === 'ipv6' ? NAME_SERVER.wire.ipv6 : NAME_SERVER.wire.ipv4;
  }

  /** Command that runs another one at the switch. */
  get enterSwitch(): readonly string[] {
    return this.#switch.enter;
  }

  /**
   * Gives the hosts of a scene their names, devices and addresses, and makes those that are missing. What is already as
   * it must be is left alone.
   * @param own the name of the agent's own host
   * @throws {ToolError} when one of the tools fails
   */
  async configure(hosts: readonly SceneHost[], own: string): Promise<void> {
    const known = [this.#own, ...this.#others];
    const others = hosts.filter(({ name }) => name !== own);
    const scriptOf = (host: SceneHost, port: string): string =>
      configureScript({
        host,
        number: hosts.indexOf(host) + 1,
        isOwn: host.name === own,
        port,
        switchProcess: this.#switch.pid,
      });
    await this.#addMachines(others.length - this.#others.length, (port, i) => scriptOf(others[i]!, port));
    const machines = this.#assign(hosts, own);
    this.#isOwnSilent = hosts.some(({ name, silent }) => name === own && silent !== undefined);
    await Promise.all([
      ...hosts.map(async (host, i) => {
        const { enter, port } = machines[i]!;
        const script = scriptOf(host, port);
        if (this.#configured.get(port) === script) return;
        await runCommand([...enter, 'sh', '-c', script]);
        this.#configured.set(port, script);
      }),
      ...known
        .filter((machine) => !machines.includes(machine))
        .map(({ enter }) => runCommand([...enter, 'ip', 'link', 'set', 'eth0', 'down'])),
    ]);
  }

  /** Gives the hosts their names. Returns the machine of each. */
  #assign(hosts: readonly SceneHost[], own: string): readonly Machine[] {
    const others = [...this.#others];
    const machines = hosts.map(({ name }) => (name === own ? this.#own : others.shift()!));
    this.#families = hosts.find(({ name }) => name === own)?.families ?? 'both';
    this.#hosts = hosts.map((host, i): NetworkHost => {
      const { enter, process } = machines[i]!;
      const devices = DEVICES.slice(0, host.interfaces ?? 1);
      return { description: describeHost(host, i + 1), enter, process, devices };
    });
    this.#ports = new Map(
      hosts.map(({ name, interfaces }, i) => {
        const { port } = machines[i]!;
        return [name, interfaces === 2 ? [port, `${port}b`] : [port]];
      }),
    );
    return machines;
  }

  host(name: string): NetworkHost {
    return hostOf(this.#hosts, name);
  }

  async setWire(host: string, state: 'up' | 'down'): Promise<void> {
    const lines = (this.#ports.get(host) ?? []).map((port) => `link set ${port} ${state}\n`);
    await runCommand([...this.#switch.enter, 'ip', '-batch', '-'], lines.join(''));
    if (state === 'up') this.#unplugged.delete(host);
    else this.#unplugged.add(host);
  }

  towards(host: string): Port {
    return { enter: this.#switch.enter, device: this.#ports.get(host)![0]! };
  }

  async plugIn(): Promise<void> {
    for (const host of this.#unplugged) await this.setWire(host, 'up');
  }

  /** Removes everything; nothing of it is left when this resolves. */
  async remove(): Promise<void> {
    // When the switch ends, the kernel would remove the agent's wires too, but some time later.
    await runCommand(['sh', '-c', REMOVE_SCRIPT, 'sh', this.#isOwnSilent ? 'silent' : '']);
    await Promise.all([this.#switch, ...this.#others.map(({ holder }) => holder!)].map((each) => each.end()));
  }

  /** @param scriptOf the script that configures the machine with a port and a place among the others */
  async #addMachines(count: number, scriptOf: (port: string, i: number) => string): Promise<void> {
    const from = this.#others.length;
    const made = await Promise.allSettled(
      Array.from({ length: Math.max(0, count) }, async (_, i): Promise<Machine> => {
        const port = `p${from + i + 1}`;
        const script = scriptOf(port, from + i);
        const holder = await NamespaceHolder.make(HOST_SCRIPT, [String(this.#switch.pid), port, script]);
        this.#configured.set(port, script);
        return { enter: holder.enter, process: holder.pid, port, holder };
      }),
    );
    for (const result of made) if (result.status === 'fulfilled') this.#others.push(result.value);
    const failed = made.find((result) => result.status === 'rejected');
    if (failed !== undefined) throw failed.reason;
  }
}

/** The host of a name. @throws {Error} when there is none */
export function hostOf(hosts: readonly NetworkHost[], name: string): NetworkHost {
  const found = hosts.find(({ description }) => description.name === name);
  if (found === undefined) throw new Error(`there is no host ${name}`);
  return found;
}
