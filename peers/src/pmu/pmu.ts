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
 *     recv() gives 0 bytes
 *     close()                  ----->    recv() gives 0 bytes
 *                                        close()
 *
 * Read on from listenPmu(), then serve(), then the states in their order.
 */
import type { Peer, PeerHooks } from '../peer.ts';
import { cutsNumber, isExact, type Piece, floodOf, pmuFloodPieces, pmuMessagePieces } from './pmu-answer.ts';
import { KNOWN_COMMANDS, MAX_COMMAND, type PmuCommand, readCommand, type Reading } from './pmu-command.ts';
import { type PmuInput, type PmuOptions, pmuOptions } from './pmu-options.ts';
import { listenTcp } from '../transport/tcp.ts';
import type { TcpConnection } from '../transport/tcp-connection.ts';

/**
 * How many times longer the silence after a command has to be when the command came in several pieces. Such a client may
 * be held up between two writes by Nagle's algorithm together with a late acknowledgement (40 ms on Linux), or by one lost
 * segment (at least 200 ms until it is sent again); a client that writes once never waits for either.
 */
const PATIENCE_WITH_PIECES = 10;

/**
 * Where a connection stands. Every peer is written so: one name for each situation, with what has to be remembered in it,
 * and one function for each name, which does what is to be done there and says which situation comes next.
 */
type State =
  /** Accepted; no command yet, or part of one. */
  | { readonly name: 'command' }
  /** The command is understood, and its answer is to be sent. */
  | { readonly name: 'answer'; readonly command: PmuCommand }
  /** What came is no command, and the client is to be told. */
  | { readonly name: 'refusal'; readonly reason: string }
  /** All is said; the two FINs remain. */
  | { readonly name: 'farewell'; readonly note?: string }
  /** Nothing remains. */
  | { readonly name: 'closed' };

/** What the functions of the states share. */
interface Service {
  readonly options: PmuOptions;
  readonly connection: TcpConnection;
  /** The text of the flood: one for all connections, since it is long, and made when it is first asked for. */
  flood(): Buffer;
}

/**
 * LISTEN. Listens as a PMU and resolves when clients can connect. Throws PeerOptionError for options that make no sense and
 * PeerListenError where the address or the port cannot be had.
 */
export async function listenPmu(input: PmuInput, hooks: PeerHooks): Promise<Peer> {
  const options = pmuOptions(input);
  return listenTcp({ name: 'pmu', ...options }, hooks, serveAsPmu(options));
}

/** The function that serves one connection as a PMU with these options; over TLS as well as over TCP. */
export function serveAsPmu(options: PmuOptions): (connection: TcpConnection) => Promise<void> {
  let text: Buffer | undefined;
  const flood = (): Buffer => (text ??= floodOf(options));
  return (connection) => serve({ options, connection, flood });
}

/**
 * SERVE. Serves one connection: from state to state until it is closed.
 *
 * When the client goes away in the middle, whatever is being awaited throws ConnectionGone. It is caught nowhere in this
 * file, on purpose: there is nothing left to do here, and the frame in tcp.ts knows that it is no error.
 */
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
      return sayFarewell(service, state.note);
  }
}

/**
 * Collects bytes until they are a command.
 *
 * When is a command complete? This protocol does not say: there is no line end, no length, nothing. One recv() is not the
 * answer, because a command may arrive in pieces. The end of the stream would be, but clients keep their side open. So we
 * guess: after a short silence, what has come is all there is. Until then `CMD_short:0` may be on its way to
 * `CMD_short:0.2`, and a line end that somebody added may be on its way too. What is only the beginning of a command is
 * given all the time there is.
 *
 * The price is paid by everyone: each connection waits for the silence, and a network that is slower than the silence
 * changes the meaning of a command. A protocol of your own should have a delimiter or a length.
 */
async function awaitCommand({ connection, options }: Service): Promise<State> {
  const deadline = performance.now() + options.idleTimeout * 1000;
  let bytes = Buffer.alloc(0);
  for (let pieces = 0; ; pieces++) {
    const reading = readCommand(bytes, options.strict);
    const silence = options.quietTime * (pieces > 1 ? PATIENCE_WITH_PIECES : 1);
    const left = deadline - performance.now();
    const next = await connection.receive(reading.state === 'partial' ? left : Math.min(left, silence));
    if (next === 'end' && bytes.length === 0) {
      return { name: 'farewell', note: 'the client closed without a command' };
    }
    if (next === 'end' || next === 'quiet') return decide(connection, options, reading, next);
    bytes = Buffer.concat([bytes, next]);
    // Memory is bounded here: one chunk more than a command may have, and that is all. And no need to wait for the rest of something that is too long already.
    if (bytes.length > MAX_COMMAND)
      return decide(connection, options, readCommand(bytes, options.strict), 'end');
  }
}

/**
 * What follows from a reading when nothing more is to be expected, because the stream has ended or because it is quiet. Only
 * the beginning of a command can still be pending after that long: then the time for it was up.
 */
function decide(
  connection: TcpConnection,
  options: PmuOptions,
  reading: Reading,
  because: 'end' | 'quiet',
): State {
  if (reading.state === 'complete') {
    const { command, note } = reading;
    connection.log({ event: 'command', data: command.text, ...(note === undefined ? {} : { note }) });
    return { name: 'answer', command };
  }
  if (reading.state === 'wrong' || because === 'end') return { name: 'refusal', reason: reading.reason };
  const late = `no whole command within ${options.idleTimeout} s`;
  connection.log({ event: 'timeout', note: late });
  return { name: 'refusal', reason: `${late}; ${reading.reason}` };
}

/** Sends what the command asks for, and takes all the time that the client needs to read it. */
async function sendAnswer({ connection, options, flood }: Service, command: PmuCommand): Promise<State> {
  // Whatever the client says now, it is no command any more: one connection, one command.
  connection.ignore((bytes) =>
    bytes.includes(command.text)
      ? 'thrown away: the command once more'
      : 'thrown away: it came after the command',
  );
  if (command.name === 'flood') {
    await sendPieces(connection, pmuFloodPieces(options, flood()), options.floodSegmentation);
    return { name: 'farewell' };
  }
  // The delay is between messages. There is none after the last one: the FIN may be in the same segment as its bytes.
  for (const [index, group] of pmuMessagePieces(options, command.delay).entries()) {
    if (index > 0) await connection.wait(command.delay);
    await sendPieces(connection, group, options.segmentation, options.pause);
  }
  return { name: 'farewell' };
}

/**
 * Sends pieces one after the other, with one send() each. That alone does not make them arrive apart: the kernel fills
 * segments as it likes, and what arrives in time for one recv() is returned by it together. Where the borders matter, a
 * piece leaves at once and the next one waits until it was read.
 */
async function sendPieces(
  connection: TcpConnection,
  pieces: readonly Piece[],
  segmentation: PmuOptions['segmentation'],
  pause = 0,
): Promise<void> {
  const exact = isExact(segmentation);
  if (exact) connection.sendAtOnce();
  for (const [index, piece] of pieces.entries()) {
    const { bytes, message } = piece;
    if (exact) await connection.settle();
    if (pause > 0 && cutsNumber(pieces[index - 1], piece)) await connection.wait(pause);
    await connection.send(bytes, message === undefined ? {} : { message });
  }
}

/** Tells the client why it gets no answer. The protocol is silent about that, but a student in front of a screen needs it. */
async function sendRefusal({ connection }: Service, reason: string): Promise<State> {
  connection.log({ event: 'refuse', note: `unknown command, ${reason}` });
  connection.ignore(() => 'thrown away: it came after an unknown command');
  await connection.send(Buffer.from(`Unknown command, ${reason} ${KNOWN_COMMANDS}\n`));
  return { name: 'farewell' };
}

/**
 * CLOSE, of one connection. In good order: the client learns from our FIN that there are no more messages, and that sign
 * is a part of this protocol. A reset would say the opposite, "something went wrong, believe nothing".
 */
async function sayFarewell({ connection }: Service, note: string | undefined): Promise<State> {
  await connection.close(note);
  return { name: 'closed' };
}
