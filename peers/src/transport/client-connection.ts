/** A client's connection: what its protocol does with it, and what its manner makes of that. */
import { countBytes } from '../common/escape.ts';
import { cutAt } from '../common/cut.ts';
import { PeerClientError } from '../common/peer-error.ts';
import { boundariesOf } from './manner.ts';
import type { Manner } from './manner.ts';
import { ConnectionGone } from './tcp-connection.ts';
import type { TcpConnection } from './tcp-connection.ts';

/** After this silence a client says that it is waiting. ms. */
export const NOTICE = 5000;

/** The client has left early, as its manner says: not an error. Whatever it was doing ends there. */
export class Left extends Error {}

/** What a client's connection is made of. */
export interface ClientConnectionParts {
  readonly connection: TcpConnection;
  readonly manner: Manner;
  /** The client and its server in errors: `pdc`, `server.lab port 5003`. */
  readonly client: string;
  readonly server: string;
}

/**
 * A client is written as if it were polite: send(), receive() until the end, close(). What it really does on the wire is
 * decided here, so that every client can be rude in every way, and none of them has to know.
 *
 * A server may be rude too. It may never read, never answer, never close, or answer without an end: each wait has a limit,
 * and the error says which of these it was.
 */
export class ClientConnection {
  readonly #parts: ClientConnectionParts;
  readonly #connection: TcpConnection;
  readonly #manner: Manner;
  #messages = 0;
  #received = 0;
  #isHalfClosed = false;
  /** Why the client gave up or left, if it did. */
  #end: PeerClientError | Left | undefined;

  constructor(parts: ClientConnectionParts) {
    this.#parts = parts;
    this.#connection = parts.connection;
    this.#manner = parts.manner;
  }

  /** What was known from the beginning: over TLS, the version and the cipher suite. */
  get note(): string {
    return this.#connection.note;
  }

  /** How many bytes have come. */
  get received(): number {
    return this.#received;
  }

  /** Why the client gave up or left early; undefined if it did neither. */
  get end(): PeerClientError | Left | undefined {
    return this.#end;
  }

  /** The first moment at which a client can leave: the connection is there, and nothing is said. */
  async begin(): Promise<void> {
    if (this.#manner.leave === 'after-connect') await this.#leave('after connect()');
  }

  /** Says nothing for this many seconds. */
  async wait(seconds: number): Promise<void> {
    if (seconds > 0) await this.#connection.wait(seconds);
  }

  /**
   * Sends one message: in one send(), or in pieces. Between two pieces the client waits until the server has read the first
   * (if a bench can say), and then as long as it pauses: this is how one message needs several recv() on the other side.
   */
  async send(bytes: Buffer): Promise<void> {
    await this.#leaveDuringAnswer();
    const { cut, pause, leave, close } = this.#manner;
    if (this.#isHalfClosed) {
      this.#connection.log({ event: 'refuse', note: 'not sent: our FIN has been sent' });
      return;
    }
    const message = this.#messages++;
    this.#announce(bytes, message);
    const pieces = cutAt(bytes, boundariesOf(cut, bytes.length));
    // With Nagle's algorithm, small pieces would wait for each other and leave in one segment.
    if (pieces.length > 1) this.#connection.setNoDelay();
    for (const [index, piece] of pieces.entries()) {
      if (index > 0) await this.#connection.untilRead();
      if (index > 0 && pause > 0) await this.#connection.wait(pause);
      if (!(await this.#sendPiece(piece, message))) return;
    }
    if (leave === 'after-request') {
      // Otherwise it would be chance whether the server ever sees it: RST destroys what was not read.
      await this.#connection.untilRead();
      await this.#leave('after what it sent');
    }
    if (close === 'half') {
      this.#isHalfClosed = true;
      await this.#connection.shutdown();
    }
  }

  /**
   * Sends one piece. Returns false where the connection is gone, but something came before that: a server may say what it has
   * to say and close, whatever the client sends. That is still to be received.
   */
  async #sendPiece(piece: Buffer, message: number): Promise<boolean> {
    try {
      await this.#connection.send(piece, { message });
      return true;
    } catch (error) {
      if (!(error instanceof ConnectionGone) || !this.#connection.hasNews || this.#connection.isStalled)
        throw error;
      this.#isHalfClosed = true;
      return false;
    }
  }

  /**
   * The next chunk, or `end`. With a time in milliseconds, `timeout` when that is over; without one, the manner's time
   * limit counts.
   *
   * @throws {PeerClientError} `PEER_CLIENT_SILENT` when that is over; `PEER_CLIENT_ENDLESS` when too much came.
   * @throws {Left} when the client leaves instead.
   */
  async receive(milliseconds?: number): Promise<Buffer | 'end' | 'timeout'> {
    await this.#leaveDuringAnswer();
    const { readPause, timeout } = this.#manner;
    if (readPause > 0) await this.#connection.wait(readPause);
    const bytes = await this.#patiently(milliseconds ?? timeout * 1000, milliseconds === undefined);
    if (bytes === 'timeout' && milliseconds === undefined)
      throw this.#giveUp('timeout', this.#silent('sent nothing'));
    if (typeof bytes === 'string') return bytes;
    this.#received += bytes.length;
    if (this.#received > this.#manner.maxAnswer) throw this.#giveUp('refuse', this.#endless());
    return bytes;
  }

  /** Receives, and says after a while that nothing comes: people wait more easily if they know for what. */
  async #patiently(milliseconds: number, isTalking: boolean): Promise<Buffer | 'end' | 'timeout'> {
    if (!isTalking || milliseconds <= NOTICE) return this.#connection.receive(milliseconds);
    const bytes = await this.#connection.receive(NOTICE);
    if (bytes !== 'timeout') return bytes;
    const note = `nothing has come for ${NOTICE / 1000} s, after ${countBytes(this.#received)}; the server has not closed the connection`;
    this.#connection.log({ event: 'wait', note });
    return this.#connection.receive(milliseconds - NOTICE);
  }

  /**
   * The client has no more to say, and goes on reading. A client that closes in another way than orderly has also heard
   * enough.
   */
  async shutdown(): Promise<void> {
    const { close } = this.#manner;
    if (close === 'at-once' || close === 'reset') await this.#leave('when it had no more to say', 0);
    this.#isHalfClosed = true;
    await this.#connection.shutdown();
  }

  /** Everything is said: closes in the client's manner. The note says what was odd about the conversation, if anything. */
  async close(note?: string): Promise<void> {
    const { close } = this.#manner;
    if (close === 'reset') this.#connection.reset(note === undefined ? 'with RST' : `${note}, with RST`);
    else if (close === 'at-once') this.#connection.abandon(note ?? 'at once');
    else await this.#connection.close(note);
  }

  /** Why nothing could be sent, if the server has stopped reading; undefined otherwise. */
  stalled(): PeerClientError | undefined {
    return this.#connection.isStalled ? this.#silent('read nothing') : undefined;
  }

  /** Announces one message. Only valid UTF-8 is a text. */
  #announce(bytes: Buffer, index: number): void {
    const text = bytes.toString();
    const isText = Buffer.from(text).equals(bytes);
    this.#connection.announce([{ length: bytes.length, ...(isText ? { text } : {}) }], index);
  }

  async #leaveDuringAnswer(): Promise<void> {
    if (this.#manner.leave === 'during-answer' && this.#received > 0) await this.#leave('during the answer');
  }

  /** Leaves: pauses, closes, and ends what the client was doing. */
  async #leave(when: string, pause = this.#manner.pause): Promise<never> {
    if (pause > 0) await this.#connection.wait(pause);
    this.#end = new Left();
    await this.close(`it left ${when}`);
    throw this.#end;
  }

  /** Gives the server up: logs why, and closes at once. */
  #giveUp(event: 'timeout' | 'refuse', error: PeerClientError): PeerClientError {
    this.#end = error;
    this.#connection.log({ event, note: error.observed });
    this.#connection.abandon('the client gave up');
    return error;
  }

  #silent(did: 'sent nothing' | 'read nothing'): PeerClientError {
    const { client, server, manner } = this.#parts;
    return new PeerClientError({
      code: 'PEER_CLIENT_SILENT',
      message: `${client}: ${server} ${did} for ${manner.timeout} s.`,
      observed: `the server ${did} for ${manner.timeout} s, after ${countBytes(this.#received)}, and has not closed the connection`,
      expected: did === 'sent nothing' ? 'an answer, or FIN' : 'recv() by the server',
      hint:
        did === 'sent nothing'
          ? 'The server may wait for more, or for our FIN: see what it does in accept() and recv(). --timeout changes the time.'
          : 'The server may no longer call recv(). --timeout changes the time.',
    });
  }

  #endless(): PeerClientError {
    const { client, server, manner } = this.#parts;
    return new PeerClientError({
      code: 'PEER_CLIENT_ENDLESS',
      message: `${client}: the answer of ${server} has no end.`,
      observed: `more than ${countBytes(manner.maxAnswer)}; the rest was not read`,
      expected: 'FIN after the answer',
      hint: 'The server may send the same again and again: check the condition of its loop. --max-answer changes the limit.',
    });
  }
}
