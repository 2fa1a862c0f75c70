/** The client's end of TCP: from a name and a port to a connection, or to the reason why there is none, in words. */
import { connect, Socket } from 'node:net';
import { now } from '../common/clock.ts';
import { PeerClientError } from '../common/peer-error.ts';
import type { ClientHooks } from '../client.ts';
import type { PeerEvent } from '../peer.ts';
import { unresolved } from './resolve.ts';
import { ConnectionGone, TcpConnection } from './tcp-connection.ts';

/** Where a client connects to. */
export interface TcpClientOptions {
  /** The client's name in the catalogue, which is in every event. */
  readonly name: string;
  /** A name or an address. A name that has several addresses has them tried one after the other (RFC 8305). */
  readonly server: string;
  readonly port: number;
  /** Opens the socket, where it is not a plain one, and names its event for "ready to be used"; see tls-client.ts. */
  readonly layer?: ClientLayer;
  /** The most bytes that one recv(2) may give; as many as there are where nothing is said. */
  readonly readSize?: number;
}

/** What lies between TCP and the client. */
export interface ClientLayer {
  open(where: { host: string; port: number; allowHalfOpen: true; autoSelectFamily: true }): Socket;
  readonly ready: 'connect' | 'secureConnect';
  /** What is worth knowing of the connection; goes into the log with its `connect`. */
  describe(socket: Socket): string;
  /** The error in words, where it is this layer's and not TCP's. */
  explain(error: NodeJS.ErrnoException): PeerClientError | undefined;
}

/** Seconds that a client waits for the handshake. Linux alone would send SYN again and again for two minutes (tcp(7)). */
const PATIENCE = 20;

/** Seconds that a client of ours lets a server not read. It has time; a server has not. */
const STALL = 600;

/**
 * The verb CONNECT: getaddrinfo(), socket(), connect(). Resolves when the handshake is over.
 *
 * Rejects with a {@link PeerClientError}: `PEER_CLIENT_UNRESOLVED`, `PEER_CLIENT_REFUSED`, `PEER_CLIENT_UNREACHABLE`,
 * `PEER_CLIENT_TIMEOUT`; with {@link ConnectionGone} when the user had enough before that.
 */
export async function connectTcp(options: TcpClientOptions, hooks: ClientHooks): Promise<TcpConnection> {
  const socket = await openSocket(options, hooks.signal).catch((error: unknown) => {
    if (error instanceof ConnectionGone) throw error;
    const reason = error as NodeJS.ErrnoException;
    throw options.layer?.explain(reason) ?? connectError(options, reason);
  });
  const connection = new TcpConnection({
    socket,
    number: 0,
    opened: 'connect',
    ...(options.layer ? { note: options.layer.describe(socket) } : {}),
    stallTimeout: STALL,
    read: undefined,
    isPlain: options.layer === undefined,
    log: (event: Omit<PeerEvent, 'at' | 'peer'>) => hooks.log({ at: now(), peer: options.name, ...event }),
  });
  // Ctrl-C: whatever the client is waiting for ends, and so does the connection.
  const interrupt = (): void => connection.abandon('interrupted');
  hooks.signal.addEventListener('abort', interrupt);
  void connection.closed.then(() => hooks.signal.removeEventListener('abort', interrupt));
  if (hooks.signal.aborted) interrupt();
  return connection;
}

/**
 * Runs `talk` over a connection and closes it, whatever happens. The end of a connection that the user wanted is no error;
 * one that he did not want is a {@link PeerClientError} `PEER_CLIENT_RESET`.
 */
export async function withConnection(
  options: TcpClientOptions,
  hooks: ClientHooks,
  talk: (connection: TcpConnection) => Promise<void>,
): Promise<void> {
  let connection: TcpConnection | undefined;
  try {
    connection = await connectTcp(options, hooks);
    await talk(connection);
  } catch (error) {
    if (!(error instanceof ConnectionGone)) throw error;
    if (!hooks.signal.aborted) throw resetError(options, connection?.problem);
  } finally {
    connection?.abandon();
    await connection?.closed;
  }
}

/** Connects one socket; rejects with what the kernel or the resolver said. */
function openSocket(
  { server, port, readSize, layer }: TcpClientOptions,
  signal: AbortSignal,
): Promise<Socket> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new ConnectionGone());
    const where = { host: server, port, allowHalfOpen: true, autoSelectFamily: true } as const;
    let socket: Socket;
    if (layer) socket = layer.open(where);
    else if (readSize === undefined) socket = connect(where);
    else {
      // One buffer of that size for all calls of recv(): only so does the kernel hand over no more at a time.
      const buffer = Buffer.alloc(readSize);
      const callback = (length: number): boolean => {
        socket.emit('data', Buffer.from(buffer.subarray(0, length)));
        return !socket.isPaused();
      };
      socket = connect({ ...where, onread: { buffer, callback } });
    }
    const timer = setTimeout(() => {
      socket.destroy(Object.assign(new Error(`no answer within ${PATIENCE} s`), { code: 'ETIMEDOUT' }));
    }, PATIENCE * 1000);
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
    socket.once(layer?.ready ?? 'connect', () => {
      settled();
      resolve(socket);
    });
  });
}

/** What connect(2) or the resolver said, in words, and what can be done about it. */
function connectError(
  { name, server, port }: TcpClientOptions,
  error: NodeJS.ErrnoException & { errors?: NodeJS.ErrnoException[] },
): PeerClientError {
  // Several addresses were tried: the last word of each is in `errors`.
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
        hint: 'Start the server first, and compare the ports: ss -tln lists those that listen here.',
      });
    case 'ETIMEDOUT':
      return new PeerClientError({
        code: 'PEER_CLIENT_TIMEOUT',
        message: `${name}: ${where} does not answer.`,
        observed,
        expected: 'SYN, ACK or RST',
        hint: 'A firewall may throw our SYN away, or nobody has that address.',
      });
    default:
      return new PeerClientError({
        code: 'PEER_CLIENT_UNREACHABLE',
        message: `${name}: ${where} cannot be reached.`,
        observed,
        expected: 'a route to the server (ip route get ADDRESS)',
        hint: 'Look at the address, and at the network of this computer.',
      });
  }
}

/** The connection broke in the middle. */
function resetError(
  { name, server, port }: TcpClientOptions,
  problem: NodeJS.ErrnoException | undefined,
): PeerClientError {
  return new PeerClientError({
    code: 'PEER_CLIENT_RESET',
    message: `${name}: the connection to ${server} port ${port} broke before its end.`,
    observed: problem?.message ?? 'the connection was closed',
    expected: 'FIN from the server, after all that it had to say',
    hint: 'What was shown so far may not be everything. The server may have crashed, or was ended.',
  });
}
