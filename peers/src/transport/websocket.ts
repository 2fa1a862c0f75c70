/** The common part of every peer over WebSocket: an HTTP server whose connections are upgraded. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import { messageLog, peerLog } from '../common/peer-log.ts';
import type { Peer, PeerHooks, PeerLog } from '../peer.ts';
import { listenOn, openSockets } from './listening.ts';
import type { ListenOptions } from './listening.ts';
import { runService } from './tcp.ts';
import { WebsocketConnection } from './websocket-connection.ts';
import type { WebsocketParts } from './websocket-connection.ts';

/** What a WebSocket peer says about itself. */
export interface WebsocketListenOptions extends ListenOptions {
  /** Maximum length of a client's message in bytes; a longer one is answered with close code 1009. */
  readonly maxMessage: number;
  /** Seconds for the upgrade from HTTP. */
  readonly handshakeTimeout: number;
  /** Seconds that a client may read nothing while data is waiting for it. */
  readonly stallTimeout: number;
  /** Seconds to wait for the client's close frame. */
  readonly closeTimeout?: number;
  /** Whether a ping follows the answer to the upgrade in the same segment. */
  readonly ping?: boolean;
}

/** What the first ping carries, for the client to send back. */
const FIRST_PING = 'alive?';

/** Maximum length of the header section of the upgrade request, in bytes. */
const MAX_HEADER = 8192;

/** The answer to what is not HTTP. */
const BAD_REQUEST = 'HTTP/1.1 400 Bad Request\r\nconnection: close\r\n\r\n';

/**
 * LISTEN, with WebSocket (RFC 6455). A connection begins as HTTP: a GET that requests an upgrade, a `101 Switching
 * Protocols`, and after that frames. Node parses HTTP and the library ws parses frames: both have met more hostile bytes
 * than a parser of ours ever would. `serve` is called when the upgrade is done.
 *
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenWebsocket(
  options: WebsocketListenOptions,
  hooks: PeerHooks,
  serve: (connection: WebsocketConnection) => Promise<void>,
): Promise<Peer> {
  const log = peerLog(options.name, hooks);
  const http = createHttpServer(options);
  const sockets = openSockets(http);
  refuseWhatIsNoUpgrade(http, log);
  acceptUpgrades(http, options, { log, message: messageLog(options.name, hooks) }, serve);
  return listenOn(http, options, log, async () => {
    for (const socket of sockets) socket.destroy();
  });
}

/** An HTTP server that waits a limited time for a request of limited length. */
function createHttpServer({ handshakeTimeout }: WebsocketListenOptions): Server {
  const http = createServer({
    maxHeaderSize: MAX_HEADER,
    connectionsCheckingInterval: Math.min(1000, handshakeTimeout * 500),
  });
  http.headersTimeout = handshakeTimeout * 1000;
  http.requestTimeout = handshakeTimeout * 1000;
  return http;
}

/** Answers HTTP requests without an upgrade, and bytes that are not HTTP. */
function refuseWhatIsNoUpgrade(http: Server, log: PeerLog): void {
  http.on('request', (request: IncomingMessage, response: ServerResponse) => {
    log({ event: 'refuse', note: 'HTTP without an upgrade: status 426' });
    request.resume();
    // A browser that was pointed here asks for a page. Status 426 says what is here instead (RFC 9110 section 15.5.22).
    response.writeHead(426, {
      connection: 'close, upgrade',
      upgrade: 'websocket',
      'content-type': 'text/plain',
    });
    response.end('This is a WebSocket server: connect with ws:// and not with http://.\n');
  });
  http.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    log({ event: 'refuse', note: `no upgrade: ${error.message}` });
    if (socket.writable && error.code !== 'ECONNRESET') socket.end(BAD_REQUEST);
    else socket.destroy();
  });
}

/** Upgrades connections, and serves each of them. */
function acceptUpgrades(
  http: Server,
  options: WebsocketListenOptions,
  { log, message }: Pick<WebsocketParts, 'log' | 'message'>,
  serve: (connection: WebsocketConnection) => Promise<void>,
): void {
  const server = new WebSocketServer({
    server: http,
    maxPayload: options.maxMessage,
    // No message needs more frames than it has bytes. Empty frames are a way to send forever and say nothing.
    maxFragments: options.maxMessage,
    // Compression lets a kilobyte grow into megabytes, and gains nothing for short messages: it is not offered.
    perMessageDeflate: false,
    clientTracking: false,
    // websocket-connection.ts answers pings, because it sees whether the client reads the answers.
    autoPong: false,
  });
  // The library forwards errors of the HTTP server, which are reported there.
  server.on('error', () => {});
  server.on('wsClientError', (error: Error, socket: Duplex) => {
    log({ event: 'refuse', note: `no upgrade: ${error.message}` });
    socket.end(BAD_REQUEST);
  });
  let accepted = 0;
  // The answer waits for the ping.
  if (options.ping === true) server.on('headers', (_, { socket }) => socket.cork());
  server.on('connection', (websocket, request) => {
    if (options.ping === true) {
      websocket.ping(FIRST_PING);
      request.socket.uncork();
    }
    const connection = new WebsocketConnection({
      websocket,
      socket: request.socket,
      number: accepted++,
      opened: 'accept',
      stallTimeout: options.stallTimeout,
      ...(options.closeTimeout === undefined ? {} : { closeTimeout: options.closeTimeout }),
      log,
      message,
    });
    void runService(serve, connection);
  });
}
