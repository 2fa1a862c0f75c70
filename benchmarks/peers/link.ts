/** One client of the load generator, over any of the transports, with as little of its own as can be. */
import { connect, type OnReadOpts, type Socket } from 'node:net';
import { connect as connectTls, createSecureContext, type SecureContext } from 'node:tls';
import WebSocket from 'ws';
import type { Target } from './job.ts';

/** What a client is told. */
export interface Hears {
  /** The handshakes are over, and a command may be sent. */
  ready(): void;
  /** Bytes came; they may be overwritten after the call. */
  bytes(chunk: Uint8Array): void;
  /** The conversation is over; `complaint` says why, where it did not end in good order. Called once. */
  end(complaint?: string): void;
}

/** A client that is connected, or about to be. */
export interface Link {
  send(command: string): void;
}

/** All plain clients read into this one buffer, since each looks at its bytes at once. */
const READ_BUFFER = Buffer.allocUnsafe(256 * 1024);

/** A flood is one message. */
const MAX_PAYLOAD = 128 * 1024 * 1024;

/** One context for all: otherwise each client reads the system's list of authorities anew. */
let context: SecureContext | undefined;

/** Connects. */
export function open({ transport, port }: Pick<Target, 'transport' | 'port'>, hears: Hears): Link {
  switch (transport) {
    case 'tcp': {
      const onread: OnReadOpts = {
        buffer: READ_BUFFER,
        callback: (length, buffer) => {
          hears.bytes(buffer.subarray(0, length));
          return true;
        },
      };
      return stream(connect({ port, host: '127.0.0.1', onread }), 'connect', hears);
    }
    case 'tls': {
      // The certificate is made for this run and signs itself; what is measured of the client's side is not its trust.
      context ??= createSecureContext();
      const options = { port, host: '127.0.0.1', secureContext: context, rejectUnauthorized: false };
      const socket = connectTls(options).on('data', (chunk: Buffer) => hears.bytes(chunk));
      return stream(socket, 'secureConnect', hears);
    }
    case 'websocket':
      return websocket(port, hears);
  }
}

function stream(socket: Socket, ready: 'connect' | 'secureConnect', hears: Hears): Link {
  let complaint: string | undefined;
  socket.once(ready, () => hears.ready());
  socket.on('error', (error) => (complaint = error.message));
  socket.on('close', () => hears.end(complaint));
  return { send: (command) => void socket.write(command) };
}

function websocket(port: number, hears: Hears): Link {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, {
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD,
    // Each client has a socket of its own in any case.
    agent: false,
  });
  let complaint: string | undefined;
  socket.on('open', () => hears.ready());
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) complaint ??= 'a text frame came';
    hears.bytes(data);
  });
  socket.on('error', (error) => (complaint ??= error.message));
  socket.on('close', (code) => {
    // 1000 is a normal closure, 1005 a close frame without a code (RFC 6455 section 7.4.1).
    if (code !== 1000 && code !== 1005) complaint ??= `closed with ${code}`;
    hears.end(complaint);
  });
  return { send: (command) => socket.send(command) };
}
