/** The script that gives a host of a scene its addresses, routes and rules. */
import type { SceneHost } from '../request.ts';
import { deviceAddresses, DEVICES, GATEWAY, NAME_SERVER } from './hosts.ts';

/** A host that is to be configured. */
export interface HostToConfigure {
  readonly host: SceneHost;
  /** Its place in the scene, from 1; 0 for the only host of a scene on lo. */
  readonly number: number;
  /** Whether it is the agent's own, where the name server is. */
  readonly isOwn: boolean;
  /** Its first port at the switch. */
  readonly port: string;
  /** A process at the switch. */
  readonly switchProcess: number;
}

/** MTU of Ethernet. */
const MTU = 1500;

/** The script of sh(1), to be run on the host. Everything that was configured before is replaced. */
export function configureScript(options: HostToConfigure): string {
  const { host } = options;
  const parts = options.number === 0 ? [] : [addressing(options)];
  if (host.silent !== undefined) parts.push(`nft -f - <<END\n${silentRules(host.silent)}END`);
  return ['set -e', ...parts].join('\n');
}

function addressing({ host, number, isOwn, port, switchProcess }: HostToConfigure): string {
  const { families = 'both', mtu = MTU } = host;
  const devices = deviceAddresses(host, number);
  // A device that goes down loses its routes, and its IPv6 addresses.
  const lines = ['link set eth0 down', 'address flush dev eth0'];
  const second = [];
  for (const [i, { ipv4: address, ipv6, mac }] of devices.entries()) {
    const device = DEVICES[i]!;
    if (i > 0) {
      second.push(
        `ip link add ${device} type veth peer name ${port}b netns ${switchProcess}`,
        `nsenter -t ${switchProcess} -n ip link set ${port}b addrgenmode none mtu ${mtu} master lan up`,
        `ethtool -K ${device} tso off gso off gro off tx off >/dev/null`,
        // Each device answers for its own address only, although both are on the same switch.
        'echo 1 >/proc/sys/net/ipv4/conf/all/arp_ignore; echo 2 >/proc/sys/net/ipv4/conf/all/arp_announce',
      );
    }
    lines.push(`link set ${device} address ${mac} mtu ${mtu} addrgenmode none`);
    if (address !== undefined) lines.push(`address add ${address}/24 dev ${device}`);
    if (ipv6 !== undefined) lines.push(`address add ${ipv6}/64 dev ${device} nodad`);
    lines.push(`link set ${device} up`);
  }
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
  const switchSide = mtu === MTU ? [] : [`nsenter -t ${switchProcess} -n ip link set ${port} mtu ${mtu}`];
  return [...second, ...switchSide, 'ip -batch - <<END', ...lines, 'END'].join('\n');
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
