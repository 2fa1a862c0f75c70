/** The sockets of a program, as its calls show them: which packets are its own, and on which it listens. */
import type { CallRecord, SocketReference } from '@wireside/trace';

/** Maximum number of connections and ports that are kept. A program may open sixty thousand. */
const MAX_KEPT = 4096;

/** The ends of a packet, as `address:port`, IPv6 in brackets. */
export interface PacketEnds {
  readonly protocol: 'tcp' | 'udp';
  readonly source: string;
  readonly sourcePort: number;
  readonly destination: string;
  readonly destinationPort: number;
}

/** Follows the calls of one program. */
export class OwnSockets {
  /** Whether it can be reached: a listen() succeeded, or a UDP socket was bound to a port. */
  isListening = false;
  /** Successful connects of TCP sockets, and connections accepted. */
  connected = 0;
  accepted = 0;
  /** Its connections, as `local remote`. */
  readonly #connections = new Set<string>();
  /** By descriptor: where a connect that is not over goes to. */
  readonly #connecting = new Map<number, string>();
  /** Local ends of its UDP sockets, as ports. */
  readonly #ports = new Set<number>();
  #last: SocketReference | undefined;

  /** A connect has begun, and did not return at once. */
  begins(fd: number, remote: string): void {
    if (this.#connecting.size < MAX_KEPT) this.#connecting.set(fd, remote);
  }

  /** A call on a socket has returned. */
  sees(record: CallRecord): void {
    const { kind, ret, error, fd, socket, args } = record;
    if (socket === undefined) return;
    if (socket !== this.#last) this.#remember(socket, fd);
    const isDone = ret !== undefined && ret >= 0;
    switch (kind) {
      case 'connect':
        if (fd === undefined || !socket.protocol.startsWith('TCP')) return;
        if (error === 'EINPROGRESS' && args !== undefined) return this.begins(fd, args);
        this.#connecting.delete(fd);
        if (isDone) this.connected++;
        return;
      case 'option':
        // The result of a connect that did not wait.
        if (fd !== undefined && this.#connecting.has(fd) && args?.includes('SO_ERROR') === true) {
          this.#connecting.delete(fd);
          if (args.endsWith('SO_ERROR, 0')) this.connected++;
        }
        return;
      case 'accept':
        if (isDone) this.accepted++;
        return;
      case 'listen':
        if (isDone) this.isListening = true;
        return;
      case 'bind':
        if (isDone && socket.protocol.startsWith('UDP') && args?.endsWith(':0') === false)
          this.isListening = true;
        return;
      case 'close':
        this.#forget(socket, fd);
        return;
    }
  }

  /**
   * Whether a packet belongs to one of the sockets. A datagram does only if the program sent it: one that it receives
   * counts as its activity when it does, and a station may send forever what it does not read.
   */
  owns({ protocol, source, sourcePort, destination, destinationPort }: PacketEnds): boolean {
    if (protocol === 'udp') return this.#ports.has(sourcePort);
    const from = endpoint(source, sourcePort);
    const to = endpoint(destination, destinationPort);
    if (this.#connections.has(`${from} ${to}`) || this.#connections.has(`${to} ${from}`)) return true;
    for (const remote of this.#connecting.values()) if (remote === to || remote === from) return true;
    return false;
  }

  #remember(socket: SocketReference, fd: number | undefined): void {
    this.#last = socket;
    const { protocol, local, remote } = socket;
    if (local === undefined) return;
    if (protocol.startsWith('UDP')) {
      if (this.#ports.size < MAX_KEPT) this.#ports.add(Number(local.slice(local.lastIndexOf(':') + 1)));
      return;
    }
    if (remote === undefined) return;
    if (fd !== undefined && this.#connecting.delete(fd)) this.connected++;
    const key = `${plain(local)} ${plain(remote)}`;
    if (this.#connections.has(key)) return;
    if (this.#connections.size >= MAX_KEPT)
      this.#connections.delete(this.#connections.values().next().value!);
    this.#connections.add(key);
  }

  #forget({ local, remote }: SocketReference, fd: number | undefined): void {
    if (fd !== undefined) this.#connecting.delete(fd);
    this.#last = undefined;
    // The last packets of a closed connection (FIN, what was not yet sent) are still its own; the set is bounded.
    if (local === undefined || remote !== undefined) return;
    this.#ports.delete(Number(local.slice(local.lastIndexOf(':') + 1)));
  }
}

function endpoint(address: string, port: number): string {
  return address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;
}

/** IPv4 addresses that an IPv6 socket uses (RFC 4291, 2.5.5.2) are those of the packets. */
function plain(end: string): string {
  return end.replace(/^\[::ffff:(\d+\.\d+\.\d+\.\d+)\]/i, '$1');
}
