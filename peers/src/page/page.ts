/**
 * The page over HTTP: a request, an answer with a secret in it, in clear.
 *
 *     connect()                                accept()
 *     send("GET / HTTP/1.1\r\n…")    ----->    recv()
 *     recv()                         <-----    send("HTTP/1.1 200 OK\r\n…<!doctype html>…")
 *
 * The same server answers over TLS in page-tls.ts: capture both, and compare what can be read.
 *
 * HTTP is parsed by Node: a protocol with forty years of special cases is not the place for one's own parser. What is left
 * to do is what every server has to do itself: bounds, an answer to what it does not serve, and an orderly end.
 */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { now } from '../common/clock.ts';
import { escapeBytes } from '../common/escape.ts';
import { listenError } from '../common/listen-error.ts';
import { formatAddress, type Peer, type PeerEvent, type PeerHooks } from '../peer.ts';
import { type PageInput, type PageOptions, pageOptions } from './page-options.ts';
import { pageText } from './page-text.ts';

/** How the server under the page is made: plain, or with TLS around it. */
export interface PageTransport {
  readonly name: string;
  /** The event of a connection that can carry requests: over TLS its handshake is over by then. */
  readonly ready: 'connection' | 'secureConnection';
  create(
    options: { readonly maxHeaderSize: number; readonly connectionsCheckingInterval: number },
    log: (event: Omit<PeerEvent, 'at' | 'peer'>) => void,
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
  log(event: Omit<PeerEvent, 'at' | 'peer'>): void;
  /** The number of a connection; none before it is accepted, which over TLS is after the handshake. */
  number(socket: Socket): number | undefined;
}

/** LISTEN. Resolves when clients can connect. Throws PeerOptionError and PeerListenError. */
export async function listenPage(input: PageInput, hooks: PeerHooks): Promise<Peer> {
  return listenPageOver(PLAIN, pageOptions(input), hooks);
}

/** The same over any transport that gives connections. */
export async function listenPageOver(
  transport: PageTransport,
  options: PageOptions,
  hooks: PeerHooks,
): Promise<Peer> {
  const log: Service['log'] = (event) => hooks.log({ at: now(), peer: transport.name, ...event });
  const numbers = new WeakMap<Socket, number>();
  const open = new Set<Socket>();
  let accepted = 0;
  const service = { options, log, number: (socket: Socket) => numbers.get(socket) };

  const server = transport.create(
    {
      maxHeaderSize: options.maxHeader,
      // Timeouts are looked for now and then, not at each moment; this is how often, in ms.
      connectionsCheckingInterval: Math.min(1000, options.requestTimeout * 500),
    },
    log,
  );
  server.maxConnections = options.maxConnections;
  server.headersTimeout = options.requestTimeout * 1000;
  server.requestTimeout = options.requestTimeout * 1000;
  server.keepAliveTimeout = options.keepAlive * 1000;
  server.maxRequestsPerSocket = options.maxRequests;
  server.on('connection', (socket: Socket) => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
  });
  server.on(transport.ready, (socket: Socket) => {
    const connection = accepted++;
    numbers.set(socket, connection);
    log({
      event: 'accept',
      connection,
      local: formatAddress(socket.localAddress, socket.localPort),
      remote: formatAddress(socket.remoteAddress, socket.remotePort),
    });
    socket.on('error', (error: NodeJS.ErrnoException) => {
      log({ event: error.code === 'ECONNRESET' ? 'reset' : 'error', connection, note: error.message });
    });
    socket.on('close', () => log({ event: 'close', connection }));
  });
  server.on('drop', () =>
    log({ event: 'refuse', note: `more than ${options.maxConnections} connections at a time` }),
  );
  server.on('request', (request, response) => answer(service, request, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => refuse(service, error, socket));

  const address = await listen(server, transport.name, options);
  const local = formatAddress(address.host, address.port);
  log({ event: 'listen', local });

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const last = new Promise<void>((resolve) => server.close(() => resolve()));
    for (const socket of open) socket.destroy();
    await last;
    log({ event: 'close', local });
  };
  return { name: transport.name, address, close: () => (closed ??= close()) };
}

/** SERVE: one request. The page is at `/`, and can only be read. */
function answer({ options, log, number }: Service, request: IncomingMessage, response: ServerResponse): void {
  const connection = number(request.socket)!;
  const { method = '', url = '' } = request;
  log({ event: 'command', connection, data: escapeBytes(Buffer.from(`${method} ${url}`)) });
  // A body that nobody asked for is thrown away as it comes; the socket's own buffer bounds it.
  request.resume();
  const [status, text, headers] = pick(options, method, url);
  const body = Buffer.from(text);
  log({ event: 'send', connection, length: body.length, note: `status ${status}` });
  response.writeHead(status, {
    'content-type': status === 200 ? 'text/html; charset=utf-8' : 'text/plain; charset=utf-8',
    'content-length': body.length,
    ...headers,
  });
  // HEAD is GET without the body, its length included (RFC 9110 section 9.3.2).
  response.end(method === 'HEAD' ? undefined : body);
}

/** The status, the text and further headers that a request gets (RFC 9110 section 15). */
function pick(options: PageOptions, method: string, url: string): [number, string, Record<string, string>] {
  if (method !== 'GET' && method !== 'HEAD') {
    return [405, `This page can only be read: GET or HEAD, not ${method}.\n`, { allow: 'GET, HEAD' }];
  }
  if (url.split('?')[0] !== '/') return [404, 'There is only one page here, and its path is /.\n', {}];
  return [200, pageText(options.secret), {}];
}

/** What came is no request, or it came too slowly, or its head is too long: say so, where that is possible, and close. */
function refuse({ log, number }: Service, error: NodeJS.ErrnoException, socket: Socket): void {
  const connection = number(socket);
  // A handshake that failed is no bad request: nothing of HTTP has come yet. Whoever does TLS says so, and closes.
  if (connection === undefined) return;
  const statuses: Record<string, string> = {
    HPE_HEADER_OVERFLOW: '431 Request Header Fields Too Large',
    ERR_HTTP_REQUEST_TIMEOUT: '408 Request Timeout',
  };
  const status = statuses[error.code ?? ''] ?? '400 Bad Request';
  log({ event: 'refuse', connection, note: `${status}: ${error.message}` });
  if (!socket.writable || error.code === 'ECONNRESET') socket.destroy();
  else
    socket.end(`HTTP/1.1 ${status}\r\nconnection: close\r\ncontent-length: 0\r\n\r\n`, () =>
      socket.destroy(),
    );
}

/** Binds and listens; rejects with the reason in words. */
function listen(server: Server, name: string, { host, port }: PageOptions): Promise<Peer['address']> {
  return new Promise((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(listenError(error, { name, host, port }));
    server.once('error', fail);
    server.listen({ host, port, ipv6Only: true }, () => {
      server.off('error', fail);
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('a TCP socket without an address');
      resolve({ host: address.address, port: address.port });
    });
  });
}
