/** The frame of every peer that serves TCP: listening, one task for each connection, and closing. */
import { createServer, type Server, type Socket } from 'node:net';
import { now } from '../common/clock.ts';
import { listenError } from '../common/listen-error.ts';
import { formatAddress, type Peer, type PeerEvent, type PeerHooks } from '../peer.ts';
import { ConnectionGone, TcpConnection } from './tcp-connection.ts';

/** What a TCP peer has to say about itself. */
export interface TcpListenOptions {
  /** Its name in the catalogue, which is in every event. */
  readonly name: string;
  /** The address to bind to, or a name that resolves to one. */
  readonly host: string;
  /** The port to bind to, or 0 for any. */
  readonly port: number;
  /** How many connections are served at a time. */
  readonly maxConnections: number;
  /** Seconds that a client may take none of the bytes that wait for it. */
  readonly stallTimeout: number;
}

/** What lies between TCP and the peer: nothing, or TLS. */
export interface TcpLayer {
  create(): Server;
  /** The server's event for a connection that can carry the protocol: with TLS its handshake is over by then. */
  readonly ready: 'connection' | 'secureConnection';
  /** Looks at such a connection before anybody else; what is worth knowing of it goes into the log with its `accept`. */
  describe?(socket: Socket): string;
  /** Called once with the server, to see what else happens on it. */
  watch?(server: Server, log: (event: Omit<PeerEvent, 'at' | 'peer'>) => void): void;
}

/**
 * Half-open connections are allowed: a client may send its FIN right after the command and still want the answer.
 * Nagle's algorithm stays on, as it is for every socket on which nobody has said otherwise.
 */
const PLAIN: TcpLayer = { create: () => createServer({ allowHalfOpen: true }), ready: 'connection' };

/**
 * How many finished handshakes the kernel keeps for us until we accept() them (listen(2); "backlog"). When they are more,
 * it throws SYNs away, and each of those clients waits a second before it tries again: a crowd that comes at once is better
 * kept than sent away. The kernel has a bound of its own, net.core.somaxconn, which is 4096 on Linux.
 */
const BACKLOG = 4096;

/**
 * The verb LISTEN of a TCP peer: socket(), bind(), listen(), and then accept() for ever.
 *
 * Listens, runs `serve` once for each connection, and resolves when the socket is listening. `serve` may simply return or
 * throw {@link ConnectionGone}; afterwards the connection is closed in any case.
 *
 * Node sets SO_REUSEADDR on listening sockets (socket(7)): without it, a server that is started again would be refused its
 * port as long as old connections stay in TIME-WAIT (RFC 9293 section 3.3.2).
 *
 * Throws a {@link PeerListenError} where it cannot listen.
 */
export async function listenTcp(
  options: TcpListenOptions,
  hooks: PeerHooks,
  serve: (connection: TcpConnection) => Promise<void>,
  layer = PLAIN,
): Promise<Peer> {
  const log = (event: Omit<PeerEvent, 'at' | 'peer'>): void =>
    hooks.log({ at: now(), peer: options.name, ...event });
  const open = new Set<TcpConnection>();
  const sockets = new Set<Socket>();
  let accepted = 0;

  // A server in the textbook accepts one client, serves it, and accepts the next. Everybody else waits meanwhile, behind a
  // client that may be asleep. Here each connection has a task of its own, and Node wakes the task whose socket has news:
  // one thread around epoll_wait(2), in place of one thread for each client.
  const server = layer.create();
  server.maxConnections = options.maxConnections;

  // Under TLS there are connections whose handshake is not over, perhaps never will be: they have to be ended, too.
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  layer.watch?.(server, log);

  server.on(layer.ready, (socket: Socket) => {
    // A client may be gone again before we come to it; then its address is unknown, and there is nobody to serve.
    if (socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const connection = new TcpConnection({
      socket,
      number: accepted++,
      opened: 'accept',
      ...(layer.describe ? { note: layer.describe(socket) } : {}),
      stallTimeout: options.stallTimeout,
      read: hooks.read?.bind(hooks),
      isPlain: layer === PLAIN,
      reset: () => below(socket, sockets)?.resetAndDestroy(),
      log,
    });
    // Remembered only to be closed when the peer is ended.
    open.add(connection);
    socket.on('close', () => open.delete(connection));
    // Not awaited: the next connection is accepted while this one is served.
    serve(connection)
      .catch((error: unknown) => {
        if (!(error instanceof ConnectionGone)) connection.log({ event: 'error', note: String(error) });
      })
      .finally(() => connection.abandon());
  });

  // Too many at a time: Node has closed the connection already, and what we owe the client is a line in the log.
  server.on('drop', (ends) => {
    log({
      event: 'refuse',
      remote: formatAddress(ends?.remoteAddress, ends?.remotePort),
      note: `more than ${options.maxConnections} connections at a time`,
    });
  });

  const address = await listen(server, options);
  const local = formatAddress(address.host, address.port);
  server.on('error', (error) => log({ event: 'error', local, note: error.message }));
  log({ event: 'listen', local });

  // The verb CLOSE: no new connections, an end to the old ones, and only then the word that it is over. Without waiting
  // for the last descriptor, whoever starts the next peer on this port could be a moment too early.
  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const last = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const connection of open) connection.abandon('the peer was ended');
    for (const socket of sockets) socket.destroy();
    await Promise.all([last, ...[...open].map((connection) => connection.closed)]);
    log({ event: 'close', local });
  };
  return { name: options.name, address, close: () => (closed ??= close()) };
}

/** The socket of TCP: the connection's own, or under TLS the one below it, which has the same client. */
function below(socket: Socket, sockets: ReadonlySet<Socket>): Socket | undefined {
  if (sockets.has(socket)) return socket;
  const { remoteAddress, remotePort } = socket;
  return [...sockets].find((one) => one.remotePort === remotePort && one.remoteAddress === remoteAddress);
}

/** Binds and listens; resolves with the address that the kernel gave, rejects with the reason in words. */
function listen(server: Server, options: TcpListenOptions): Promise<Peer['address']> {
  const { host, port } = options;
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(listenError(error, options));
    server.once('error', fail);
    // ipv6Only: a socket on :: would otherwise take IPv4 clients as well, under addresses like ::ffff:127.0.0.1 (ipv6(7)).
    server.listen({ host, port, backlog: BACKLOG, ipv6Only: true }, () => {
      server.off('error', fail);
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a TCP socket without an address');
      resolve({ host: address.address, port: address.port });
    });
  });
}
