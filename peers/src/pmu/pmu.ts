/**
 * The PMU over TCP: it answers a command with messages that have nothing between them, and closes.
 *
 * A conversation, client on the left:
 *
 *     connect()                          accept()
 *     send("CMD_short:0")      ----->    recv(), once or several times
 *     recv(), again and again  <-----    send("This is PMU data 0")
 *                              <-----    send("This is PMU data 1")
 *                              <-----    shutdown(): no more
 *     recv() returns 0 bytes
 *     close()                  ----->    recv() returns 0 bytes
 *                                        close()
 *
 * Start with listenPmu(), then read serve(), then the states in their order.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import type { TcpConnection } from '../transport/tcp-connection.ts';
import { listenTcp } from '../transport/tcp.ts';
import { cutsNumber, floodOf, isExact, messagesOf, pmuFloodPieces, pmuMessagePieces } from './pmu-answer.ts';
import type { Piece } from './pmu-answer.ts';
import { KNOWN_COMMANDS, MAX_COMMAND, readCommand } from './pmu-command.ts';
import type { PmuCommand, Reading } from './pmu-command.ts';
import { pmuOptions } from './pmu-options.ts';
import type { PmuInput, PmuOptions } from './pmu-options.ts';

/**
 * How many times longer the silence after a command has to be if the command came in several pieces. Such a client may
 * be delayed between two writes by Nagle's algorithm together with a delayed acknowledgment (40 ms on Linux), or by
 * one lost segment (at least 200 ms until it is sent again). A client that writes once never waits for either.
 */
const QUIET_FACTOR_FOR_PIECES = 10;

/**
 * The state of a connection. All peers with states are written like this: a name for each situation, with what has to
 * be remembered in it, and a function for each name, which does what has to be done there and returns the next
 * situation.
 */
type State =
  /** Accepted; no command yet, or part of one. */
  | { readonly name: 'command' }
  /** The command is understood, and its answer has to be sent. */
  | { readonly name: 'answer'; readonly command: PmuCommand }
  /** What came is not a command, and the client has to be told. */
  | { readonly name: 'refusal'; readonly reason: string }
  /** Everything is said; the two FINs are left. */
  | { readonly name: 'closing'; readonly note?: string }
  /** Nothing is left to do. */
  | { readonly name: 'closed' };

/** What the functions of the states share. */
interface Service {
  readonly options: PmuOptions;
  readonly connection: TcpConnection;
  /** The text of the flood: one for all connections, because it is long, and made when it is first needed. */
  flood(): Buffer;
}

/**
 * LISTEN. Resolves when clients can connect.
 *
 * @throws {PeerOptionError} when an option is not valid.
 * @throws {PeerListenError} when the address or the port is not available.
 */
export async function listenPmu(input: PmuInput, hooks: PeerHooks): Promise<Peer> {
  const options = pmuOptions.read(input);
  return listenTcp({ name: 'pmu', ...options }, hooks, serveAsPmu(options));
}

/** The function that serves one connection as a PMU with these options, over TCP or over TLS. */
export function serveAsPmu(options: PmuOptions): (connection: TcpConnection) => Promise<void> {
  let text: Buffer | undefined;
  const flood = (): Buffer => (text ??= floodOf(options));
  return (connection) => serve({ options, connection, flood });
}

/**
 * SERVE. Serves one connection: from state to state until it is closed.
 *
 * If the client goes away in the middle, whatever is being awaited throws ConnectionGone. This file never catches it,
 * on purpose: there is nothing left to do here, and tcp.ts knows that it is not an error.
 */
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
      return closeConnection(service, state.note);
  }
}

/**
 * Collects bytes until they are a command.
 *
 * When is a command complete? This protocol does not say: there is no newline, no length, nothing. One recv() is not
 * the answer, because a command may arrive in pieces. The end of the stream would be, but clients keep their side open.
 * So we guess: after a short silence, what has come is all there is. Until then, `CMD_short:0` may still become
 * `CMD_short:0.2`, and a newline that the program added may still be on its way. What is only the beginning of a
 * command gets all the time there is.
 *
 * Everyone pays for this: each connection waits for the silence, and a network that is slower than the silence changes the
 * meaning of a command. When you design a protocol, give it a delimiter or a length.
 */
async function awaitCommand({ connection, options }: Service): Promise<State> {
  const deadline = performance.now() + options.idleTimeout * 1000;
  let bytes = Buffer.alloc(0);
  for (let pieces = 0; ; pieces++) {
    const reading = readCommand(bytes, options.strict);
    const silence = options.quietTime * (pieces > 1 ? QUIET_FACTOR_FOR_PIECES : 1);
    const left = deadline - performance.now();
    const next = await connection.receive(reading.state === 'partial' ? left : Math.min(left, silence));
    if (next === 'end' && bytes.length === 0) {
      return { name: 'closing', note: 'the client closed without a command' };
    }
    if (next === 'end' || next === 'timeout') return decide(connection, options, reading, next);
    bytes = Buffer.concat([bytes, next]);
    // This limits memory to one chunk more than a command may have. There is no need to wait for the rest of something that
    // is too long already.
    if (bytes.length > MAX_COMMAND)
      return decide(connection, options, readCommand(bytes, options.strict), 'end');
  }
}

/**
 * What follows from a reading when no more data is expected, because the stream has ended or because of the silence. After
 * a silence, only the beginning of a command can still be partial: its time is up.
 */
function decide(
  connection: TcpConnection,
  options: PmuOptions,
  reading: Reading,
  because: 'end' | 'timeout',
): State {
  if (reading.state === 'complete') {
    const { command, note } = reading;
    connection.log({ event: 'command', data: command.text, ...(note === undefined ? {} : { note }) });
    return { name: 'answer', command };
  }
  if (reading.state === 'unknown' || because === 'end') return { name: 'refusal', reason: reading.reason };
  const late = `no complete command within ${options.idleTimeout} s`;
  connection.log({ event: 'timeout', note: late });
  return { name: 'refusal', reason: `${late}; ${reading.reason}` };
}

/** Sends what the command asks for, and takes as long as the client needs to read it. */
async function sendAnswer({ connection, options, flood }: Service, command: PmuCommand): Promise<State> {
  // One connection, one command: what the client sends now is no longer a command.
  connection.ignore((bytes) =>
    bytes.includes(command.text) ? 'discarded: the command again' : 'discarded: it came after the command',
  );
  if (command.name === 'flood') {
    const bytes = flood();
    connection.announce([{ length: bytes.length }]);
    await sendPieces(connection, pmuFloodPieces(options, bytes), options.floodSegmentation);
    return { name: 'closing' };
  }
  connection.announce(messagesOf(options).map((text) => ({ length: Buffer.byteLength(text), text })));
  // The delay is between messages. There is none after the last one: the FIN may be in the same segment as its bytes.
  for (const [index, group] of pmuMessagePieces(options, command.delay).entries()) {
    if (index > 0) await connection.wait(command.delay);
    await sendPieces(connection, group, options.segmentation, options.pause);
  }
  return { name: 'closing' };
}

/**
 * Sends pieces one after the other, each with one send(). That alone does not make them arrive separately: the kernel fills
 * segments as it likes, and one recv() returns everything that has arrived by then. Where the boundaries matter, a piece
 * leaves at once, and the next one waits until it was read.
 */
async function sendPieces(
  connection: TcpConnection,
  pieces: readonly Piece[],
  segmentation: PmuOptions['segmentation'],
  pause = 0,
): Promise<void> {
  const exact = isExact(segmentation);
  if (exact) connection.setNoDelay();
  for (const [index, piece] of pieces.entries()) {
    const { bytes, message } = piece;
    if (exact) await connection.untilRead();
    if (pause > 0 && cutsNumber(pieces[index - 1], piece)) await connection.wait(pause);
    await connection.send(bytes, message === undefined ? {} : { message });
  }
}

/**
 * Tells the client why it gets no answer. The protocol does not require that, but a student in front of a screen needs
 * it.
 */
async function sendRefusal({ connection }: Service, reason: string): Promise<State> {
  connection.log({ event: 'refuse', note: `unknown command, ${reason}` });
  connection.ignore(() => 'discarded: it came after an unknown command');
  await connection.send(Buffer.from(`Unknown command, ${reason} ${KNOWN_COMMANDS}\n`));
  return { name: 'closing' };
}

/**
 * CLOSE, of one connection. Gracefully: our FIN tells the client that there are no more messages, and this sign is part
 * of the protocol. A reset would say the opposite: "something went wrong, trust nothing".
 */
async function closeConnection({ connection }: Service, note: string | undefined): Promise<State> {
  await connection.close(note);
  return { name: 'closed' };
}
