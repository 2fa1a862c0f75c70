/** The frame of every peer that serves TCP: listening, one task for each connection, and closing. */
import { createServer, type Server, type Socket } from 'node:net';
import { now } from './clock.ts';
import { formatAddress, type Peer, type PeerEvent, type PeerHooks } from './peer.ts';
import { PeerListenError } from './peer-error.ts';
import { portOwner } from './port-owner.ts';
import { ConnectionGone, TcpConnection } from './tcp-connection.ts';

/** What a TCP peer has to say about itself. */
export interface TcpListenOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  readonly maxConnections: number;
  readonly stallTimeout: number;
}

/**
 * How many finished handshakes the kernel keeps for us until we accept() them; more clients than that have to try again
 * (listen(2); "backlog").
 */
const BACKLOG = 128;

/**
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
): Promise<Peer> {
  const log = (event: Omit<PeerEvent, 'at' | 'peer'>): void =>
    hooks.log({ at: now(), peer: options.name, ...event });
  const open = new Set<TcpConnection>();
  let accepted = 0;

  // Half-open connections are allowed: a client may send its FIN right after the command and still want the answer.
  const server = createServer({ allowHalfOpen: true });
  server.maxConnections = options.maxConnections;

  server.on('connection', (socket: Socket) => {
    // A client may be gone again before we come to it; then its address is unknown, and there is nobody to serve.
    if (socket.remoteAddress === undefined) {
      socket.destroy();
      return;
    }
    const connection = new TcpConnection({
      socket,
      number: accepted++,
      stallTimeout: options.stallTimeout,
      read: hooks.read?.bind(hooks),
      log,
    });
    open.add(connection);
    socket.on('close', () => open.delete(connection));
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

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const last = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const connection of open) connection.abandon('the peer was ended');
    await Promise.all([last, ...[...open].map((connection) => connection.closed)]);
    log({ event: 'close', local });
  };
  return { name: options.name, address, close: () => (closed ??= close()) };
}

/** Binds and listens; resolves with the address that the kernel gave, rejects with the reason in words. */
function listen(server: Server, options: TcpListenOptions): Promise<Peer['address']> {
  const { host, port } = options;
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(explain(error, options));
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

/** The words for what bind(2) and listen(2) say. */
function explain(error: NodeJS.ErrnoException, { name, host, port }: TcpListenOptions): PeerListenError {
  const observed = error.message;
  const where = formatAddress(host, port);
  switch (error.code) {
    case 'EADDRINUSE': {
      const owner = portOwner(port);
      const held = owner ? `, by process ${owner.pid} (${owner.command})` : '';
      return new PeerListenError({
        code: 'PEER_PORT_IN_USE',
        message: `${name}: TCP port ${port} on ${host} is in use${held}.`,
        observed,
        expected: `TCP port ${port} free`,
        hint: owner
          ? `End that process (kill ${owner.pid}), or choose another port.`
          : 'Look with "ss -ltnp" who has it, or choose another port.',
      });
    }
    case 'EACCES':
      return new PeerListenError({
        code: 'PEER_PORT_FORBIDDEN',
        message: `${name}: this user may not listen on ${where}.`,
        observed,
        expected: 'a port that ordinary users may have',
        hint: 'Ports under 1024 are for root on most systems: choose a higher one.',
      });
    case 'EADDRNOTAVAIL':
    case 'EAFNOSUPPORT':
    case 'ENOTFOUND':
      return new PeerListenError({
        code: 'PEER_ADDRESS_ABSENT',
        message: `${name}: ${host} is no address of this computer.`,
        observed,
        expected: 'an address that "ip address" shows, or 0.0.0.0 for all of IPv4',
        hint: 'Use 127.0.0.1 for this computer only, or 0.0.0.0.',
      });
    default:
      return new PeerListenError({
        code: 'PEER_LISTEN_FAILED',
        message: `${name}: cannot listen on ${where}.`,
        observed,
        expected: 'a listening socket',
        hint: 'The words of the kernel are above; listen(2) and bind(2) explain them.',
      });
  }
}
