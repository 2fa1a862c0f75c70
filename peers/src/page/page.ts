/**
 * The page over HTTP: a request, and an answer with a secret in it, unencrypted.
 *
 *     connect()                                accept()
 *     send("GET / HTTP/1.1\r\n…")    ----->    recv()
 *     recv()                         <-----    send("HTTP/1.1 200 OK\r\n…<!doctype html>…")
 *
 * The same server answers over TLS in page-tls.ts: capture both, and compare what can be read.
 *
 * Node parses HTTP: do not write a parser of your own for a protocol with forty years of special cases. What is left is what
 * every server has to do itself: limits, an answer to what it does not serve, and an orderly end.
 */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { setTimeout as passed } from 'node:timers/promises';
import { escapeBytes } from '../common/escape.ts';
import { now } from '../common/clock.ts';
import { messageLog, peerLog } from '../common/peer-log.ts';
import { formatAddress } from '../peer.ts';
import type { Ends, Peer, PeerHooks, PeerLog, PeerMessage } from '../peer.ts';
import { announceAt } from '../transport/announce.ts';
import { listenOn, openSockets } from '../transport/listening.ts';
import { pageOptions } from './page-options.ts';
import type { PageInput, PageOptions } from './page-options.ts';
import { pageText } from './page-text.ts';

/** How the server below the page is made: plain, or with TLS. */
export interface PageTransport {
  /** The peer's name in the catalog. */
  readonly name: string;
  /** The event of a connection that can carry requests: over TLS its handshake is complete then. */
  readonly ready: 'connection' | 'secureConnection';
  /** Makes the server. */
  create(
    options: { readonly maxHeaderSize: number; readonly connectionsCheckingInterval: number },
    log: PeerLog,
  ): Server;
}

const PLAIN: PageTransport = {
  name: 'page',
  ready: 'connection',
  create: (options) => createServer(options),
};

/** What the answers need. */
interface Service {
  readonly options: PageOptions;
  readonly log: PeerLog;
  readonly message: (message: Omit<PeerMessage, 'at' | 'peer'>) => void;
  readonly isPlain: boolean;
  /** The connections; over TLS there is none before the handshake is complete. */
  readonly connections: WeakMap<Socket, PageConnection>;
}

/** What is counted on a connection. */
interface PageConnection {
  readonly number: number;
  readonly ends: Ends;
  /** Bytes that went each way, below HTTP and, if there is TLS, inside it: the offsets of the next events. */
  sent: number;
  received: number;
  /** How many pages were sent. */
  messages: number;
}

/**
 * LISTEN. Resolves when clients can connect.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenPage(input: PageInput, hooks: PeerHooks): Promise<Peer> {
  return listenPageOver(PLAIN, pageOptions.read(input), hooks);
}

/**
 * The same over any transport.
 *
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenPageOver(
  transport: PageTransport,
  options: PageOptions,
  hooks: PeerHooks,
): Promise<Peer> {
  const log = peerLog(transport.name, hooks);
  const service: Service = {
    options,
    log,
    message: messageLog(transport.name, hooks),
    isPlain: transport === PLAIN,
    connections: new WeakMap(),
  };
  const server = createPageServer(transport, options, log);
  const sockets = openSockets(server);
  let accepted = 0;
  server.on(transport.ready, (socket: Socket) => acceptSocket(service, socket, accepted++));
  server.on('request', (request, response) => answer(service, request, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuse(service, error, socket));
  return listenOn(server, { ...options, name: transport.name }, log, async () => {
    for (const socket of sockets) socket.destroy();
  });
}

/** A server with a limit for everything that a client could stretch. */
function createPageServer(transport: PageTransport, options: PageOptions, log: PeerLog): Server {
  const server = transport.create(
    {
      maxHeaderSize: options.maxHeader,
      // Node looks for expired timeouts now and then; this is how often, in ms.
      connectionsCheckingInterval: Math.min(1000, options.requestTimeout * 500),
    },
    log,
  );
  server.headersTimeout = options.requestTimeout * 1000;
  server.requestTimeout = options.requestTimeout * 1000;
  server.keepAliveTimeout = options.keepAlive * 1000;
  server.maxRequestsPerSocket = options.maxRequests;
  // A client may close its side right after the request, and still gets its whole answer (RFC 9293 section 3.6). Node knows
  // this field since its first versions, but its documentation and its types do not have it.
  return Object.assign(server, { httpAllowHalfOpen: true });
}

/** ACCEPT. Gives a connection its number, and logs what happens to it. */
function acceptSocket(service: Service, socket: Socket, number: number): void {
  const { log, connections } = service;
  const ends = {
    local: formatAddress(socket.localAddress, socket.localPort),
    remote: formatAddress(socket.remoteAddress, socket.remotePort),
  };
  const connection: PageConnection = { number, ends, sent: 0, received: 0, messages: 0 };
  connections.set(socket, connection);
  log({ event: 'accept', connection: number, ...ends });
  // Before Node's own listener, so that the bytes of a request are logged before the request.
  socket.prependListener('data', (bytes: Buffer) => {
    const place = placeOf(service, connection.received);
    log({ event: 'receive', connection: number, ...place, length: bytes.length, data: escapeBytes(bytes) });
    connection.received += bytes.length;
  });
  socket.on('end', () => log({ event: 'end', connection: number }));
  socket.on('error', (error: NodeJS.ErrnoException) => {
    log({ event: error.code === 'ECONNRESET' ? 'reset' : 'error', connection: number, note: error.message });
  });
  socket.on('close', () => log({ event: 'close', connection: number }));
}

/** Where bytes are in TCP's stream; under TLS that is not known here. */
function placeOf({ isPlain }: Service, offset: number): { offset?: number } {
  return isPlain ? { offset } : {};
}

/** SERVE: one request. There is one page, and it can only be read. */
function answer(service: Service, request: IncomingMessage, response: ServerResponse): void {
  const { options, log, connections } = service;
  const { socket, method = '', url = '' } = request;
  const connection = connections.get(socket)!;
  log({
    event: 'command',
    connection: connection.number,
    data: escapeBytes(Buffer.from(`${method} ${url}`)),
  });
  // An unsolicited body is discarded as it comes; the socket's own buffer limits it.
  request.resume();
  const [status, text, headers] = pick(options, method, url);
  // HEAD is GET without the body, but with its length (RFC 9110 section 9.3.2).
  const body = method === 'HEAD' ? '' : text;
  const at = now();
  // A client may send its next request before it has this answer. Node then keeps our answers in their order, so only when
  // one has been written is it known where. Before Node's own listener, which writes the next one.
  response.prependListener('finish', () => reportAnswer(service, connection, { socket, at, status, body }));
  response.writeHead(status, {
    'content-type': status === 200 ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
    'content-length': Buffer.byteLength(text),
    ...headers,
  });
  void sendBody(response, Buffer.from(body), options).catch((error: Error) => response.destroy(error));
}

/** Sends the page, whole or in pieces of about the same length, until the client has gone. */
async function sendBody(
  response: ServerResponse,
  body: Buffer,
  { pieces, pause }: PageOptions,
): Promise<void> {
  const size = Math.ceil(body.length / pieces);
  let left = body;
  for (; left.length > size; left = left.subarray(size)) {
    response.write(left.subarray(0, size));
    await passed(pause * 1000);
    if (response.destroyed) return;
  }
  response.end(left);
}

/** Logs an answer with its header section, and announces its page: late, because Node has written the header section. */
function reportAnswer(
  service: Service,
  connection: PageConnection,
  { socket, at, status, body }: { socket: Socket; at: number; status: number; body: string },
): void {
  const { number, ends, sent } = connection;
  connection.sent = socket.bytesWritten;
  const place = placeOf(service, sent);
  service.log({
    at,
    event: 'send',
    connection: number,
    ...place,
    length: connection.sent - sent,
    note: `status ${status}`,
  });
  if (body === '') return;
  const length = Buffer.byteLength(body);
  const first = connection.messages++;
  const over = service.isPlain ? undefined : 'tls';
  const from = { connection: number, ...ends, over, offset: connection.sent - length, first } as const;
  announceAt([{ length, text: body }], from, service.message);
}

/** The status, the text and further headers of an answer (RFC 9110 section 15). */
function pick(options: PageOptions, method: string, url: string): [number, string, Record<string, string>] {
  if (method !== 'GET' && method !== 'HEAD') {
    return [405, `This page can only be read: GET or HEAD, not ${method}.\n`, { allow: 'GET, HEAD' }];
  }
  if (url.split('?')[0] !== options.path)
    return [404, `There is only one page here, and its path is ${options.path}.\n`, {}];
  return [200, pageText(options.secret), {}];
}

/** What came is not a request, or came too slowly, or has too long a header section: say so if possible, and close. */
function refuse({ log, connections }: Service, error: NodeJS.ErrnoException, socket: Socket): void {
  const connection = connections.get(socket)?.number;
  // A handshake that failed is not a bad request: no HTTP has arrived yet. The TLS layer reports it and closes.
  if (connection === undefined) return;
  const statuses: Readonly<Record<string, string>> = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  };
  const status = statuses[error.code ?? ''] ?? '400 Bad Request';
  log({ event: 'refuse', connection, note: `${status}: ${error.message}` });
  if (!socket.writable || error.code === 'ECONNRESET') {
    socket.destroy();
    return;
  }
  socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () => socket.destroy());
}
