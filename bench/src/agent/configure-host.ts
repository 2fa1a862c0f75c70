/** What gives a host of a scene its addresses, routes and rules. */
import type { SceneHost } from '../request.ts';
import { deviceAddresses, DEVICES, GATEWAY, NAME_SERVER, SWITCH_DEVICE } from './hosts.ts';

/** MTU of the hosts, the switch and lo: Ethernet's, so that segments are as large as on a real network. */
export const MTU = 1500;

/** The command that takes lines of ip(8) on its standard input. */
export const IP = ['ip', '-batch', '-'] as const;

/** The command that takes rules of nft(8) on its standard input. */
export const NFT = ['nft', '-f', '-'] as const;

/** The command by which segments are cut and checksums are made before the packets are seen, as on a real network. */
export function offloadOff(device: string): string[] {
  const features = ['tso', 'gso', 'gro', ...(device === 'lo' ? [] : ['tx'])];
  return ['ethtool', '-K', device, ...features.flatMap((feature) => [feature, 'off'])];
}

/** A host that is to be configured. */
export interface HostToConfigure {
  readonly host: SceneHost;
  /** Its place in the scene, from 1. */
  readonly number: number;
  /** Whether it is the agent's own, where the name server is. */
  readonly isOwn: boolean;
}

/** What configures a host. */
export interface Configuration {
  /** Lines of ip(8), for the host. Everything that was configured before is replaced. */
  readonly lines: readonly string[];
  /** Then: lines of ip(8), for the switch, */
  readonly atSwitch: readonly string[];
  /** commands of sh(1), for the host, */
  readonly settings: readonly string[];
  /** and rules of nft(8), for the host; empty for none. */
  readonly rules: string;
}

/**
 * How to configure a host.
 * @param wire its first port at the switch, and a process there
 */
export function configuration(
  { host, number, isOwn }: HostToConfigure,
  { port, switchProcess }: { readonly port: string; readonly switchProcess: number },
): Configuration {
  const { families = 'both', mtu = MTU } = host;
  const devices = deviceAddresses(host, number);
  // A device that goes down loses its routes, and its IPv6 addresses.
  const lines = ['link set eth0 down', 'address flush dev eth0'];
  const atSwitch = mtu === MTU ? [] : [`link set ${port} mtu ${mtu}`];
  const settings = [];
  for (const [i, { ipv4: address, ipv6, mac }] of devices.entries()) {
    const device = DEVICES[i]!;
    if (i > 0) {
      lines.push(`link add ${device} type veth peer name ${port}b netns ${switchProcess}`);
      atSwitch.push(`link set ${port}b addrgenmode none mtu ${mtu} master ${SWITCH_DEVICE} up`);
      settings.push(
        offloadOff(device).join(' '),
        // Each device answers for its own address only, although both are on the same switch.
        'echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore',
        'echo 2 >/proc/sys/net/ipv4/conf/all/arp_announce',
      );
    }
    lines.push(`link set ${device} address ${mac} mtu ${mtu} addrgenmode none`);
    if (address !== undefined) lines.push(`address add ${address}/24 dev ${device}`);
    if (ipv6 !== undefined) lines.push(`address add ${ipv6}/64 dev ${device} nodad`);
    lines.push(`link set ${device} up`);
  }
  if (!isOwn) lines.push(`link set lo mtu ${MTU} up`);
  if (isOwn && families !== 'ipv6') lines.push(`address add ${NAME_SERVER.wire.ipv4}/24 dev eth0`);
  if (isOwn && families !== 'ipv4')
    lines.push(`address add ${NAME_SERVER.wire.ipv6}/64 dev eth0 nodad preferred_lft 0`);
  // Joins of multicast groups go out there too, and are seen.
  if (families !== 'ipv6') lines.push(`route add default via ${GATEWAY.ipv4}`);
  if (families !== 'ipv4') lines.push(`route add default via ${GATEWAY.ipv6}`);
  if (devices.length === 1) {
    // The second network of other hosts is on the same switch.
    if (families !== 'ipv6') lines.push('route add 10.0.1.0/24 dev eth0');
    if (families !== 'ipv4') lines.push('route add fd01::/64 dev eth0');
  }
  const rules = host.silent === undefined ? '' : silentRules(host.silent);
  return { lines, atSwitch, settings, rules };
}

/** nft(8) rules that drop what comes to some ports, without an answer; replies to the host's own packets pass. */
export function silentRules(ports: readonly number[] | 'all'): string {
  const drops =
    ports === 'all'
      ? [
          'tcp flags & (syn | ack) == syn drop',
          'meta l4proto udp drop',
          'meta l4proto icmp drop',
          'icmpv6 type echo-request drop',
        ]
      : [`tcp dport { ${ports.join(', ')} } drop`, `udp dport { ${ports.join(', ')} } drop`];
  return `table inet silent {
  chain input {
    type filter hook input priority 10;
${drops.map((rule) => `    ${rule}\n`).join('')}  }
}
`;
}
