/** Terminals of the page: WebSocket on the port of the page, with the same guard. RFC 6455. */
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocketServer } from 'ws';
import type { Guard } from '../guard.ts';
import { playTerminal } from './terminal.ts';
import type { Workshop } from './workshop.ts';

/** Terminals that are open at once. */
const MAX_OPEN = 4;
/** Bytes of a message of the page: what someone pastes. */
const MAX_MESSAGE = 1024 * 1024;
/** Columns and rows that a terminal may have. */
const SIZES = { least: 2, most: 1000 } as const;

/** Takes requests for `/api/parts/PART/terminal?case=&columns=&rows=`. Returns what ends all terminals. */
export function acceptTerminals(server: Server, guard: Guard, workshop: Workshop): () => void {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MAX_MESSAGE });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    if (!guard.letsUpgrade(request)) return refuse(socket, '403 Forbidden');
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const part = /^\/api\/parts\/([\w-]+)\/terminal$/.exec(pathname)?.[1];
    if (part === undefined) return refuse(socket, '404 Not Found');
    if (sockets.clients.size >= MAX_OPEN) return refuse(socket, '503 Service Unavailable');
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      void playTerminal(webSocket, workshop, {
        part,
        case: searchParams.get('case') ?? '',
        columns: sizeOf(searchParams.get('columns'), 80),
        rows: sizeOf(searchParams.get('rows'), 24),
      });
    });
  });
  return () => {
    for (const client of sockets.clients) client.terminate();
  };
}

function refuse(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

function sizeOf(text: string | null, otherwise: number): number {
  const size = Number(text);
  return Number.isInteger(size) && size >= SIZES.least && size <= SIZES.most ? size : otherwise;
}
