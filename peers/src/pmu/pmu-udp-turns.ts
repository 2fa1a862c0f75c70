/** Alternates between IPv4 and IPv6: the socket of one family is closed, then the other family's is opened. */
import { isIP } from 'node:net';
import type { Peer, PeerLog } from '../peer.ts';
import type { Inbox } from '../transport/inbox.ts';
import type { UdpSocket } from '../transport/udp-socket.ts';
import { bindUdp } from '../transport/udp.ts';
import type { PmuUdpOptions } from './pmu-udp-options.ts';

/** The sockets of a PMU over UDP: one at a time, or one forever. */
export interface Turns {
  /** Where the first one listens. */
  readonly address: Peer['address'];
  /** Ends the turns, and resolves when no socket is open. */
  close(): Promise<void>;
}

/**
 * Opens the first socket, and changes the family after each turn if the options say so.
 *
 * A server could have both sockets open, or one on :: that accepts IPv4 too (ipv6(7), IPV6_V6ONLY). This one shows what
 * clients meet in reality: a name with two addresses, one of which does not answer. While a family has no socket, the kernel
 * answers for it: ICMP, "port unreachable".
 *
 * @throws {PeerListenError} when the first socket cannot be opened. Later failures are logged, and the next turn tries again.
 */
export async function takeTurns(options: PmuUdpOptions, inbox: Inbox, log: PeerLog): Promise<Turns> {
  const hosts = hostsOf(options);
  const bind = (turn: number, port: number): Promise<UdpSocket> =>
    bindUdp({ name: 'pmu-udp', host: hosts[turn % hosts.length]!, port }, inbox, log);

  let socket: UdpSocket | undefined = await bind(0, options.port);
  const { address } = socket;
  let ended = false;
  let changing = Promise.resolve();

  // One is closed before the other is opened, so there are never both. A request that waits in the kernel's queue for the
  // old socket is lost with it, as when a server is restarted.
  const change = async (turn: number): Promise<void> => {
    await socket?.close();
    socket = undefined;
    if (ended) return;
    try {
      socket = await bind(turn, address.port);
    } catch (error) {
      log({ event: 'error', note: (error as Error).message });
    }
  };
  let turn = 0;
  const timer =
    hosts.length > 1 &&
    setInterval(() => {
      // One change at a time, however short the turns are.
      changing = changing.then(() => change(++turn));
    }, options.alternate * 1000);

  const close = async (): Promise<void> => {
    ended = true;
    if (timer) clearInterval(timer);
    await changing;
    await socket?.close();
  };
  return { address, close };
}

/** The addresses to listen on, in the order of the turns. */
function hostsOf({ family, host, host6 }: PmuUdpOptions): readonly string[] {
  // An IPv6 address given as `host` counts as the IPv6 address.
  const only6 = isIP(host) === 6 ? host : host6;
  if (family === 'ipv4') return [host];
  return family === 'ipv6' ? [only6] : [host, host6];
}
