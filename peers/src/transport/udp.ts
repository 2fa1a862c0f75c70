/** The common part of every peer over UDP: a socket, its datagrams one after the other, and closing. */
import { listenError } from '../common/listen-error.ts';
import { peerLog } from '../common/peer-log.ts';
import type { Peer, PeerHooks, PeerLog } from '../peer.ts';
import { Inbox } from './inbox.ts';
import type { Datagram } from './inbox.ts';
import { openUdp } from './udp-socket.ts';
import type { UdpOpen, UdpSocket } from './udp-socket.ts';

/** What a UDP peer says about itself: its name in the catalog, and the socket that it needs. */
export type UdpListenOptions = UdpOpen & { readonly name: string };

/** A socket that only sends: the kernel chooses its port, and the address of the interface that a datagram leaves by. */
export const ANY_ADDRESS = { host: '0.0.0.0', port: 0 } as const;

/**
 * Opens a socket as {@link openUdp} does.
 *
 * @throws {PeerListenError} when that fails.
 */
export async function bindUdp(options: UdpListenOptions, inbox: Inbox, log: PeerLog): Promise<UdpSocket> {
  try {
    return await openUdp(options, inbox, log);
  } catch (error) {
    throw listenError(error as NodeJS.ErrnoException, { ...options, protocol: 'udp' });
  }
}

/**
 * The verb LISTEN of a UDP peer: socket(), bind(), and then recvfrom() forever. There is no listen() and no accept(),
 * because there are no connections: one socket receives from everyone.
 *
 * Resolves when the socket is bound. Runs `serve` for one datagram after the other. It is fine that the next one waits: an
 * answer takes a moment, and never waits for the client.
 *
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenUdp(
  options: UdpListenOptions,
  hooks: PeerHooks,
  serve: (datagram: Datagram) => Promise<void> | void,
): Promise<Peer> {
  const log = peerLog(options.name, hooks);
  const inbox = new Inbox(log);
  const socket = await bindUdp(options, inbox, log);
  return serveInbox({ name: options.name, address: socket.address, inbox, log }, serve, () => socket.close());
}

/** What {@link serveInbox} needs to know about its peer. */
export interface InboxPeer {
  readonly name: string;
  readonly address: Peer['address'];
  readonly inbox: Inbox;
  readonly log: PeerLog;
}

/**
 * Serves what arrives in an inbox until the peer is closed; `closeSockets` closes its sockets. A `serve` that throws costs
 * one datagram its answer and nothing else.
 */
export function serveInbox(
  { name, address, inbox, log }: InboxPeer,
  serve: (datagram: Datagram) => Promise<void> | void,
  closeSockets: () => Promise<void>,
): Peer {
  const serveAll = async (): Promise<void> => {
    for (;;) {
      const next = await inbox.take();
      if (next === 'closed') return;
      if (next === 'timeout') continue;
      try {
        await serve(next);
      } catch (error) {
        log({ event: 'error', note: String(error) });
      }
    }
  };
  const served = serveAll();

  // The verb CLOSE: take no more datagrams, close the descriptors, and let the last answer finish.
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    inbox.close();
    await closeSockets();
    await served;
  };
  return { name, address, close: () => (closed ??= close()) };
}
