/**
 * The PDC over WebSocket: it sends the command as a text message and shows each message that comes, until a close frame.
 *
 * No splitter here: the library's event for a message is called once for each message, never for half of one and never for
 * two. That is what the few bytes before each message are good for.
 */
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { ClientHooks } from '../client.ts';
import { now } from '../common/clock.ts';
import { readOptions } from '../common/option.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { formatAddress } from '../peer.ts';
import { ConnectionGone } from '../transport/tcp-connection.ts';
import { WebsocketConnection } from '../transport/websocket-connection.ts';
import { type PdcWebsocketOptions, pdcWebsocketOptionTable } from './pdc-websocket-options.ts';
import type { PdcOptions } from './pdc-options.ts';

/** Bytes that one message of the server may have. */
const MAX_MESSAGE = 64 * 1024 * 1024;

/** Milliseconds for TCP's handshake and the upgrade together. */
const PATIENCE = 20_000;

/** Runs a PDC to its end. Throws PeerOptionError, and PeerClientError where the server cannot be reached. */
export async function runPdcWebsocket(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = readOptions<PdcWebsocketOptions>('pdc-websocket', pdcWebsocketOptionTable, record);
  const connection = await connectWebsocket(options, hooks);
  if (!connection) return;
  const interrupt = (): void => connection.abandon('interrupted');
  hooks.signal.addEventListener('abort', interrupt);
  if (hooks.signal.aborted) interrupt();
  let count = 0;
  try {
    await connection.send(Buffer.from(options.command), { isBinary: false });
    for (;;) {
      const message = await connection.receive();
      if (typeof message === 'string') break;
      count++;
      if (options.command.startsWith('CMD_floodme')) await hooks.write(message.bytes);
      else hooks.print(message.bytes);
    }
    if (options.count) hooks.print(`${count} messages`);
  } catch (error) {
    if (!(error instanceof ConnectionGone)) throw error;
    if (!hooks.signal.aborted) throw failure(options, 'no close frame came, and the connection is gone');
  } finally {
    hooks.signal.removeEventListener('abort', interrupt);
    connection.abandon();
  }
}

/** The upgrade; undefined when the user had enough before it was done. */
async function connectWebsocket(
  options: PdcWebsocketOptions,
  hooks: ClientHooks,
): Promise<WebsocketConnection | undefined> {
  const websocket = new WebSocket(`ws://${formatAddress(options.server, options.port)}/`, {
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE,
    handshakeTimeout: PATIENCE,
    autoPong: false,
  });
  const interrupt = (): void => websocket.terminate();
  hooks.signal.addEventListener('abort', interrupt);
  try {
    return await new Promise<WebsocketConnection>((resolve, reject) => {
      websocket.once('error', reject);
      // Messages may come in the same segment as the answer to the upgrade: the connection has to listen from here on.
      websocket.once('upgrade', ({ socket }: IncomingMessage) => {
        const connection = new WebsocketConnection({
          websocket,
          socket,
          number: 0,
          opened: 'connect',
          stallTimeout: 600,
          log: (event) => hooks.log({ at: now(), peer: 'pdc-websocket', ...event }),
        });
        websocket.once('open', () => resolve(connection));
      });
    });
  } catch (error) {
    if (hooks.signal.aborted) return undefined;
    throw failure(options, (error as Error).message);
  } finally {
    hooks.signal.removeEventListener('abort', interrupt);
  }
}

function failure({ server, port }: PdcOptions, observed: string): PeerClientError {
  return new PeerClientError({
    code: 'PEER_CLIENT_WEBSOCKET',
    message: `pdc-websocket: ${server} port ${port} does not speak WebSocket to its end.`,
    observed,
    expected: '101 Switching Protocols, messages, and a close frame',
    hint: 'Is the server there, and is it the one for WebSocket? The PMU over TCP has another port.',
  });
}
