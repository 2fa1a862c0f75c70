/**
 * The PMU over WebSocket: the commands of pmu.ts, and an answer in which every message is a message.
 *
 *     connect()                          accept()
 *     GET / with Upgrade       ----->
 *                              <-----    101 Switching Protocols
 *     text frame CMD_short:0   ----->
 *                              <-----    binary frame "This is PMU data 0"
 *                              <-----    binary frame "This is PMU data 1"
 *                              <-----    close frame 1000
 *     close frame 1000         ----->
 *
 * Compare with pmu.ts: no guess about where the command ends, no search for borders in the answer. Frames are what TCP has
 * not: a length before each message. On the wire there is TCP all the same, and several frames may share a segment.
 *
 * Read on from listenPmuWebsocket(), then serve(), then the states in their order.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import { listenWebsocket } from '../transport/websocket.ts';
import type { WebsocketConnection } from '../transport/websocket-connection.ts';
import { floodOf, messagesOf } from './pmu-answer.ts';
import { KNOWN_COMMANDS, MAX_COMMAND, type PmuCommand, readCommand } from './pmu-command.ts';
import {
  type PmuWebsocketInput,
  type PmuWebsocketOptions,
  pmuWebsocketOptions,
} from './pmu-websocket-options.ts';

/** Where a connection stands; the upgrade is done. */
type State =
  | { readonly name: 'command' }
  | { readonly name: 'answer'; readonly command: PmuCommand }
  | { readonly name: 'refusal'; readonly reason: string }
  /** All is said; the two close frames remain. */
  | { readonly name: 'farewell'; readonly code: number }
  | { readonly name: 'closed' };

/** What the functions of the states share. */
interface Service {
  readonly options: PmuWebsocketOptions;
  readonly connection: WebsocketConnection;
  flood(): Buffer;
}

/** LISTEN. Resolves when clients can connect. Throws PeerOptionError and PeerListenError. */
export async function listenPmuWebsocket(input: PmuWebsocketInput, hooks: PeerHooks): Promise<Peer> {
  const options = pmuWebsocketOptions(input);
  let text: Buffer | undefined;
  const flood = (): Buffer => (text ??= floodOf(options));
  return listenWebsocket(
    { name: 'pmu-websocket', maxMessage: MAX_COMMAND, ...options },
    hooks,
    (connection) => serve({ options, connection, flood }),
  );
}

/** SERVE. From state to state until the connection is closed. */
async function serve(service: Service): Promise<void> {
  let state: State = { name: 'command' };
  while (state.name !== 'closed') state = await step(service, state);
}

/** Does what a state asks for, and returns the next one. */
function step(service: Service, state: Exclude<State, { name: 'closed' }>): Promise<State> {
  switch (state.name) {
    case 'command':
      return awaitCommand(service);
    case 'answer':
      return sendAnswer(service, state.command);
    case 'refusal':
      return sendRefusal(service, state.reason);
    case 'farewell':
      return sayFarewell(service, state.code);
  }
}

/** Waits for one message. It is a command or it is none: that there might be more of it is not possible here. */
async function awaitCommand({ connection, options }: Service): Promise<State> {
  const message = await connection.receive(options.idleTimeout * 1000);
  if (message === 'end') return { name: 'closed' };
  if (message === 'quiet') {
    connection.log({ event: 'timeout', note: `no command within ${options.idleTimeout} s` });
    return { name: 'farewell', code: 1008 };
  }
  const reading = readCommand(message.bytes, options.strict);
  if (reading.state !== 'complete') return { name: 'refusal', reason: reading.reason };
  const { command, note } = reading;
  connection.log({ event: 'command', data: command.text, ...(note === undefined ? {} : { note }) });
  return { name: 'answer', command };
}

/** Sends what the command asks for: a message a frame, or a few frames a message. */
async function sendAnswer({ connection, options, flood }: Service, command: PmuCommand): Promise<State> {
  // One connection, one command.
  connection.ignore('thrown away: it came after the command');
  const form = { isBinary: options.opcode === 'binary', frames: options.frames };
  if (command.name === 'flood') {
    await connection.send(flood(), form);
    return { name: 'farewell', code: 1000 };
  }
  for (const [index, text] of messagesOf(options).entries()) {
    if (index > 0 && command.delay > 0) await connection.wait(command.delay);
    await connection.send(Buffer.from(text), form);
  }
  return { name: 'farewell', code: 1000 };
}

/** Tells the client why it gets no answer, in a text message; close code 1008 says the same to its program. */
async function sendRefusal({ connection }: Service, reason: string): Promise<State> {
  connection.log({ event: 'refuse', note: `unknown command, ${reason}` });
  connection.ignore('thrown away: it came after an unknown command');
  await connection.send(Buffer.from(`Unknown command, ${reason} ${KNOWN_COMMANDS}`), { isBinary: false });
  return { name: 'farewell', code: 1008 };
}

/** CLOSE, of one connection. */
async function sayFarewell({ connection }: Service, code: number): Promise<State> {
  await connection.close(code);
  return { name: 'closed' };
}
