/** One WebSocket connection of a peer: messages in both directions, counted, logged and limited. */
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { escapeBytes } from '../common/escape.ts';
import { formatAddress } from '../peer.ts';
import type { Ends, PeerEvent, PeerLog, PeerMessage } from '../peer.ts';
import { announceAt } from './announce.ts';
import type { Announced } from './announce.ts';
import { ConnectionGone } from './tcp-connection.ts';

/** Seconds to wait for the other side's close frame after our own, where nothing else is said. */
const CLOSE_TIMEOUT = 2;

/** Maximum number of bytes of answers to pings that may wait for a client that does not read them. */
const MAX_PONGS = 64 * 1024;

/** How many unexpected bytes are read and discarded before the connection is closed, headers of frames included. */
const MAX_DISCARD = 64 * 1024;

/** The length of the shortest header of a client's frame in bytes: two, and four for the mask (RFC 6455 section 5.2). */
const HEADER_LENGTH = 6;

/** Maximum number of messages that wait to be received. Then reading pauses, and the kernel keeps the rest. */
const MAX_WAITING = 16;

/** Close codes (RFC 6455 section 7.4.1). */
export const CloseCode = {
  /** Everything was sent. */
  normal: 1000,
  /** No close frame came: the connection was lost. Never sent. */
  abnormal: 1006,
  /** A message was not acceptable, for example an unknown command. */
  policyViolation: 1008,
} as const;

/** A complete message: its bytes, and whether it came in text frames (UTF-8) or in binary ones (RFC 6455 section 5.6). */
export interface WebsocketMessage {
  readonly bytes: Buffer;
  readonly isBinary: boolean;
}

/** What a connection is made of. */
export interface WebsocketParts {
  readonly websocket: WebSocket;
  readonly socket: Socket;
  readonly number: number;
  readonly opened: 'accept' | 'connect';
  /** Seconds that the other side may read nothing while data is waiting for it. */
  readonly stallTimeout: number;
  /** Seconds to wait for the other side's close frame after our own. */
  readonly closeTimeout?: number;
  readonly log: PeerLog;
  /** Takes the messages that are announced. */
  readonly message: (message: Omit<PeerMessage, 'at' | 'peer'>) => void;
}

/**
 * What TcpConnection is for bytes, this is for messages. There is no need to guess where a message ends: each frame
 * carries its length and says whether it is the last one. One send() on one side is one message on the other, however
 * TCP cuts it.
 */
export class WebsocketConnection {
  readonly #parts: WebsocketParts;
  readonly #ends: Ends;
  readonly #waiting: WebsocketMessage[] = [];
  readonly #waits = new Set<() => void>();
  #wake: () => void = () => {};
  #messages = 0;
  /** How many bytes of payload were sent: where the next message begins. */
  #sent = 0;
  #isEnded = false;
  /** Once set, what arrives is counted and discarded; it is the note of each message. */
  #ignore: string | undefined;
  #ignored = 0;
  /** Closes the connection if the other side does not, after an error. */
  #closeTimer: NodeJS.Timeout | undefined;
  #closeNote: string | undefined;
  /** The code of the close frame that came (RFC 6455 section 7.4): 1005 if it had none, 1006 if no frame came at all. */
  code: number | undefined;

  constructor(parts: WebsocketParts) {
    this.#parts = parts;
    const { websocket, socket } = parts;
    websocket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    websocket.on('ping', (data) => this.#onPing(data));
    websocket.on('error', (error: NodeJS.ErrnoException) => this.#onError(error));
    websocket.on('close', (code, reason) => this.#onClose(code, reason));
    this.#ends = {
      local: formatAddress(socket.localAddress, socket.localPort),
      remote: formatAddress(socket.remoteAddress, socket.remotePort),
    };
    this.log({ event: parts.opened, ...this.#ends });
  }

  /** Logs an event of this connection. */
  log(event: Omit<PeerEvent, 'at' | 'peer' | 'connection'>): void {
    this.#parts.log({ ...event, connection: this.#parts.number });
  }

  /**
   * The next message; `end` when the other side has sent its close frame; `timeout` when nothing came within this many
   * milliseconds.
   *
   * @throws {ConnectionGone} when the connection was lost.
   */
  async receive(milliseconds = Infinity): Promise<WebsocketMessage | 'end' | 'timeout'> {
    if (this.#waiting.length === 0 && !this.#isEnded) await this.#news(milliseconds);
    const message = this.#waiting.shift();
    if (this.#waiting.length < MAX_WAITING) this.#parts.websocket.resume();
    if (message) return message;
    if (this.#isEnded && this.code === CloseCode.abnormal) throw new ConnectionGone();
    return this.#isEnded ? 'end' : 'timeout';
  }

  /** Whether something has come that was not received yet: a message, or the close frame. */
  get hasNews(): boolean {
    return this.#waiting.length > 0 || (this.#isEnded && this.code !== CloseCode.abnormal);
  }

  /** Announces the next messages. Their offsets count payloads: the bytes of frames without their headers. */
  announce(messages: readonly Announced[]): void {
    const place = {
      connection: this.#parts.number,
      ...this.#ends,
      offset: this.#sent,
      first: this.#messages,
    };
    announceAt(messages, { ...place, over: 'websocket' }, this.#parts.message);
  }

  /**
   * Sends one message in this many frames, and resolves when the kernel has taken all of it. Several frames are meant
   * for messages whose length is not known at the beginning; the receiver still sees one message.
   */
  async send(bytes: Buffer, { isBinary = true, frames = 1 } = {}): Promise<void> {
    const size = Math.max(1, Math.ceil(bytes.length / frames));
    this.log({
      event: 'send',
      length: bytes.length,
      data: escapeBytes(bytes),
      message: this.#messages++,
    });
    this.#sent += bytes.length;
    for (let at = 0; at === 0 || at < bytes.length; at += size) {
      const fin = at + size >= bytes.length;
      await this.#unlessGone((done) =>
        this.#parts.websocket.send(bytes.subarray(at, at + size), { binary: isBinary, fin }, done),
      );
    }
  }

  /** Sends a ping with this text. Its answer, a pong, is read by the library. */
  ping(text: string): void {
    this.#parts.websocket.ping(text, undefined, () => {});
  }

  /**
   * From now on, discards what arrives, up to a limit. A server that just stopped reading would not notice when the client
   * closes, or is gone.
   */
  ignore(note: string): void {
    this.#ignore = note;
    this.#parts.websocket.resume();
  }

  /** Waits this many seconds. */
  async wait(seconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await this.#unlessGone((done) => (timer = setTimeout(done, seconds * 1000)), Infinity).finally(() =>
      clearTimeout(timer),
    );
  }

  /** Sends a close frame, waits for the other side's, and ends TCP: here the two FINs only repeat what the frames said. */
  async close(code: number = CloseCode.normal, reason = ''): Promise<void> {
    if (this.#isEnded) return;
    this.log({ event: 'shutdown', note: `close frame ${code}` });
    this.#parts.websocket.close(code, reason);
    const end = performance.now() + this.#closeTimeout;
    while (!this.#isEnded && performance.now() < end) {
      this.#waiting.length = 0;
      this.#parts.websocket.resume();
      await this.#news(end - performance.now());
    }
    this.abandon('the other side did not answer our close frame');
  }

  /** Milliseconds. */
  get #closeTimeout(): number {
    return (this.#parts.closeTimeout ?? CLOSE_TIMEOUT) * 1000;
  }

  /** Ends the connection now, whatever is going on. */
  abandon(note?: string): void {
    if (this.#isEnded) return;
    this.#closeNote ??= note;
    this.#parts.websocket.terminate();
  }

  /** Resolves at the next message, when the connection closes, or after this many milliseconds. */
  #news(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const timer =
        milliseconds === Infinity
          ? undefined
          : setTimeout(() => setImmediate(resolve), Math.max(0, milliseconds));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #onMessage(data: RawData, isBinary: boolean): void {
    // One buffer per message: server and client are set up that way.
    const bytes = data as Buffer;
    this.log({
      event: 'receive',
      length: bytes.length,
      data: escapeBytes(bytes),
      note: this.#ignore ?? (isBinary ? 'a binary message' : 'a text message'),
    });
    if (this.#ignore !== undefined) {
      this.#ignored += HEADER_LENGTH + bytes.length;
      if (this.#ignored > MAX_DISCARD) this.abandon('too much unexpected data came');
      return;
    }
    this.#waiting.push({ bytes, isBinary });
    if (this.#waiting.length >= MAX_WAITING) this.#parts.websocket.pause();
    this.#wake();
  }

  /** A ping must be answered with its own bytes (RFC 6455 section 5.5.2). A client that never reads them gets no more. */
  #onPing(data: Buffer): void {
    const { websocket } = this.#parts;
    if (websocket.readyState !== websocket.OPEN) return;
    if (websocket.bufferedAmount > MAX_PONGS)
      return this.abandon('it does not read the answers to its pings');
    websocket.pong(data, undefined, () => {});
  }

  /** What came is not WebSocket, or too long: the library has answered with the matching close code. */
  #onError(error: NodeJS.ErrnoException): void {
    const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE';
    this.log({ event: isReset ? 'reset' : 'refuse', note: error.message });
    // The other side has to close now. The library would wait half a minute for that.
    this.#closeTimer = setTimeout(
      () => this.abandon('the other side did not close after its error'),
      this.#closeTimeout,
    );
  }

  #onClose(code: number, reason: Buffer): void {
    this.#isEnded = true;
    this.code = code;
    clearTimeout(this.#closeTimer);
    if (code !== CloseCode.abnormal)
      this.log({ event: 'end', note: `close frame ${code} ${escapeBytes(reason)}`.trim() });
    this.log({ event: 'close', ...(this.#closeNote === undefined ? {} : { note: this.#closeNote }) });
    for (const end of this.#waits) end();
    this.#wake();
  }

  /**
   * An action with a callback: resolves when it is done, rejects when the connection closes or nothing is read for too
   * long.
   */
  #unlessGone(
    act: (done: (error?: Error | null) => void) => void,
    milliseconds = this.#parts.stallTimeout * 1000,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      if (this.#isEnded) return reject(new ConnectionGone());
      const stall =
        milliseconds === Infinity
          ? undefined
          : setTimeout(() => {
              this.log({
                event: 'timeout',
                note: `the other side did not read all waiting data within ${milliseconds / 1000} s`,
              });
              this.abandon('it does not read');
            }, milliseconds);
      const finish = (error?: Error | null): void => {
        clearTimeout(stall);
        this.#waits.delete(end);
        if (error) reject(new ConnectionGone());
        else resolve();
      };
      const end = (): void => finish(new ConnectionGone());
      this.#waits.add(end);
      act(finish);
    });
  }
}
