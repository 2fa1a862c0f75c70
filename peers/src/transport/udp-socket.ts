/** One UDP socket, with its calls in the words of the manual: bind, connect, send, and the joining of groups. */
import { createSocket, type RemoteInfo, type Socket } from 'node:dgram';
import { isIPv6 } from 'node:net';
import { escapeBytes } from '../common/escape.ts';
import { formatAddress, type PeerEvent } from '../peer.ts';
import type { Inbox } from './inbox.ts';

/** Where a datagram comes from or goes to. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** Where a socket reports what happens to it; whoever opens it adds the time and the peer's name. */
export type UdpLog = (event: Omit<PeerEvent, 'at' | 'peer'>) => void;

/** How a socket is to be opened: bound to an address, connected to one, or bound to a group that is joined. */
export interface UdpOpen {
  /** The local address; its kind decides between IPv4 and IPv6. Of a group: the address of the interface to join on. */
  readonly host: string;
  /** The local port; 0 lets the kernel choose. */
  readonly port: number;
  /** The only one to talk with: connect(2). */
  readonly to?: Address;
  /** The multicast group to join (IPv4). */
  readonly group?: string;
  /** How many routers a multicast datagram of ours may cross, plus one (IP_MULTICAST_TTL, ip(7)). */
  readonly ttl?: number;
}

/** The most bytes that a datagram carries over IPv4: 65,535 less 20 for the header of IP and 8 for that of UDP. */
export const MAX_DATAGRAM = 65_507;

/**
 * Opens a socket and resolves when datagrams can come in, which go to the inbox. Rejects with the system's own error, whose
 * `code` tells what is wrong; listen-error.ts has words for it.
 */
export async function openUdp(open: UdpOpen, inbox: Inbox, log: UdpLog): Promise<UdpSocket> {
  const type = isIPv6(open.to?.host ?? open.host) ? 'udp6' : 'udp4';
  const socket = createSocket({
    type,
    // Without IPV6_V6ONLY a socket on :: takes IPv4 as well, under addresses like ::ffff:127.0.0.1 (ipv6(7)).
    ...(type === 'udp6' ? { ipv6Only: true } : {}),
    // SO_REUSEADDR lets several receivers of a group share its port: each gets every datagram. Outside of multicast it is
    // not wanted: of two servers on one UDP port the newer would silently take everything (socket(7)).
    reuseAddr: open.group !== undefined,
  });
  try {
    await bind(socket, open);
    if (open.to) await connect(socket, open.to);
    if (open.group !== undefined) socket.addMembership(open.group, open.host);
    if (open.ttl !== undefined) {
      // Which interface? The routing table would decide, and send a group to the default route; here it is said.
      socket.setMulticastInterface(open.host);
      socket.setMulticastTTL(open.ttl);
    }
  } catch (error) {
    socket.close();
    throw error;
  }
  return new UdpSocket(socket, open, inbox, log);
}

/** An open socket; {@link openUdp} makes it. */
export class UdpSocket {
  readonly address: Address;
  readonly #socket: Socket;
  readonly #to: Address | undefined;
  readonly #log: UdpLog;
  readonly #closed: Promise<void>;
  /** What ends the waiting of each send() under way. */
  readonly #sending = new Set<(sent: boolean) => void>();
  #isOpen = true;

  constructor(socket: Socket, open: UdpOpen, inbox: Inbox, log: UdpLog) {
    const { address, port } = socket.address();
    const local = formatAddress(address, port);
    this.address = { host: address, port };
    this.#socket = socket;
    this.#to = open.to;
    this.#log = (event) => log({ local, ...event });
    this.#closed = new Promise((resolve) => socket.once('close', resolve));

    // Node reads into 65,536 bytes, more than any datagram has, so none is cut. With a buffer that is too small, recv(2)
    // gives the beginning and the rest is gone for good: a datagram is read by one call or not at all.
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
    // An ICMP message "port unreachable" (RFC 792) comes back for a datagram that nobody wanted. Only a connected socket
    // hears of it, as ECONNREFUSED, and nothing is broken by it: the next datagram may well be wanted.
    socket.on('error', (error) => this.#complain(error, this.#to));
    if (open.to) this.#log({ event: 'connect', remote: formatAddress(open.to.host, open.to.port) });
    else if (open.group === undefined) this.#log({ event: 'listen' });
    else this.#log({ event: 'listen', note: `joined ${open.group} on ${open.host}` });
  }

  /**
   * Sends one datagram: sendto(2), or send(2) when the socket is connected. Resolves with whether the kernel took it, and
   * that is all there is to know: nobody tells us whether it arrives.
   */
  send(
    bytes: Uint8Array,
    to: Address | undefined = this.#to,
    facts: Pick<PeerEvent, 'message' | 'note'> = {},
  ): Promise<boolean> {
    if (!this.#isOpen || to === undefined) return Promise.resolve(false);
    return new Promise((resolve) => {
      const settle = (sent: boolean): void => {
        this.#sending.delete(settle);
        resolve(sent);
      };
      this.#sending.add(settle);
      const done = (error: Error | null): void => {
        const [remote, length] = [formatAddress(to.host, to.port), bytes.length];
        if (error) this.#complain(error, to);
        else this.#log({ event: 'send', remote, length, data: escapeBytes(bytes), ...facts });
        settle(error === null);
      };
      try {
        if (this.#to) this.#socket.send(bytes, done);
        else this.#socket.send(bytes, to.port, to.host, done);
      } catch (error) {
        // Port 0 is on an envelope that a stranger has made up; nothing can be sent there.
        done(error as Error);
      }
    });
  }

  /** Gives the descriptor back: close(2). Resolves when it is done; may be called twice. */
  async close(): Promise<void> {
    if (this.#isOpen) {
      this.#isOpen = false;
      this.#socket.close();
      // The kernel's word for a send() under way may not come any more.
      for (const settle of this.#sending) settle(false);
      this.#log({ event: 'close' });
    }
    await this.#closed;
  }

  #complain(error: Error, about: Address | undefined): void {
    const remote = about ? { remote: formatAddress(about.host, about.port) } : {};
    if (this.#isOpen) this.#log({ event: 'error', ...remote, note: error.message });
  }
}

/** Gives the socket its address: bind(2). A group is bound to itself, so that nothing but its datagrams comes in. */
function bind(socket: Socket, { host, port, to, group }: UdpOpen): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once('error', reject);
    const done = (): void => {
      socket.off('error', reject);
      resolve();
    };
    // Bound to 0.0.0.0, a receiver would also get what other programs of this computer have joined (ip(7),
    // IP_MULTICAST_ALL), and seem to work without joining. Windows refuses to bind to a group.
    const groupAddress = process.platform === 'win32' ? undefined : group;
    // A connected socket leaves its own address to the routing table.
    const address = to ? undefined : group === undefined ? host : groupAddress;
    socket.bind({ port, ...(address === undefined ? {} : { address }), exclusive: true }, done);
  });
}

/**
 * Binds the socket to one partner: connect(2). No packet is sent. But from now on the kernel drops what strangers send,
 * and tells us of ICMP errors. Fails with ENETUNREACH where no route leads there.
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
