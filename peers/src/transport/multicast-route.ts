/** The interface on which a multicast group is reached: the one that the user names, or the one of the routing table. */
import { createSocket } from 'node:dgram';
import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';
import { PeerListenError } from '../common/peer-error.ts';

/** The way to a multicast group. */
export interface MulticastRoute {
  /**
   * The address of the interface, for IP_ADD_MEMBERSHIP and IP_MULTICAST_IF (ip(7)). Without it, a socket sets no interface
   * and the kernel asks the routing table, for each datagram and for the join.
   */
  readonly address?: string;
  /** The name of the interface, such as `eth0`. */
  readonly device: string;
  /** The interface in words: `eth0 (10.0.0.1)`. */
  readonly shown: string;
}

/** An interface with an IPv4 address. */
interface Interface {
  readonly device: string;
  readonly address: string;
}

/** The loopback address. Where no route leads to a group, it still works inside this computer. */
const LOOPBACK = '127.0.0.1';

/**
 * Finds the interface for a group.
 *
 * @param peer who asks, for the error
 * @param wanted an address or a name of an interface; empty for the one of the routing table
 * @throws {PeerListenError} `PEER_ADDRESS_ABSENT` when this computer has no such interface.
 */
export async function routeToGroup(peer: string, group: string, wanted: string): Promise<MulticastRoute> {
  const all = interfaces();
  if (wanted !== '') {
    const found = all.find(({ device, address }) => address === wanted || device === wanted);
    if (found === undefined) throw absent(peer, wanted, all);
    return { ...found, shown: shown(found) };
  }
  const source = await sourceTo(group);
  const found = all.find(({ address }) => address === source);
  if (found !== undefined) return { device: found.device, shown: shown(found) };
  // No route. A sender would get ENETUNREACH, and a receiver ENODEV, so this one interface is set on the socket.
  const loopback = { device: 'lo', ...all.find(({ address }) => address === LOOPBACK), address: LOOPBACK };
  return { ...loopback, shown: shown(loopback) };
}

function shown({ device, address }: Interface): string {
  return `${device} (${address})`;
}

/** The interfaces of this computer that have an IPv4 address and are up. */
function interfaces(): Interface[] {
  return Object.entries(networkInterfaces()).flatMap(([device, addresses = []]) =>
    addresses.filter(({ address }) => isIPv4(address)).map(({ address }) => ({ device, address })),
  );
}

/**
 * The address from which a datagram to the group would be sent: the routing table chooses the interface, and the interface
 * has the address. connect(2) of a UDP socket asks for just that, and sends nothing. Undefined where no route leads there.
 */
function sourceTo(group: string): Promise<string | undefined> {
  const socket = createSocket('udp4');
  return new Promise((resolve) => {
    // Any port will do: routes have none.
    socket.connect(9, group, (error?: Error) => {
      const source = error ? undefined : socket.address().address;
      socket.close(() => resolve(source));
    });
  });
}

function absent(peer: string, wanted: string, all: readonly Interface[]): PeerListenError {
  return new PeerListenError({
    code: 'PEER_ADDRESS_ABSENT',
    message: `${peer}: this computer has no interface ${wanted}.`,
    observed: wanted,
    expected: `one of ${all.map(shown).join(', ')}`,
    hint: 'Give --interface a name or an address from that list, or leave it out for the one of the routing table.',
  });
}
