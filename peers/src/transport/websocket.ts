/** The frame of every peer that serves WebSocket: an HTTP server whose connections become something else. */
import { createServer } from 'node:http';
import type { Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { now } from '../common/clock.ts';
import { listenError } from '../common/listen-error.ts';
import { formatAddress, type Peer, type PeerEvent, type PeerHooks } from '../peer.ts';
import { ConnectionGone } from './tcp-connection.ts';
import { WebsocketConnection } from './websocket-connection.ts';

/** What a WebSocket peer has to say about itself. */
export interface WebsocketListenOptions {
  readonly name: string;
  readonly host: string;
  readonly port: number;
  /** Bytes that a message of a client may have; a longer one is answered with close code 1009. */
  readonly maxMessage: number;
  /** Seconds for the upgrade from HTTP. */
  readonly handshakeTimeout: number;
  /** Seconds that a client may take none of the bytes that wait for it. */
  readonly stallTimeout: number;
  readonly maxConnections: number;
}

/** Bytes that the request for the upgrade may have. */
const MAX_HEAD = 8192;

/**
 * LISTEN, with WebSocket (RFC 6455). A connection begins as HTTP: a GET that asks for an upgrade, a `101 Switching
 * Protocols`, and from there on frames. HTTP is Node's business and frames are that of the library ws: both have met more
 * hostile bytes than a parser of ours ever would. `serve` is called when the upgrade is done.
 *
 * Throws a PeerListenError where it cannot listen.
 */
export async function listenWebsocket(
  options: WebsocketListenOptions,
  hooks: PeerHooks,
  serve: (connection: WebsocketConnection) => Promise<void>,
): Promise<Peer> {
  const log = (event: Omit<PeerEvent, 'at' | 'peer'>): void =>
    hooks.log({ at: now(), peer: options.name, ...event });
  const sockets = new Set<Socket>();
  let accepted = 0;

  const http = createServer({
    maxHeaderSize: MAX_HEAD,
    connectionsCheckingInterval: Math.min(1000, options.handshakeTimeout * 500),
  });
  http.maxConnections = options.maxConnections;
  http.headersTimeout = options.handshakeTimeout * 1000;
  http.requestTimeout = options.handshakeTimeout * 1000;
  http.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  http.on('drop', (ends) =>
    log({
      event: 'refuse',
      remote: formatAddress(ends?.remoteAddress, ends?.remotePort),
      note: `more than ${options.maxConnections} connections at a time`,
    }),
  );
  // A browser that was pointed here asks for a page; there is none, and 426 says what there is (RFC 9110 section 15.5.22).
  http.on('request', (request, response) => {
    log({ event: 'refuse', note: 'HTTP without an upgrade: status 426' });
    request.resume();
    response.writeHead(426, {
      connection: 'close, upgrade',
      upgrade: 'websocket',
      'content-type': 'text/plain',
    });
    response.end('This is a server of WebSocket: connect with ws:// and not with http://.\n');
  });
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    log({ event: 'refuse', note: `no upgrade: ${error.message}` });
    if (socket.writable && error.code !== 'ECONNRESET')
      socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
    else socket.destroy();
  });

  const server = new WebSocketServer({
    server: http,
    maxPayload: options.maxMessage,
    // Nobody needs more frames for a message than it has bytes; and empty ones are a way to say nothing for ever.
    maxFragments: options.maxMessage,
    // Compression lets a kilobyte unfold into megabytes. Short messages gain nothing by it, so it is not offered.
    perMessageDeflate: false,
    clientTracking: false,
    // Pings are answered in websocket-connection.ts, where it is seen whether the client takes the answers.
    autoPong: false,
  });
  server.on('wsClientError', (error, socket) => {
    log({ event: 'refuse', note: `no upgrade: ${error.message}` });
    socket.end('HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n');
  });
  server.on('connection', (websocket: WebSocket, request) => {
    const connection = new WebsocketConnection({
      websocket,
      socket: request.socket,
      number: accepted++,
      opened: 'accept',
      stallTimeout: options.stallTimeout,
      log,
    });
    serve(connection)
      .catch((error: unknown) => {
        if (!(error instanceof ConnectionGone)) connection.log({ event: 'error', note: String(error) });
      })
      .finally(() => connection.abandon());
  });

  const address = await new Promise<Peer['address']>((resolve, reject) => {
    const fail = (error: NodeJS.ErrnoException): void => reject(listenError(error, options));
    http.once('error', fail);
    // The library hands errors of the HTTP server on; the one above is enough.
    server.on('error', () => {});
    http.listen({ host: options.host, port: options.port, ipv6Only: true }, () => {
      http.off('error', fail);
      const bound = http.address();
      if (bound === null || typeof bound === 'string') throw new Error('a TCP socket without an address');
      resolve({ host: bound.address, port: bound.port });
    });
  });
  const local = formatAddress(address.host, address.port);
  log({ event: 'listen', local });

  let closed: Promise<void> | undefined;
  const close = async (): Promise<void> => {
    const last = new Promise<void>((resolve) => http.close(() => resolve()));
    for (const socket of sockets) socket.destroy();
    await last;
    log({ event: 'close', local });
  };
  return { name: options.name, address, close: () => (closed ??= close()) };
}
