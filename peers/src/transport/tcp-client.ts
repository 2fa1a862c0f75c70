/** The client's side of TCP: from a name and a port to a connection, or to an error that explains why there is none. */
import { setMaxListeners } from 'node:events';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { ClientHooks } from '../client.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { messageLog, peerLog } from '../common/peer-log.ts';
import { ClientConnection, Left } from './client-connection.ts';
import { POLITE } from './manner.ts';
import type { Crowd, Manner } from './manner.ts';
import { unresolved } from './resolve.ts';
import { ConnectionGone, TcpConnection } from './tcp-connection.ts';

/** Where a client connects to, and how it behaves. */
export interface TcpClientOptions extends Partial<Manner>, Partial<Crowd> {
  /** The client's name in the catalog, which is in every event. */
  readonly name: string;
  /** A name or an address. If a name has several addresses, they are tried one after the other (RFC 8305). */
  readonly server: string;
  readonly port: number;
  /** Opens the socket if it is not a plain one; see tls-client.ts. */
  readonly layer?: ClientLayer;
  /** Maximum number of bytes per recv(2); by default as many as there are. */
  readonly readSize?: number;
}

/** What lies between TCP and the client. */
export interface ClientLayer {
  /** Opens a socket and starts connecting it. */
  open(where: { host: string; port: number; allowHalfOpen: true; autoSelectFamily: true }): Socket;
  /** The socket's event for "ready to use". */
  readonly ready: 'connect' | 'secureConnect';
  /** The note of the `connect` event. */
  describe(socket: Socket): string;
  /** Explains an error if it comes from this layer and not from TCP. */
  explain(error: NodeJS.ErrnoException): PeerClientError | undefined;
}

/** Seconds to wait for the handshake. Linux alone would repeat the SYN for two minutes (tcp(7)). */
const CONNECT_TIMEOUT = 20;

/** How much recv(2) returns at most, unless someone wants less. */
const READ_SIZE = 65_536;

/** How many others may listen for Ctrl-C. */
const SPARE_LISTENERS = 10;

/**
 * Connects, runs `talk`, and closes the connection in any case; as often as the options say, one after the other or all at
 * the same time. If the user interrupts, or the client leaves early on purpose, that is not an error.
 *
 * @throws {PeerClientError} `PEER_CLIENT_UNRESOLVED`, `PEER_CLIENT_REFUSED`, `PEER_CLIENT_UNREACHABLE`,
 *   `PEER_CLIENT_TIMEOUT`, or an error of the layer, when there is no connection; `PEER_CLIENT_RESET` when it breaks;
 *   `PEER_CLIENT_SILENT` or `PEER_CLIENT_ENDLESS` when the client gives the server up. With several connections, the first.
 */
export async function withConnection(
  options: TcpClientOptions,
  hooks: ClientHooks,
  talk: (connection: ClientConnection) => Promise<void>,
): Promise<void> {
  const { connections = 1, together = false } = options;
  const one = (number: number): Promise<void> => converse(options, hooks, number, talk);
  if (!together) {
    for (let number = 0; number < connections && !hooks.signal.aborted; number++) await one(number);
    return;
  }
  // Each connection listens for Ctrl-C, and stops when it is closed. From eleven on, Node would warn of a leak.
  setMaxListeners(2 * connections + SPARE_LISTENERS, hooks.signal);
  // All of them go on to their own end, even if one fails.
  const results = await Promise.allSettled(Array.from({ length: connections }, (_, number) => one(number)));
  for (const result of results) if (result.status === 'rejected') throw result.reason;
}

/** One connection, from connect() to close(). */
async function converse(
  options: TcpClientOptions,
  hooks: ClientHooks,
  number: number,
  talk: (connection: ClientConnection) => Promise<void>,
): Promise<void> {
  let tcp: TcpConnection | undefined;
  let connection: ClientConnection | undefined;
  try {
    tcp = await connectTcp(options, hooks, number);
    connection = withManner(options, tcp);
    await connection.begin();
    await talk(connection);
  } catch (error) {
    // Leaving may end several things that were going on, and only one of them throws Left.
    if (connection?.end instanceof Left) return;
    if (!(error instanceof ConnectionGone)) throw error;
    // After the server's FIN nothing is missing: that it then reset the connection concerns only what we sent.
    if (tcp?.isEnded === true) return;
    if (!hooks.signal.aborted)
      throw connection?.end ?? connection?.stalled() ?? resetError(options, tcp?.problem);
  } finally {
    tcp?.abandon();
    await tcp?.closed;
  }
}

/** The connection as the client sees it. */
function withManner(options: TcpClientOptions, connection: TcpConnection): ClientConnection {
  const { name, server, port } = options;
  const manner = { ...POLITE, ...options };
  return new ClientConnection({
    connection,
    manner,
    client: name,
    server: `${server} port ${port}`,
  });
}

/**
 * The verb CONNECT: getaddrinfo(), socket(), connect(). Resolves when the handshake is complete.
 *
 * @throws {PeerClientError} when there is no connection.
 * @throws {ConnectionGone} when the user interrupts before that.
 */
async function connectTcp(
  options: TcpClientOptions,
  hooks: ClientHooks,
  number: number,
): Promise<TcpConnection> {
  const { name, layer, timeout = POLITE.timeout } = options;
  const socket = await openSocket(options, hooks.signal).catch((error: unknown) => {
    if (error instanceof ConnectionGone) throw error;
    const reason = error as NodeJS.ErrnoException;
    throw layer?.explain(reason) ?? connectError(options, reason);
  });
  const connection = new TcpConnection({
    socket,
    number,
    opened: 'connect',
    ...(layer ? { note: layer.describe(socket), over: 'tls' } : { reset: () => socket.resetAndDestroy() }),
    stallTimeout: timeout,
    readsAhead: isEager(options),
    read: hooks.read?.bind(hooks),
    log: peerLog(name, hooks),
    message: messageLog(name, hooks),
  });
  // Ctrl-C ends whatever the client is waiting for, and the connection.
  const interrupt = (): void => connection.abandon('interrupted');
  hooks.signal.addEventListener('abort', interrupt);
  void connection.closed.then(() => hooks.signal.removeEventListener('abort', interrupt));
  if (hooks.signal.aborted) interrupt();
  return connection;
}

/** Whether a client takes what comes at once. One that reads slowly, or leaves without reading, does not. */
function isEager({ leave, close, readPause, readSize }: TcpClientOptions): boolean {
  const isOrderly = close === undefined || close === 'orderly' || close === 'half';
  return isOrderly && (leave ?? 'at-end') === 'at-end' && (readPause ?? 0) === 0 && readSize === undefined;
}

/** Connects one socket. Rejects with the error of the kernel or the resolver. */
function openSocket(options: TcpClientOptions, signal: AbortSignal): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new ConnectionGone());
    const socket = startSocket(options);
    const timer = setTimeout(() => {
      const error = new Error(`no answer within ${CONNECT_TIMEOUT} s`);
      socket.destroy(Object.assign(error, { code: 'ETIMEDOUT' }));
    }, CONNECT_TIMEOUT * 1000);
    const interrupt = (): void => {
      socket.destroy(new ConnectionGone());
    };
    signal.addEventListener('abort', interrupt);
    const settled = (): void => {
      clearTimeout(timer);
      signal.removeEventListener('abort', interrupt);
      socket.off('error', fail);
    };
    const fail = (error: Error): void => {
      settled();
      reject(error);
    };
    socket.once('error', fail);
    socket.once(options.layer?.ready ?? 'connect', () => {
      settled();
      resolve(socket);
    });
  });
}

/** Opens a socket and starts to connect it. */
function startSocket({ server, port, layer, leave, ...options }: TcpClientOptions): Socket {
  const where = { host: server, port, allowHalfOpen: true, autoSelectFamily: true } as const;
  if (layer) return layer.open(where);
  const isLeaving = leave === 'during-answer';
  if (options.readSize === undefined && !isLeaving) return connect(where);
  // One buffer for all calls of recv(): its size is how to make the kernel return no more at a time. Who leaves during the
  // answer must not have read all of it, so one byte is enough to know that it has begun.
  const buffer = Buffer.alloc(options.readSize ?? READ_SIZE);
  let size = isLeaving ? 1 : buffer.length;
  const callback = (length: number): boolean => {
    socket.emit('data', Buffer.from(buffer.subarray(0, length)));
    size = buffer.length;
    return !socket.isPaused();
  };
  const socket = connect({ ...where, onread: { buffer: () => buffer.subarray(0, size), callback } });
  return socket;
}

/** Explains an error of connect(2) or of the resolver. */
function connectError(
  { name, server, port }: TcpClientOptions,
  error: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] },
): PeerClientError {
  // If several addresses were tried, `errors` has the last error of each.
  const first = error.errors?.[0] ?? error;
  const where = `${server} port ${port}`;
  const observed = (error.errors ?? [error]).map((each) => each.message).join('; ');
  switch (first.code) {
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return unresolved(name, server, observed);
    case 'ECONNREFUSED':
      return new PeerClientError({
        code: 'PEER_CLIENT_REFUSED',
        message: `${name}: ${where} refused the connection.`,
        observed: `${observed}: the answer to our SYN was RST`,
        expected: 'SYN, ACK from a server that listens there',
        hint: 'Start the server first, and compare the ports: "ss -tln" lists those that listen here.',
      });
    case 'ETIMEDOUT':
      return new PeerClientError({
        code: 'PEER_CLIENT_TIMEOUT',
        message: `${name}: ${where} does not answer.`,
        observed,
        expected: 'SYN, ACK or RST',
        hint: 'A firewall may drop our SYN, or no computer has that address.',
      });
    default:
      return new PeerClientError({
        code: 'PEER_CLIENT_UNREACHABLE',
        message: `${name}: ${where} cannot be reached.`,
        observed,
        expected: 'a route to the server (ip route get ADDRESS)',
        hint: 'Check the address, and the network of this computer.',
      });
  }
}

/** The connection broke before the server's FIN. */
function resetError(
  { name, server, port }: TcpClientOptions,
  problem: NodeJS.ErrnoException | undefined,
): PeerClientError {
  return new PeerClientError({
    code: 'PEER_CLIENT_RESET',
    message: `${name}: the connection to ${server} port ${port} broke before its end.`,
    observed: problem?.message ?? 'the connection was closed',
    expected: 'FIN from the server after all its data',
    hint: 'The output so far may be incomplete. The server may have crashed, or someone stopped it.',
  });
}
