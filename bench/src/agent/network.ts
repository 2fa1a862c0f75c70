/** Makes and removes the private network of one scene: hosts, and a switch that joins their wires. */
import type { HostDescription } from '@wireside/trace';
import type { SceneHost } from '../request.ts';
import { configuration, IP, MTU, NFT, offloadOff } from './configure-host.ts';
import type { HostToConfigure } from './configure-host.ts';
import { describeHost, DEVICES, GATEWAY, NAME_SERVER, SWITCH_DEVICE } from './hosts.ts';
import type { Shell } from './shell.ts';

/** A process on a host, whose /proc/<pid>/net is that host's; `self` is the agent, on its own host. */
export type HostProcess = number | 'self';

/** A host of a network. */
export interface NetworkHost {
  readonly description: HostDescription;
  /** Runs tools on the host. */
  readonly shell: Shell;
  /** A process on the host. */
  readonly process: HostProcess;
  /** Its network devices, except lo. */
  readonly devices: readonly string[];
}

/** The network of a scene. */
export interface Network {
  readonly kind: 'wire' | 'localhost';
  /** The shell of the agent's own host. */
  readonly shell: Shell;
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

/** A device, and the shell of the host where it is. */
export interface Port {
  readonly shell: Shell;
  readonly device: string;
}

/**
 * Prepares the agent's own host, once: makes its lo carry packets like those of a wire.
 * @throws {ToolError} when ip or ethtool fails
 */
export async function prepareOwnHost(shell: Shell): Promise<void> {
  await shell.run(['ip', 'link', 'set', 'lo', 'mtu', String(MTU), 'up']);
  await shell.run(offloadOff('lo'));
}

/**
 * Lines of ip(8) that make the switch. There are no link-local addresses: they would only add packets that no program
 * caused. What is sent to an address outside of the network is taken as the switch's own (`local default`), where nothing
 * listens: it is answered by a reset, or by an ICMP error; but ARP is answered for the gateway's address only.
 */
const SWITCH = [
  'link set lo up',
  `link add ${SWITCH_DEVICE} address ${GATEWAY.mac} mtu ${MTU} type bridge stp_state 0 forward_delay 0 mcast_snooping 0`,
  `link set ${SWITCH_DEVICE} addrgenmode none mtu ${MTU} up`,
  `address add ${GATEWAY.ipv4}/16 dev ${SWITCH_DEVICE}`,
  `address add ${GATEWAY.ipv6}/64 dev ${SWITCH_DEVICE} nodad`,
  `address add fd01::fe/64 dev ${SWITCH_DEVICE} nodad`,
  `route add 10.0.0.0/16 dev ${SWITCH_DEVICE} table local`,
  'route add local default dev lo table local',
  'route add local ::/0 dev lo table main',
];

/** Lines of sh(1) for the switch, which answers each packet and passes on each. */
const SWITCH_SETTINGS = [
  `echo 1 >/proc/sys/net/ipv4/conf/${SWITCH_DEVICE}/arp_ignore`,
  'echo 0 >/proc/sys/net/ipv4/icmp_ratelimit',
  'echo 0 >/proc/sys/net/ipv6/icmp/ratelimit',
  'for filter in ip ip6 arp; do echo 0 2>/dev/null >/proc/sys/net/bridge/bridge-nf-call-${filter}tables || true; done',
];

/** A host while it has no place in a scene. */
interface Machine {
  readonly shell: Shell;
  /** Its first port at the switch; its second wire has the port with `b` after it. */
  readonly port: string;
}

/** Hosts on a switch. They get their names and addresses when a scene is known. */
export class WireNetwork implements Network {
  readonly kind = 'wire';
  readonly shell: Shell;
  readonly #switch: Shell;
  /** The agent's own host is the first. */
  readonly #machines: Machine[];
  /** How many of them have a wire. */
  #wired = 0;
  #hosts: readonly NetworkHost[] = [];
  #ports = new Map<string, readonly string[]>();
  #families: SceneHost['families'] = 'both';
  #isOwnSilent = false;
  readonly #unplugged = new Set<string>();
  /** By port: how a machine was configured last. */
  readonly #configured = new Map<string, string>();

  private constructor(shell: Shell, theSwitch: Shell) {
    this.shell = shell;
    this.#switch = theSwitch;
    this.#machines = [{ shell, port: 'p0' }];
  }

  /**
   * Makes the switch, and the hosts of a scene.
   * @param shell of the agent's own host
   * @param own the name of the agent's own host
   * @throws {ToolError} when one of the tools fails
   */
  static async make(shell: Shell, hosts: readonly SceneHost[], own: string): Promise<WireNetwork> {
    const network = new WireNetwork(shell, await shell.makeHost());
    try {
      await network.configure(hosts, own);
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

  /** The shell at the switch. */
  get switchShell(): Shell {
    return this.#switch;
  }

  /**
   * Gives the hosts of a scene their names, devices and addresses, and makes those that are missing. What is already as
   * it must be is left alone.
   * @param own the name of the agent's own host
   * @throws {ToolError} when one of the tools fails
   */
  async configure(hosts: readonly SceneHost[], own: string): Promise<void> {
    await this.#addMachines(hosts.length - this.#machines.length);
    const machines = this.#assign(hosts, own);
    this.#isOwnSilent = hosts.some(({ name, silent }) => name === own && silent !== undefined);
    await Promise.all([
      ...hosts.map((host, i) => {
        const options = { host, number: i + 1, isOwn: host.name === own };
        return this.#configure(machines[i]!, options);
      }),
      ...this.#machines
        .filter((machine) => !machines.includes(machine))
        .map(async ({ shell, port }) => {
          this.#configured.delete(port);
          await shell.run(['ip', 'link', 'set', 'eth0', 'down']);
        }),
    ]);
  }

  async #configure({ shell, port }: Machine, options: HostToConfigure): Promise<void> {
    const wire = { port, switchProcess: this.#switch.pid };
    const { lines, atSwitch, settings, rules } = configuration(options, wire);
    const whole = [...lines, ...atSwitch, ...settings, rules].join('\n');
    if (this.#configured.get(port) === whole) return;
    await shell.run(IP, lines.join('\n'));
    await Promise.all([
      atSwitch.length > 0 ? this.#switch.run(IP, atSwitch.join('\n')) : undefined,
      settings.length > 0 ? shell.script(settings) : undefined,
      rules === '' ? undefined : shell.run(NFT, rules),
    ]);
    this.#configured.set(port, whole);
  }

  /** Gives the hosts their names. Returns the machine of each. */
  #assign(hosts: readonly SceneHost[], own: string): readonly Machine[] {
    const [first, ...others] = this.#machines;
    const machines = hosts.map(({ name }) => (name === own ? first! : others.shift()!));
    this.#families = hosts.find(({ name }) => name === own)?.families ?? 'both';
    this.#hosts = hosts.map((host, i): NetworkHost => {
      const { shell } = machines[i]!;
      const process = shell.isOwn ? 'self' : shell.pid;
      const devices = DEVICES.slice(0, host.interfaces ?? 1);
      return { description: describeHost(host, i + 1), shell, process, devices };
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
    const lines = (this.#ports.get(host) ?? []).map((port) => `link set ${port} ${state}`);
    await this.#switch.run(IP, lines.join('\n'));
    if (state === 'up') this.#unplugged.delete(host);
    else this.#unplugged.add(host);
  }

  towards(host: string): Port {
    return { shell: this.#switch, device: this.#ports.get(host)![0]! };
  }

  async plugIn(): Promise<void> {
    for (const host of this.#unplugged) await this.setWire(host, 'up');
  }

  /** Removes everything; nothing of it is left when this resolves. */
  async remove(): Promise<void> {
    // When the switch ends, the kernel would remove the agent's wires too, but some time later.
    await this.shell.run(['ip', '-force', ...IP.slice(1)], 'link del eth0\nlink del eth1').catch(() => {}); // there may be none
    if (this.#isOwnSilent) await this.shell.run(['nft', 'delete', 'table', 'inet', 'silent']);
    const others = this.#machines.slice(1).map(({ shell }) => shell);
    await Promise.all([this.#switch, ...others].map((shell) => shell.end()));
  }

  /** Makes machines, and the wire of each that has none. */
  async #addMachines(count: number): Promise<void> {
    const shells = await Promise.allSettled(
      Array.from({ length: Math.max(0, count) }, () => this.shell.makeHost()),
    );
    for (const shell of shells) {
      if (shell.status === 'rejected') throw shell.reason;
      this.#machines.push({ shell: shell.value, port: `p${this.#machines.length}` });
    }
    const unwired = this.#machines.slice(this.#wired);
    if (unwired.length === 0) return;
    const isNew = this.#wired === 0;
    const wires = unwired.flatMap(({ shell: { pid }, port }) => [
      `link add ${port} mtu ${MTU} type veth peer name eth0 netns ${pid}`,
      `link set ${port} addrgenmode none master ${SWITCH_DEVICE} up`,
    ]);
    await this.#switch.run(IP, [...(isNew ? SWITCH : []), ...wires].join('\n'));
    this.#wired = this.#machines.length;
    await Promise.all([
      ...(isNew ? [this.#switch.script(SWITCH_SETTINGS), this.#switch.run(offloadOff(SWITCH_DEVICE))] : []),
      ...unwired.map(({ shell }) => shell.run(offloadOff('eth0'))),
    ]);
  }
}

/** The host of a name. @throws {Error} when there is none */
export function hostOf(hosts: readonly NetworkHost[], name: string): NetworkHost {
  const found = hosts.find(({ description }) => description.name === name);
  if (found === undefined) throw new Error(`there is no host ${name}`);
  return found;
}
