/** What all servers over TCP do before the first client and after the last: listen, refuse a crowd, and close. */
import type { Server, Socket } from 'node:net';
import { listenError } from '../common/listen-error.ts';
import { formatAddress } from '../peer.ts';
import type { Peer, PeerLog } from '../peer.ts';

/** Where a server listens, and for how many clients. */
export interface ListenOptions {
  /** The peer's name in the catalog. */
  readonly name: string;
  /** The address to bind to, or a name that resolves to one. */
  readonly host: string;
  /** The port to bind to; 0 for any. */
  readonly port: number;
  /** Maximum number of connections. */
  readonly maxConnections: number;
}

/**
 * The number of complete handshakes that the kernel keeps until we accept() them (listen(2), "backlog"). When there are
 * more, it drops SYNs, and each of those clients waits a second before it tries again: better to keep a crowd that comes at
 * once. The kernel has a limit of its own, net.core.somaxconn, which is 4096 on Linux.
 */
const BACKLOG = 4096;

/** The sockets of a server that are open now, from the moment that TCP's handshake is complete. */
export function openSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  return sockets;
}

/**
 * The verbs LISTEN and CLOSE of a server: socket(), bind(), listen(). Resolves when the socket is listening. The peer's
 * `close` accepts no more clients, calls `closeConnections`, and resolves when the last descriptor is closed.
 *
 * Node sets SO_REUSEADDR on listening sockets (socket(7)). Without it, a server that is started again could not have its
 * port as long as old connections are in TIME-WAIT (RFC 9293 section 3.3.2).
 *
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenOn(
  server: Server,
  options: ListenOptions,
  log: PeerLog,
  closeConnections: () => Promise<unknown>,
): Promise<Peer> {
  server.maxConnections = options.maxConnections;
  // One connection too many: Node has closed it already. What is left to do is to report it.
  server.on('drop', (ends) =>
    log({
      event: 'refuse',
      remote: formatAddress(ends?.remoteAddress, ends?.remotePort),
      note: `more than ${options.maxConnections} connections at a time`,
    }),
  );
  const address = await bindAndListen(server, options);
  const local = formatAddress(address.host, address.port);
  server.on('error', (error) => log({ event: 'error', local, note: error.message }));
  log({ event: 'listen', local });

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const last = new Promise<void>((resolve) => server.close(() => resolve()));
    // Without waiting for the last descriptor, the next peer on this port could start a moment too early.
    await Promise.all([last, closeConnections()]);
    log({ event: 'close', local });
  };
  return { name: options.name, address, close: () => (closed ??= close()) };
}

/** Binds and listens. Resolves with the address that the kernel chose. */
function bindAndListen(server: Server, options: ListenOptions): Promise<Peer['address']> {
  const { host, port } = options;
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(listenError(error, options));
    server.once('error', fail);
    // ipv6Only: a socket on :: would otherwise accept IPv4 clients too, under addresses like ::ffff:127.0.0.1 (ipv6(7)).
    server.listen({ host, port, backlog: BACKLOG, ipv6Only: true }, () => {
      server.off('error', fail);
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a TCP socket without an address');
      resolve({ host: address.address, port: address.port });
    });
  });
}
