/** One WebSocket connection, at either end: messages instead of bytes, and a bound for every wait. */
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import { escapeBytes } from '../common/escape.ts';
import { formatAddress, type PeerEvent } from '../peer.ts';
import { ConnectionGone } from './tcp-connection.ts';

/** Milliseconds that the other side's close frame is waited for after our own. */
const LINGER = 2000;

/** Bytes of answers to pings that may wait for a client which does not read them. */
const MAX_PONGS = 64 * 1024;

/** Bytes that are read and thrown away before a connection is given up, with the headers of their frames. */
const MAX_DISCARD = 64 * 1024;

/** Bytes of the shortest header that a client's frame can have: two, and the four of the mask (RFC 6455 section 5.2). */
const HEADER = 6;

/** Messages that may wait until somebody asks for them; then reading pauses, and the kernel keeps the rest. */
const MAX_WAITING = 16;

/** A whole message: its bytes, and whether it came in text frames (UTF-8) or in binary ones (RFC 6455 section 5.6). */
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
  /** Seconds that the other side may take none of the bytes that wait for it. */
  readonly stallTimeout: number;
  log(event: Omit<PeerEvent, 'at' | 'peer'>): void;
}

/**
 * What TcpConnection is for bytes, this is for messages. There is no question here where a message ends: its frames say how
 * long they are and which one is the last. One send() of the one side is one message at the other, however TCP cut it.
 */
export class WebsocketConnection {
  readonly #parts: WebsocketParts;
  readonly #waiting: WebsocketMessage[] = [];
  readonly #waits = new Set<() => void>();
  #wake: () => void = () => {};
  #messages = 0;
  #isEnded = false;
  /** Once set, what arrives is counted and thrown away; it gives each message its note. */
  #ignore: string | undefined;
  #ignored = 0;
  /** Closes the connection when the other side does not, after an error. */
  #last: NodeJS.Timeout | undefined;
  #farewell: string | undefined;
  /** The code of the close frame that came (RFC 6455 section 7.4), 1005 for none in it, 1006 for no frame at all. */
  code: number | undefined;

  constructor(parts: WebsocketParts) {
    this.#parts = parts;
    const { websocket, socket } = parts;
    websocket.on('message', (data, isBinary) => this.#onMessage(data, isBinary));
    websocket.on('ping', (data) => this.#onPing(data));
    websocket.on('error', (error: NodeJS.ErrnoException) => this.#onError(error));
    websocket.on('close', (code, reason) => this.#onClose(code, reason));
    this.log({
      event: parts.opened,
      local: formatAddress(socket.localAddress, socket.localPort),
      remote: formatAddress(socket.remoteAddress, socket.remotePort),
    });
  }

  /** Logs an event of this connection. */
  log(event: Omit<PeerEvent, 'at' | 'peer' | 'connection'>): void {
    this.#parts.log({ ...event, connection: this.#parts.number });
  }

  /** The next message; `end` when the other side has sent its close frame; `quiet` when nothing came for so long (ms). */
  async receive(milliseconds = Infinity): Promise<WebsocketMessage | 'end' | 'quiet'> {
    if (this.#waiting.length === 0 && !this.#isEnded) await this.#news(milliseconds);
    const message = this.#waiting.shift();
    if (this.#waiting.length < MAX_WAITING) this.#parts.websocket.resume();
    if (message) return message;
    if (this.#isEnded && this.code === 1006) throw new ConnectionGone();
    return this.#isEnded ? 'end' : 'quiet';
  }

  /**
   * Sends one message, in so many frames, and resolves when the kernel has taken all of it. Several frames are for messages
   * whose end is not known when they begin; whoever receives them sees one message all the same.
   */
  async send(bytes: Buffer, { isBinary = true, frames = 1 } = {}): Promise<void> {
    const size = Math.max(1, Math.ceil(bytes.length / frames));
    this.log({
      event: 'send',
      length: bytes.length,
      data: escapeBytes(bytes),
      message: this.#messages++,
    });
    for (let at = 0; at === 0 || at < bytes.length; at += size) {
      const fin = at + size >= bytes.length;
      await this.#unlessGone((done) =>
        this.#parts.websocket.send(bytes.subarray(at, at + size), { binary: isBinary, fin }, done),
      );
    }
  }

  /**
   * From now on, what arrives is thrown away, up to a bound: a server that just stopped reading would not notice either when
   * the client closes, or is gone.
   */
  ignore(note: string): void {
    this.#ignore = note;
    this.#parts.websocket.resume();
  }

  /** Lets time pass, in seconds, while the connection lives. */
  async wait(seconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await this.#unlessGone((done) => (timer = setTimeout(done, seconds * 1000)), Infinity).finally(() =>
      clearTimeout(timer),
    );
  }

  /** Sends a close frame, waits for the other side's, and ends TCP: the two FINs are not the end here, only its echo. */
  async close(code = 1000, reason = ''): Promise<void> {
    if (this.#isEnded) return;
    this.log({ event: 'shutdown', note: `close frame ${code}` });
    this.#parts.websocket.close(code, reason);
    const end = performance.now() + LINGER;
    while (!this.#isEnded && performance.now() < end) {
      this.#waiting.length = 0;
      this.#parts.websocket.resume();
      await this.#news(end - performance.now());
    }
    this.abandon('the other side did not answer our close frame');
  }

  /** Ends the connection now, whatever is going on. */
  abandon(note?: string): void {
    if (this.#isEnded) return;
    this.#farewell ??= note;
    this.#parts.websocket.terminate();
  }

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
    // One buffer per message: that is how this server and this client are set up.
    const bytes = data as Buffer;
    this.log({
      event: 'receive',
      length: bytes.length,
      data: escapeBytes(bytes),
      note: this.#ignore ?? (isBinary ? 'a binary message' : 'a text message'),
    });
    if (this.#ignore !== undefined) {
      this.#ignored += HEADER + bytes.length;
      if (this.#ignored > MAX_DISCARD) this.abandon('too much came that nobody asked for');
      return;
    }
    this.#waiting.push({ bytes, isBinary });
    if (this.#waiting.length >= MAX_WAITING) this.#parts.websocket.pause();
    this.#wake();
  }

  /** A ping wants its bytes back (RFC 6455 section 5.5.2). Who floods us with them without reading gets no more. */
  #onPing(data: Buffer): void {
    const { websocket } = this.#parts;
    if (websocket.readyState !== websocket.OPEN) return;
    if (websocket.bufferedAmount > MAX_PONGS)
      return this.abandon('it does not read the answers to its pings');
    websocket.pong(data, undefined, () => {});
  }

  /** What came is no WebSocket, or too long: the library has answered with the close code that says so. */
  #onError(error: NodeJS.ErrnoException): void {
    const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE';
    this.log({ event: isReset ? 'reset' : 'refuse', note: error.message });
    // It has still to close. The library would wait for that for half a minute.
    this.#last = setTimeout(() => this.abandon('the other side did not close after its error'), LINGER);
  }

  #onClose(code: number, reason: Buffer): void {
    this.#isEnded = true;
    this.code = code;
    clearTimeout(this.#last);
    if (code !== 1006) this.log({ event: 'end', note: `close frame ${code} ${escapeBytes(reason)}`.trim() });
    this.log({ event: 'close', ...(this.#farewell === undefined ? {} : { note: this.#farewell }) });
    for (const end of this.#waits) end();
    this.#wake();
  }

  /** An action with a callback: its end, the end of the connection, or so many ms without either. */
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
                note: `not all waiting bytes were taken within ${milliseconds / 1000} s`,
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
