/**
 * The PMU over WebSocket: the commands of pmu.ts, and an answer in which each message has a frame.
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
 * Compare with pmu.ts: no guess about where the command ends, no search for boundaries in the answer. Frames add what TCP
 * lacks: a length before each message. On the wire it is still TCP, and several frames may share a segment.
 *
 * Start with listenPmuWebsocket(), then read serve(), then the states in their order.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import { CloseCode } from '../transport/websocket-connection.ts';
import type { WebsocketConnection } from '../transport/websocket-connection.ts';
import { listenWebsocket } from '../transport/websocket.ts';
import { floodOf, messagesOf } from './pmu-answer.ts';
import { KNOWN_COMMANDS, MAX_COMMAND, readCommand } from './pmu-command.ts';
import type { PmuCommand } from './pmu-command.ts';
import { pmuWebsocketOptions } from './pmu-websocket-options.ts';
import type { PmuWebsocketInput, PmuWebsocketOptions } from './pmu-websocket-options.ts';

/** What the second ping carries: a client that lost the first one with the answer 101 can still answer this one. */
const SECOND_PING = 'still alive?';

/** The state of a connection. Its upgrade is done already. */
type State =
  /** No message yet. */
  | { readonly name: 'command' }
  /** The command is understood, and its answer has to be sent. */
  | { readonly name: 'answer'; readonly command: PmuCommand }
  /** What came is not a command, and the client has to be told. */
  | { readonly name: 'refusal'; readonly reason: string }
  /** Everything is said; the two close frames are left. */
  | { readonly name: 'closing'; readonly code: number }
  /** Nothing is left to do. */
  | { readonly name: 'closed' };

/** What the functions of the states share. */
interface Service {
  readonly options: PmuWebsocketOptions;
  readonly connection: WebsocketConnection;
  /** The text of the flood, made when it is first needed. */
  flood(): Buffer;
}

/**
 * LISTEN. Resolves when clients can connect.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenPmuWebsocket(input: PmuWebsocketInput, hooks: PeerHooks): Promise<Peer> {
  const options = pmuWebsocketOptions.read(input);
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

/** Does what a state requires, and returns the next one. */
function step(service: Service, state: Exclude<State, { name: 'closed' }>): Promise<State> {
  switch (state.name) {
    case 'command':
      return awaitCommand(service);
    case 'answer':
      return sendAnswer(service, state.command);
    case 'refusal':
      return sendRefusal(service, state.reason);
    case 'closing':
      return closeConnection(service, state.code);
  }
}

/** Waits for one message. It is a command or it is not: here it cannot be the first part of one. */
async function awaitCommand({ connection, options }: Service): Promise<State> {
  const message = await connection.receive(options.idleTimeout * 1000);
  if (message === 'end') return { name: 'closed' };
  if (message === 'timeout') {
    connection.log({ event: 'timeout', note: `no command within ${options.idleTimeout} s` });
    return { name: 'closing', code: CloseCode.policyViolation };
  }
  const reading = readCommand(message.bytes, options.strict);
  if (reading.state !== 'complete') return { name: 'refusal', reason: reading.reason };
  const { command, note } = reading;
  connection.log({ event: 'command', data: command.text, ...(note === undefined ? {} : { note }) });
  return { name: 'answer', command };
}

/** Sends what the command asks for: one frame per message, or a few. */
async function sendAnswer({ connection, options, flood }: Service, command: PmuCommand): Promise<State> {
  // One connection, one command.
  connection.ignore('discarded: it came after the command');
  if (options.ping) connection.ping(SECOND_PING);
  const form = { isBinary: options.opcode === 'binary', frames: options.frames };
  if (command.name === 'flood') {
    connection.announce([{ length: flood().length }]);
    await connection.send(flood(), form);
    return { name: 'closing', code: CloseCode.normal };
  }
  const texts = messagesOf(options);
  connection.announce(texts.map((text) => ({ length: Buffer.byteLength(text), text })));
  for (const [index, text] of texts.entries()) {
    if (index > 0 && command.delay > 0) await connection.wait(command.delay);
    await connection.send(Buffer.from(text), form);
  }
  return { name: 'closing', code: CloseCode.normal };
}

/** Tells the client why it gets no answer, in a text message; the close code says the same to its program. */
async function sendRefusal({ connection }: Service, reason: string): Promise<State> {
  connection.log({ event: 'refuse', note: `unknown command, ${reason}` });
  connection.ignore('discarded: it came after an unknown command');
  await connection.send(Buffer.from(`Unknown command, ${reason} ${KNOWN_COMMANDS}`), { isBinary: false });
  return { name: 'closing', code: CloseCode.policyViolation };
}

/** CLOSE, of one connection. */
async function closeConnection({ connection }: Service, code: number): Promise<State> {
  await connection.close(code);
  return { name: 'closed' };
}
