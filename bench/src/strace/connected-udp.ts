/**
 * Where UDP sockets are connected to. strace remembers how it showed a socket first, but a UDP socket may be connected
 * again, to another address or to none (udp(7), connect(2)).
 */
import type { CallRecord, SocketReference } from '@wireside/trace';

/** Maximum number of sockets that are kept. */
const MAX_KEPT = 1024;

/** Follows the calls of one program. */
export class ConnectedUdp {
  /** The socket as it is, by how strace shows it. */
  readonly #byShown = new Map<string, SocketReference>();

  /** A socket as it is. @param shown as strace shows it. */
  actual(shown: SocketReference): SocketReference {
    return this.#byShown.size === 0 ? shown : (this.#byShown.get(keyOf(shown)) ?? shown);
  }

  /** A call on a socket has returned. @param shown the socket as strace shows it. */
  sees({ kind, ret, args }: CallRecord, shown: SocketReference): void {
    const { protocol, local } = shown;
    if (!protocol.startsWith('UDP') || local === undefined || ret !== 0) return;
    if (kind === 'close') this.#byShown.delete(keyOf(shown));
    if (kind !== 'connect') return;
    // To AF_UNSPEC: it is connected no longer.
    const remote = args !== undefined && /^(?:\d|\[)\S+:\d+$/.test(args) ? args : undefined;
    if (this.#byShown.size >= MAX_KEPT) this.#byShown.clear();
    this.#byShown.set(keyOf(shown), { protocol, local, ...(remote === undefined ? {} : { remote }) });
  }
}

const keyOf = ({ protocol, local, remote }: SocketReference): string => `${protocol} ${local} ${remote}`;
