/** One client of the load generator, over any transport, with as little overhead as possible. */
import { connect } from 'node:net';
import type { OnReadOpts, Socket } from 'node:net';
import { connect as connectTls, createSecureContext } from 'node:tls';
import type { SecureContext } from 'node:tls';
import WebSocket from 'ws';
import type { Target } from './job.ts';

/** Called for what happens on a connection. */
export interface LinkEvents {
  /** The handshakes are complete, and a command may be sent. */
  ready(): void;
  /** Bytes arrived. They may be overwritten after the call. */
  bytes(chunk: Uint8Array): void;
  /** The connection is closed; `error` says why, if it was not closed normally. Called once. */
  end(error?: string): void;
}

/** A connection, or one that is being made. */
export interface Link {
  /** Sends a command. */
  send(command: string): void;
}

/** All TCP clients read into this buffer, because each one checks its bytes immediately. */
const READ_BUFFER = Buffer.allocUnsafe(256 * 1024);

/** A flood is one WebSocket message. Bytes. */
const MAX_PAYLOAD = 128 * 1024 * 1024;

/** All clients share a context. Otherwise each one would read the system's list of authorities. */
let context: SecureContext | undefined;

/** Connects to the server. */
export function open({ transport, port }: Pick<Target, 'transport' | 'port'>, events: LinkEvents): Link {
  switch (transport) {
    case 'tcp': {
      const onread: OnReadOpts = {
        buffer: READ_BUFFER,
        callback: (length, buffer) => {
          events.bytes(buffer.subarray(0, length));
          return true;
        },
      };
      return stream(connect({ port, host: '127.0.0.1', onread }), 'connect', events);
    }
    case 'tls': {
      // The certificate is self-signed. The client's verification of it is not measured.
      context ??= createSecureContext();
      const options = { port, host: '127.0.0.1', secureContext: context, rejectUnauthorized: false };
      const socket = connectTls(options).on('data', (chunk: Buffer) => events.bytes(chunk));
      return stream(socket, 'secureConnect', events);
    }
    case 'websocket':
      return websocket(port, events);
  }
}

function stream(socket: Socket, ready: 'connect' | 'secureConnect', events: LinkEvents): Link {
  let failure: string | undefined;
  socket.once(ready, () => events.ready());
  socket.on('error', (error) => (failure = error.message));
  socket.on('close', () => events.end(failure));
  return { send: (command) => void socket.write(command) };
}

function websocket(port: number, events: LinkEvents): Link {
  const socket = new WebSocket(`ws://127.0.0.1:${port}`, {
    perMessageDeflate: false,
    maxPayload: MAX_PAYLOAD,
    agent: false,
  });
  let failure: string | undefined;
  socket.on('open', () => events.ready());
  socket.on('message', (data: Buffer, isBinary) => {
    if (!isBinary) failure ??= 'received a text frame';
    events.bytes(data);
  });
  socket.on('error', (error) => (failure ??= error.message));
  socket.on('close', (code) => {
    // 1000 is a normal closure, 1005 a close frame without a code (RFC 6455 section 7.4.1).
    if (code !== 1000 && code !== 1005) failure ??= `closed with ${code}`;
    events.end(failure);
  });
  return { send: (command) => socket.send(command) };
}
