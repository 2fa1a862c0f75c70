/**
 * The PDC over WebSocket: it sends the command as a text message and prints each message that comes, until a close frame.
 *
 * There is no splitter here: the library's event for a message fires once per message, never for a part of one and never for
 * two at once. That is what the few bytes before each message are good for.
 */
import type { IncomingMessage } from 'node:http';
import { WebSocket } from 'ws';
import type { ClientHooks } from '../client.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { messageLog, peerLog } from '../common/peer-log.ts';
import { formatAddress } from '../peer.ts';
import { ConnectionGone } from '../transport/tcp-connection.ts';
import { NOTICE } from '../transport/client-connection.ts';
import { WebsocketConnection } from '../transport/websocket-connection.ts';
import { pdcWebsocketOptions } from './pdc-websocket-options.ts';
import type { PdcWebsocketOptions } from './pdc-websocket-options.ts';

/** Maximum length of a message in bytes. */
const MAX_MESSAGE = 64 * 1024 * 1024;

/** Milliseconds for TCP's handshake and the upgrade together. */
const CONNECT_TIMEOUT = 20_000;

/**
 * RUN. Runs the client until it ends.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerClientError} when the server cannot be reached, or does not speak WebSocket to the end.
 */
export async function runPdcWebsocket(
  record: Readonly<Record<string, unknown>>,
  hooks: ClientHooks,
): Promise<void> {
  const options = pdcWebsocketOptions.read(record);
  const connection = await connectWebsocket(options, hooks);
  if (!connection) return;
  const interrupt = (): void => connection.abandon('interrupted');
  hooks.signal.addEventListener('abort', interrupt);
  if (hooks.signal.aborted) interrupt();
  try {
    const command = Buffer.from(options.command);
    connection.announce([{ length: command.length, text: options.command }]);
    await sendCommand(connection, command);
    const count = await printMessages(connection, options, hooks);
    if (options.count) hooks.print(`${count} messages`);
  } catch (error) {
    if (!(error instanceof ConnectionGone)) throw error;
    if (!hooks.signal.aborted) throw websocketError(options, 'the connection was lost without a close frame');
  } finally {
    hooks.signal.removeEventListener('abort', interrupt);
    connection.abandon();
  }
}

/** Sends the command. A server may say what it has to say and close before it: then that is still to be printed. */
async function sendCommand(connection: WebsocketConnection, command: Buffer): Promise<void> {
  try {
    await connection.send(command, { isBinary: false });
  } catch (error) {
    if (!(error instanceof ConnectionGone) || !connection.hasNews) throw error;
  }
}

/**
 * Prints each message until the close frame. Returns how many there were.
 *
 * @throws {PeerClientError} when the server says nothing for too long.
 */
async function printMessages(
  connection: WebsocketConnection,
  { command, server, port, timeout }: PdcWebsocketOptions,
  hooks: ClientHooks,
): Promise<number> {
  for (let count = 0; ; count++) {
    let message = await connection.receive(Math.min(NOTICE, timeout * 1000));
    if (message === 'timeout' && timeout * 1000 > NOTICE) {
      const note = `nothing has come for ${NOTICE / 1000} s, after ${countText(count)}; the server has not closed the connection`;
      connection.log({ event: 'wait', note });
      message = await connection.receive(timeout * 1000 - NOTICE);
    }
    if (message === 'timeout') {
      const said = `the server sent nothing for ${timeout} s, after ${countText(count)}, and has not closed the connection`;
      connection.log({ event: 'timeout', note: said });
      throw new PeerClientError({
        code: 'PEER_CLIENT_SILENT',
        message: `pdc-websocket: ${server} port ${port} sent nothing for ${timeout} s.`,
        observed: said,
        expected: 'messages, and a close frame',
        hint: 'The server may wait for more, or forget to close: see what it does after its last message. --timeout changes the time.',
      });
    }
    if (message === 'end') return count;
    if (command.startsWith('CMD_floodme')) await hooks.write(message.bytes);
    else hooks.print(message.bytes);
  }
}

const countText = (count: number): string => `${count} ${count === 1 ? 'message' : 'messages'}`;

/** Connects and upgrades; undefined if the user interrupts before that is done. */
async function connectWebsocket(
  options: PdcWebsocketOptions,
  hooks: ClientHooks,
): Promise<WebsocketConnection | undefined> {
  const websocket = new WebSocket(`ws://${formatAddress(options.server, options.port)}/`, {
    perMessageDeflate: false,
    maxPayload: MAX_MESSAGE,
    handshakeTimeout: CONNECT_TIMEOUT,
    autoPong: false,
  });
  const interrupt = (): void => websocket.terminate();
  hooks.signal.addEventListener('abort', interrupt);
  try {
    return await new Promise<WebsocketConnection>((resolve, reject) => {
      websocket.once('error', reject);
      // Messages may come in the same segment as the answer to the upgrade, so the connection has to listen from here on.
      websocket.once('upgrade', ({ socket }: IncomingMessage) => {
        const connection = new WebsocketConnection({
          websocket,
          socket,
          number: 0,
          opened: 'connect',
          stallTimeout: options.timeout,
          log: peerLog('pdc-websocket', hooks),
          message: messageLog('pdc-websocket', hooks),
        });
        websocket.once('open', () => resolve(connection));
      });
    });
  } catch (error) {
    if (hooks.signal.aborted) return undefined;
    throw websocketError(options, (error as Error).message);
  } finally {
    hooks.signal.removeEventListener('abort', interrupt);
  }
}

function websocketError({ server, port }: PdcWebsocketOptions, observed: string): PeerClientError {
  return new PeerClientError({
    code: 'PEER_CLIENT_WEBSOCKET',
    message: `pdc-websocket: ${server} port ${port} does not speak WebSocket to the end.`,
    observed,
    expected: '101 Switching Protocols, messages, and a close frame',
    hint: 'Is the server running, and is it the one for WebSocket? The PMU over TCP has another port.',
  });
}
