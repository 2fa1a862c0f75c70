/** The frame of every peer that serves UDP: a socket, its datagrams one after the other, and closing. */
import { now } from '../common/clock.ts';
import { listenError } from '../common/listen-error.ts';
import type { Peer, PeerHooks } from '../peer.ts';
import { type Datagram, Inbox } from './inbox.ts';
import { openUdp, type UdpLog, type UdpOpen, type UdpSocket } from './udp-socket.ts';

/** What a UDP peer has to say about itself: its name in the catalogue, and the socket that it wants. */
export type UdpListenOptions = UdpOpen & { readonly name: string };

/** A log that adds what every event has: the time, and the name of the peer. */
export function udpLog(name: string, hooks: Pick<PeerHooks, 'log'>): UdpLog {
  return (event) => hooks.log({ at: now(), peer: name, ...event });
}

/** Opens a socket as {@link openUdp} does, and throws a PeerListenError in the words of a user where it cannot. */
export async function bindUdp(options: UdpListenOptions, inbox: Inbox, log: UdpLog): Promise<UdpSocket> {
  try {
    return await openUdp(options, inbox, log);
  } catch (error) {
    throw listenError(error as NodeJS.ErrnoException, { ...options, protocol: 'udp' });
  }
}

/**
 * The verb LISTEN of a UDP peer: socket(), bind(), and then recvfrom() for ever. There is no listen() and no accept(), for
 * there are no connections: one socket hears everybody.
 *
 * Resolves when the socket is bound, and runs `serve` for one datagram after the other. That the next one waits is right
 * here: an answer takes a moment and never waits for the client. Throws a PeerListenError where it cannot listen.
 */
export async function listenUdp(
  options: UdpListenOptions,
  hooks: PeerHooks,
  serve: (datagram: Datagram) => Promise<void>,
): Promise<Peer> {
  const log = udpLog(options.name, hooks);
  const inbox = new Inbox(log);
  const socket = await bindUdp(options, inbox, log);
  return serveInbox({ name: options.name, address: socket.address, inbox, log }, serve, () => socket.close());
}

/** What {@link serveInbox} is given about its peer. */
export interface InboxPeer {
  readonly name: string;
  readonly address: Peer['address'];
  readonly inbox: Inbox;
  readonly log: UdpLog;
}

/**
 * Serves what arrives in an inbox until the peer is ended; `close` closes its sockets. A `serve` that throws costs one
 * datagram its answer and nothing else.
 */
export function serveInbox(
  { name, address, inbox, log }: InboxPeer,
  serve: (datagram: Datagram) => Promise<void>,
  close: () => Promise<void>,
): Peer {
  const serveAll = async (): Promise<void> => {
    for (;;) {
      const next = await inbox.take();
      if (next === 'closed') return;
      if (next === 'quiet') continue;
      await serve(next).catch((error: unknown) => log({ event: 'error', note: String(error) }));
    }
  };
  const served = serveAll();

  // The verb CLOSE: nothing more is taken, the descriptor is given back, and the last answer is left to end.
  let closed: Promise<void> | undefined;
  const end = async (): Promise<void> => {
    inbox.close();
    await close();
    await served;
  };
  return { name, address, close: () => (closed ??= end()) };
}
