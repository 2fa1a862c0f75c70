/** IPv4 and IPv6 by turns: one socket is closed, and a while later the other family's is open. */
import { isIP } from 'node:net';
import type { Peer } from '../peer.ts';
import type { Inbox } from '../transport/inbox.ts';
import { bindUdp } from '../transport/udp.ts';
import type { UdpLog, UdpSocket } from '../transport/udp-socket.ts';
import type { PmuUdpOptions } from './pmu-udp-options.ts';

/** The sockets of a PMU over UDP: one at a time, or one for ever. */
export interface Turns {
  /** Where the first one listens. */
  readonly address: Peer['address'];
  /** Ends the turns, and resolves when no socket is open. */
  close(): Promise<void>;
}

/**
 * Opens the first socket, and from then on changes the family after each turn, where the options say so.
 *
 * A server could have both sockets open, or one on :: that takes IPv4 as well (ipv6(7), IPV6_V6ONLY). This one shows what
 * clients meet in the world: a name with two addresses of which one does not answer. While a family has no socket, the
 * kernel answers for it: ICMP, "port unreachable".
 *
 * Throws a PeerListenError where the first socket cannot be had. Later failures are told in the log, and the next turn
 * tries again.
 */
export async function takeTurns(options: PmuUdpOptions, inbox: Inbox, log: UdpLog): Promise<Turns> {
  const hosts = hostsOf(options);
  const bind = (turn: number, port: number): Promise<UdpSocket> =>
    bindUdp({ name: 'pmu-udp', host: hosts[turn % hosts.length] as string, port }, inbox, log);

  let socket: UdpSocket | undefined = await bind(0, options.port);
  const { address } = socket;
  let ended = false;
  let changing = Promise.resolve();

  // Closed before the other is opened, so never both: that is the point. A request that waits in the kernel's queue for
  // the old socket is lost with it, as it would be with a server that is started again.
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
  // Whoever gives one IPv6 address only means that one.
  const only6 = isIP(host) === 6 ? host : host6;
  if (family === 'ipv4') return [host];
  return family === 'ipv6' ? [only6] : [host, host6];
}
