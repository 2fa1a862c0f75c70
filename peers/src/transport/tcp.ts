/** The common part of every peer over TCP: it listens, runs one task for each connection, and closes. */
import { createServer } from 'node:net';
import type { Server, Socket } from 'node:net';
import { messageLog, peerLog } from '../common/peer-log.ts';
import type { Peer, PeerHooks, PeerLog } from '../peer.ts';
import { listenOn, openSockets } from './listening.ts';
import type { ListenOptions } from './listening.ts';
import { ConnectionGone, TcpConnection } from './tcp-connection.ts';

/** What a TCP peer says about itself. */
export interface TcpListenOptions extends ListenOptions {
  /** Seconds that a client may read nothing while data is waiting for it. */
  readonly stallTimeout: number;
}

/** What lies between TCP and the peer: nothing, or TLS. */
export interface TcpLayer {
  /** Makes the server. */
  create(): Server;
  /** The server's event for a connection that can carry the protocol: with TLS its handshake is complete then. */
  readonly ready: 'connection' | 'secureConnection';
  /** Called first for such a connection. What it returns is the note of the `accept` event. */
  describe?(socket: Socket): string;
  /** Called once with the server, to watch what else happens on it. */
  watch?(server: Server, log: PeerLog): void;
}

/**
 * Half-open connections are allowed: a client may send its FIN right after the command and still want the answer. Nagle's
 * algorithm stays on, the default of every socket.
 */
const PLAIN: TcpLayer = { create: () => createServer({ allowHalfOpen: true }), ready: 'connection' };

/**
 * The verb LISTEN of a TCP peer: socket(), bind(), listen(), and then accept() forever.
 *
 * Resolves when the socket is listening. Runs `serve` once for each connection; it may simply return or throw
 * {@link ConnectionGone}, and the connection is closed afterwards in any case.
 *
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenTcp(
  options: TcpListenOptions,
  hooks: PeerHooks,
  serve: (connection: TcpConnection) => Promise<void>,
  layer = PLAIN,
): Promise<Peer> {
  const log = peerLog(options.name, hooks);
  const open = new Set<TcpConnection>();
  let accepted = 0;

  // A textbook server accepts one client, serves it, and accepts the next. All others wait meanwhile for a client that
  // may be asleep. Here each connection has a task of its own, and Node wakes the task whose socket has an event: one
  // thread around epoll_wait(2), instead of one thread per client.
  const server = layer.create();
  const sockets = openSockets(server);
  layer.watch?.(server, log);

  server.on(layer.ready, (socket: Socket) => {
    // A client may close before we look at it. Then its address is unknown, and there is no one to serve.
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
      ...(layer === PLAIN ? {} : { over: 'tls' as const }),
      reset: () => tcpSocketOf(socket, sockets)?.resetAndDestroy(),
      log,
      message: messageLog(options.name, hooks),
    });
    open.add(connection);
    socket.on('close', () => open.delete(connection));
    // Not awaited: the next connection is accepted while this one is served.
    void runService(serve, connection);
  });

  return listenOn(server, options, log, async () => {
    for (const connection of open) connection.abandon('the peer was closed');
    // Under TLS there are also connections whose handshake is not complete, and perhaps never will be.
    for (const socket of sockets) socket.destroy();
    await Promise.all([...open].map((connection) => connection.closed));
  });
}

/** Serves one connection until `serve` returns. A client that goes away is not an error; anything else is logged. */
export async function runService<Connection extends ServedConnection>(
  serve: (connection: Connection) => Promise<void>,
  connection: Connection,
): Promise<void> {
  try {
    await serve(connection);
  } catch (error) {
    if (!(error instanceof ConnectionGone)) connection.log({ event: 'error', note: String(error) });
  } finally {
    connection.abandon();
  }
}

/** What {@link runService} needs of a connection. */
interface ServedConnection {
  log: PeerLog;
  abandon(): void;
}

/** The TCP socket of a connection: its own, or under TLS the one below it, which has the same client. */
function tcpSocketOf(socket: Socket, sockets: ReadonlySet<Socket>): Socket | undefined {
  if (sockets.has(socket)) return socket;
  const { remoteAddress, remotePort } = socket;
  return [...sockets].find((one) => one.remotePort === remotePort && one.remoteAddress === remoteAddress);
}
