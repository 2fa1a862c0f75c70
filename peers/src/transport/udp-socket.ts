/** One UDP socket, with its calls named as in the manual: bind, connect, send, and joining groups. */
import { createSocket } from 'node:dgram';
import type { RemoteInfo, Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { escapeBytes } from '../common/escape.ts';
import { formatAddress } from '../peer.ts';
import type { PeerEvent, PeerLog } from '../peer.ts';
import type { Address, DatagramSender, Inbox } from './inbox.ts';
import type { MulticastRoute } from './multicast-route.ts';

/** How to open a socket: bound to an address, connected to one, or bound to a group that it joins. */
export interface UdpOpen {
  /** The local address; its kind decides between IPv4 and IPv6. A receiver of a group binds to the group. */
  readonly host: string;
  /** The local port; 0 lets the kernel choose. */
  readonly port: number;
  /** The only address to communicate with: connect(2). */
  readonly to?: Address;
  /** The multicast group to join (IPv4). */
  readonly group?: string;
  /** The interface to join on, and to send to groups on. */
  readonly route?: MulticastRoute;
  /** How many routers a multicast datagram of ours may cross, plus one (IP_MULTICAST_TTL, ip(7)). */
  readonly ttl?: number;
}

/** The longest datagram over IPv4 in bytes: 65,535 less 20 for the header of IP and 8 for that of UDP. */
export const MAX_DATAGRAM = 65_507;

/**
 * Opens a socket. Resolves when datagrams can come in; they go to the inbox. Rejects with the system's own error, whose
 * `code` says what is wrong; listen-error.ts explains it.
 */
export async function openUdp(open: UdpOpen, inbox: Inbox, log: PeerLog): Promise<UdpSocket> {
  const type = isIPv6(open.to?.host ?? open.host) ? 'udp6' : 'udp4';
  const socket = createSocket({
    type,
    // Without IPV6_V6ONLY a socket on :: accepts IPv4 too, under addresses like ::ffff:127.0.0.1 (ipv6(7)).
    ...(type === 'udp6' ? { ipv6Only: true } : {}),
    // SO_REUSEADDR lets several receivers of a group share its port: each gets every datagram. Without multicast it would
    // be wrong: of two servers on one UDP port, the newer one would silently take everything (socket(7)).
    reuseAddr: open.group !== undefined,
  });
  try {
    await bind(socket, open);
    if (open.to) await connect(socket, open.to);
    const { group, route, ttl } = open;
    // Without an address, the kernel joins where the routing table leads, and sends there too.
    if (group !== undefined) socket.addMembership(group, route?.address);
    if (route?.address !== undefined) socket.setMulticastInterface(route.address);
    if (ttl !== undefined) socket.setMulticastTTL(ttl);
  } catch (error) {
    socket.close();
    throw error;
  }
  return new UdpSocket(socket, open, inbox, log);
}

/** An open socket; {@link openUdp} makes it. */
export class UdpSocket implements DatagramSender {
  readonly address: Address;
  readonly #socket: Socket;
  readonly #to: Address | undefined;
  readonly #log: PeerLog;
  readonly #closed: Promise<void>;
  /** The functions that end each send() that is going on. */
  readonly #sending = new Set<(sent: boolean) => void>();
  #isOpen = true;

  constructor(socket: Socket, open: UdpOpen, inbox: Inbox, log: PeerLog) {
    const { address, port } = socket.address();
    const local = formatAddress(address, port);
    this.address = { host: address, port };
    this.#socket = socket;
    this.#to = open.to;
    this.#log = (event) => log({ local, ...event });
    this.#closed = new Promise((resolve) => socket.once('close', resolve));

    // Node reads into 65,536 bytes, more than any datagram has, so none is truncated. With a buffer that is too small,
    // recv(2) returns the beginning and the rest is lost: a datagram is read by one call or not at all.
    socket.on('message', (bytes: Buffer, { address: host, port: from }: RemoteInfo) => {
      const datagram = { bytes, from: { host, port: from }, socket: this };
      if (!inbox.put(datagram)) return;
      this.#log({
        event: 'receive',
        remote: formatAddress(host, from),
        length: bytes.length,
        data: escapeBytes(bytes),
      });
    });
    // An ICMP message "port unreachable" (RFC 792) comes back for a datagram to a port on which no program is
    // listening. Only a connected socket is told, as ECONNREFUSED. Nothing is broken by it: someone may listen when the
    // next one comes.
    socket.on('error', (error) => this.#report(error, this.#to));
    if (open.to) this.#log({ event: 'connect', remote: formatAddress(open.to.host, open.to.port) });
    else this.#log({ event: 'listen', ...noteOf(open) });
  }

  /**
   * Sends one datagram: sendto(2), or send(2) if the socket is connected. Resolves with whether the kernel took it. That is
   * all there is to know: nothing says whether it arrives.
   */
  send(
    bytes: Uint8Array,
    to: Address | undefined = this.#to,
    about: Pick<PeerEvent, 'message' | 'note'> = {},
  ): Promise<boolean> {
    if (!this.#isOpen || to === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (sent: boolean): void => {
        this.#sending.delete(settle);
        resolve(sent);
      };
      this.#sending.add(settle);
      // Logged before the call, so that no event of the receiver can have an earlier time.
      const remote = formatAddress(to.host, to.port);
      this.#log({ event: 'send', remote, length: bytes.length, data: escapeBytes(bytes), ...about });
      const done = (error: Error | null): void => {
        if (error) this.#report(error, to);
        settle(error === null);
      };
      try {
        if (this.#to) this.#socket.send(bytes, done);
        else this.#socket.send(bytes, to.port, to.host, done);
      } catch (error) {
        // A datagram with source port 0 is forged, and nothing can be sent there.
        done(error as Error);
      }
    });
  }

  /** Closes the descriptor: close(2). Resolves when it is done; may be called twice. */
  async close(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#socket.close();
      // The result of a send() that is going on may never come.
      for (const settle of this.#sending) settle(false);
      this.#log({ event: 'close' });
    }
    await this.#closed;
  }

  #report(error: Error, about: Address | undefined): void {
    const remote = about ? { remote: formatAddress(about.host, about.port) } : {};
    if (this.#isOpen) this.#log({ event: 'error', ...remote, note: error.message });
  }
}

/** What the log says of a socket for groups: a wrong interface is the usual reason for silence. */
function noteOf({ group, route }: UdpOpen): { readonly note?: string } {
  if (route === undefined) return {};
  return {
    note: group === undefined ? `datagrams leave by ${route.shown}` : `joined ${group} on ${route.shown}`,
  };
}

/** Gives the socket its address: bind(2). A receiver binds to the group's address, so that only its datagrams come in. */
function bind(socket: Socket, { host, port, to, group }: UdpOpen): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    const done = (): void => {
      socket.off('error', reject);
      resolve();
    };
    // Bound to 0.0.0.0, a receiver would also get the groups that other programs of this computer have joined (ip(7),
    // IP_MULTICAST_ALL), and seem to work without joining. Windows refuses to bind to a group.
    const isRefused = process.platform === 'win32' && host === group;
    // A connected socket leaves its own address to the routing table.
    const address = to || isRefused ? undefined : host;
    socket.bind({ port, ...(address === undefined ? {} : { address }), exclusive: true }, done);
  });
}

/**
 * Fixes the socket's peer: connect(2). No packet is sent. But from now on the kernel drops datagrams from all others, and
 * reports ICMP errors to us. Fails with ENETUNREACH if no route leads there.
 */
function connect(socket: Socket, to: Address): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    socket.connect(to.port, to.host, (error?: Error) => {
      socket.off('error', reject);
      if (error) reject(error);
      else resolve();
    });
  });
}
