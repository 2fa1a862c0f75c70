/**
 * One TCP connection of a peer: everything that happens on it is counted, logged and limited.
 *
 * Longer than other files, because all that can happen to a socket should be in one place.
 */
import type { Socket } from 'node:net';
import { countBytes, escapeBytes } from '../common/escape.ts';
import { formatAddress } from '../peer.ts';
import type { Ends, MessageCarrier, PeerEvent, PeerHooks, PeerMessage } from '../peer.ts';
import { announceAt } from './announce.ts';
import type { Announced } from './announce.ts';
import { opensslReason } from './openssl-reason.ts';

/**
 * How long a connection waits for the other side's FIN after its own, in milliseconds. Waiting longer would keep
 * descriptors for clients that never close. Nothing is lost by closing: the kernel still delivers what it was given.
 */
export const FIN_TIMEOUT = 2000;

/** How many unexpected bytes are read and discarded before the connection is closed. */
export const MAX_DISCARD = 64 * 1024;

/** A send of 0 bytes. */
const NOTHING = Buffer.alloc(0);

/** How many bytes are read before someone asks for them. */
const READ_AHEAD = 64 * 1024;

/** The connection is closed, so an action on it cannot be completed. Not an error: clients come and go. */
export class ConnectionGone extends Error {}

/** An event without what the connection fills in itself. */
type ConnectionEvent = Omit<PeerEvent, 'at' | 'peer' | 'connection'>;

/** What a connection is made of. */
export interface TcpConnectionParts {
  readonly socket: Socket;
  /** Counted from 0 in the order of accept(); on the client's side, in the order of connect(). */
  readonly number: number;
  /** How the connection was made: by accept(2), or by connect(2) on the client's side. */
  readonly opened: 'accept' | 'connect';
  /** The note of its first event. */
  readonly note?: string;
  /** Seconds that the other side may read nothing while data is waiting for it. */
  readonly stallTimeout: number;
  readonly read: PeerHooks['read'];
  /**
   * Whether it reads before someone asks for it, up to a limit. A client does: its server may send and close while the
   * client still sends, and what had arrived would be lost with the connection.
   */
  readonly readsAhead?: boolean;
  /** What lies between TCP and the peer, so that the peer's bytes are not those of TCP; absent for nothing. */
  readonly over?: MessageCarrier;
  /** Sends RST instead of FIN. A TLS socket cannot do that itself; without this, the connection is just closed. */
  readonly reset?: () => void;
  /** Takes the connection's events. */
  log(event: ConnectionEvent & { readonly connection: number }): void;
  /** Takes the messages that are announced. */
  readonly message?: (message: Omit<PeerMessage, 'at' | 'peer'>) => void;
}

/**
 * A socket, and what a careful server adds to it: offsets, a log, and a time limit for every wait.
 *
 * The kernel delivers a stream of bytes each way, in order, each byte once, or it reports that it cannot (RFC 9293 section
 * 2.2). It promises nothing about how the bytes are grouped, nor that the other *program* has them when send() returns.
 *
 * Use a connection from one place at a time: receive(), then ignore(), then send() as often as needed, then close(). Each of
 * them throws {@link ConnectionGone} once the connection is closed, for whatever reason.
 */
export class TcpConnection {
  readonly ends: Ends;
  /** Resolves when the connection is closed and its last event is logged. */
  readonly closed: Promise<void>;
  readonly #parts: TcpConnectionParts;
  readonly #socket: Socket;

  /** The waits that are going on, each as the function that ends it when the connection closes. */
  readonly #waits = new Set<() => void>();
  /** Resolves {@link closed}. */
  #resolveClosed: () => void = () => {};

  /** Data that arrived and was not received yet: one chunk, or what was read ahead. Reading pauses until it is taken. */
  #arrived: Buffer | undefined;
  /** Whether the other side's FIN has arrived. */
  #ended = false;
  /** How many bytes went each way: the offsets of the next events. */
  #sent = 0;
  #received = 0;
  /** Once set, what arrives is counted and discarded; the function gives each chunk its note. */
  #ignore: ((bytes: Buffer) => string) | undefined;
  #ignored = 0;
  /** The first error that the kernel reported. */
  #problem: NodeJS.ErrnoException | undefined;
  /** Why the connection was closed, if there is something to say. */
  #closeNote: string | undefined;
  /** Whether our FIN is sent, or waits behind data that is not. */
  #isShut = false;
  #isStalled = false;
  /** The waits in #news(), each as the function that ends it. */
  readonly #sleepers = new Set<() => void>();

  constructor(parts: TcpConnectionParts) {
    this.#parts = parts;
    const socket = (this.#socket = parts.socket);
    this.ends = {
      local: formatAddress(socket.localAddress, socket.localPort),
      remote: formatAddress(socket.remoteAddress, socket.remotePort),
    };
    this.closed = new Promise((resolve) => (this.#resolveClosed = resolve));
    // All that can happen to a socket. Each handler is a method below, in the same order.
    socket.on('data', (bytes: Buffer) => this.#onData(bytes));
    socket.on('end', () => this.#onEnd());
    socket.on('timeout', () => this.#onStall());
    socket.on('error', (error: NodeJS.ErrnoException) => this.#onError(error));
    socket.on('close', () => this.#onClose());
    // Nothing is read until someone asks for it. The kernel's buffer is a better place for data to wait: it is bounded, and
    // the window that it advertises tells the sender so (RFC 9293 section 3.8.6).
    if (parts.readsAhead === true) socket.resume();
    else socket.pause();
    this.log({
      event: parts.opened,
      ...this.ends,
      ...(parts.note === undefined ? {} : { note: parts.note }),
    });
  }

  /** What was known about the connection from the beginning: over TLS, the version and the cipher suite. */
  get note(): string {
    return this.#parts.note ?? '';
  }

  /** The first error that the kernel reported (ECONNRESET, EPIPE, ETIMEDOUT, …), or undefined. */
  get problem(): NodeJS.ErrnoException | undefined {
    return this.#problem;
  }

  /** Whether the other side has sent its FIN. */
  get isEnded(): boolean {
    return this.#ended;
  }

  /** Whether something has arrived that was not received yet: data, or the other side's FIN. */
  get hasNews(): boolean {
    return this.#arrived !== undefined || this.#ended;
  }

  /** Whether the connection was closed because the other side did not read. */
  get isStalled(): boolean {
    return this.#isStalled;
  }

  /** Logs an event of this connection. */
  log(event: ConnectionEvent): void {
    this.#parts.log({ ...event, connection: this.#parts.number });
  }

  /**
   * What recv(2) returns next: a chunk of bytes, as many as the kernel has (never none); `end` when the other side has
   * sent its FIN; `timeout` when nothing came within this many milliseconds.
   */
  async receive(milliseconds = Infinity): Promise<Buffer | 'end' | 'timeout'> {
    if (!this.#arrived && !this.#ended) {
      this.#throwIfGone();
      this.#socket.resume();
      await this.#news(milliseconds);
    }
    // What arrived counts, whatever happened to the connection meanwhile: data, or the other side's FIN.
    if (!this.#arrived && !this.#ended) this.#throwIfGone();
    const bytes = this.#arrived;
    this.#arrived = undefined;
    if (this.#parts.readsAhead === true) this.#socket.resume();
    return bytes ?? (this.#ended ? 'end' : 'timeout');
  }

  /**
   * From now on, discards what arrives, up to {@link MAX_DISCARD} bytes; `note` describes each chunk in the log. A server
   * that just stopped reading would do harm in two ways. A client that goes on sending would eventually block forever.
   * And closing a socket with unread data makes the kernel send RST instead of FIN (RFC 2525 section 2.17), which
   * destroys data of ours that the client has not read yet.
   */
  ignore(note: (bytes: Buffer) => string): void {
    this.#ignore = note;
    this.#socket.resume();
  }

  /**
   * Hands one piece to the kernel with one send(), and resolves when the kernel has taken all of it. This keeps memory
   * small: while a slow client reads, one piece waits here and never a queue of them.
   */
  async send(
    bytes: Buffer,
    about: { readonly message?: number; readonly note?: string } = {},
  ): Promise<void> {
    this.#throwIfGone();
    // Logged before the call, so that no event of the receiver can have an earlier time.
    this.log({
      event: 'send',
      ...this.#place(this.#sent),
      length: bytes.length,
      data: escapeBytes(bytes),
      ...about,
    });
    this.#sent += bytes.length;
    // Node restarts this timeout whenever some of the piece was taken: only a reader that has stopped reading runs into
    // it.
    this.#socket.setTimeout(this.#parts.stallTimeout * 1000);
    await this.#unlessGone(new Promise<void>((resolve) => this.#socket.write(bytes, () => resolve())));
    this.#socket.setTimeout(0);
    this.#throwIfGone();
  }

  /**
   * Announces the messages that the next bytes are made of: the first begins where the next send() begins, each other one
   * where the one before it ends. `first` is the index of the first one.
   */
  announce(messages: readonly Announced[], first = 0): void {
    const { message: report, number: connection, over } = this.#parts;
    if (report) announceAt(messages, { connection, ...this.ends, over, offset: this.#sent, first }, report);
  }

  /** Turns Nagle's algorithm off: small pieces leave at once, each in its own segment (TCP_NODELAY, tcp(7)). */
  setNoDelay(): void {
    this.#socket.setNoDelay(true);
  }

  /** Resolves when the other side has read everything so far, if a bench can say; otherwise at once. */
  async untilRead(): Promise<void> {
    if (this.#parts.read && this.#sent > 0) await this.#unlessGone(this.#parts.read(this.ends));
  }

  /** Waits this many seconds. */
  async wait(seconds: number): Promise<void> {
    this.#throwIfGone();
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<void>((resolve) => (timer = setTimeout(resolve, seconds * 1000)));
    await this.#unlessGone(passed).finally(() => clearTimeout(timer));
  }

  /**
   * Sends our FIN after all data: "I have no more to say". The other side may go on, and we may go on reading (half-close,
   * RFC 9293 section 3.6).
   */
  async shutdown(): Promise<void> {
    if (this.#isShut) return;
    this.#isShut = true;
    // The FIN has its place in the stream, after all bytes: it cannot overtake them, and it is acknowledged like them.
    await this.#unlessGone(
      new Promise<void>((resolve) => {
        this.#socket.end(() => {
          if (!this.#socket.errored) this.log({ event: 'shutdown' });
          resolve();
        });
      }),
    );
  }

  /**
   * Closes gracefully: sends our FIN after all data, waits a limited time for the other side's FIN, then calls
   * close(2). Calling close(2) right away could turn our last bytes into a reset, see {@link ignore}.
   */
  async close(note?: string): Promise<void> {
    this.#closeNote ??= note;
    if (!this.#ignore) this.ignore(() => 'discarded: the connection is being closed');
    await this.shutdown();
    // Our side is closed, theirs may not be. This is FIN-WAIT-2, and it can last forever (RFC 9293 section 3.3.2).
    if (!this.#ended) await this.#news(FIN_TIMEOUT);
    this.abandon(this.#ended ? undefined : `the other side did not close within ${FIN_TIMEOUT / 1000} s`);
  }

  /** Closes the descriptor now, whatever is going on. */
  abandon(note?: string): void {
    if (this.#socket.destroyed) return;
    this.#closeNote ??= note;
    this.#socket.destroy();
  }

  /**
   * Sends RST instead of FIN, and closes the descriptor: "forget this connection". The other side's recv() fails with
   * ECONNRESET, and what we have sent and it has not read is lost. A program gets this with SO_LINGER and a time of 0
   * (socket(7)).
   */
  reset(note: string): void {
    if (this.#socket.destroyed) return;
    this.#closeNote ??= note;
    this.#parts.reset?.();
    this.#socket.destroy();
  }

  /** Where bytes are in TCP's stream; under TLS that is not known here. */
  #place(offset: number): { offset?: number } {
    return this.#parts.over === undefined ? { offset } : {};
  }

  /**
   * Resolves at the next chunk, at the other side's FIN, when the connection closes, or after this many milliseconds.
   */
  #news(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      let timer: NodeJS.Timeout | undefined;
      const wake = (): void => {
        clearTimeout(timer);
        this.#sleepers.delete(wake);
        resolve();
      };
      this.#sleepers.add(wake);
      if (milliseconds === Infinity) return;
      // If the process was delayed, the time is over although data has been waiting in the kernel: Node looks at its
      // timers before it looks at its sockets. setImmediate() comes after the sockets.
      timer = setTimeout(() => setImmediate(wake), Math.max(0, milliseconds));
    });
  }

  /** Ends all waits for news. There is one, or two while a connection is closed from elsewhere. */
  #wake(): void {
    for (const wake of this.#sleepers) wake();
  }

  /**
   * recv() returned data. A chunk ends where the kernel had no more just then; that says nothing about the sender's
   * send().
   */
  #onData(bytes: Buffer): void {
    const note = this.#ignore?.(bytes);
    this.log({
      event: 'receive',
      ...this.#place(this.#received),
      length: bytes.length,
      data: escapeBytes(bytes),
      ...(note === undefined ? {} : { note }),
    });
    this.#received += bytes.length;
    if (!this.#ignore) {
      // Little is kept for receive(); the kernel keeps the rest until it is asked for.
      this.#arrived = this.#arrived === undefined ? bytes : Buffer.concat([this.#arrived, bytes]);
      if (this.#parts.readsAhead !== true || this.#arrived.length >= READ_AHEAD) this.#socket.pause();
      this.#wake();
      return;
    }
    this.#ignored += bytes.length;
    if (this.#ignored > MAX_DISCARD) {
      this.abandon(`more than ${countBytes(MAX_DISCARD)} of unexpected data came; the rest was not read`);
    }
  }

  /** recv() returned nothing: the other side will send no more. It may go on reading. */
  #onEnd(): void {
    // Node says so too where an RST came right behind data. A send of 0 bytes fails then with ECONNRESET, and #onError()
    // hears of it. EPIPE says that a FIN had come first.
    if (this.#parts.opened === 'accept' || this.#isShut) return this.#isOver();
    this.#socket.write(NOTHING, (error) => {
      if ((error as NodeJS.ErrnoException | null | undefined)?.code !== 'ECONNRESET') this.#isOver();
    });
  }

  #isOver(): void {
    this.#ended = true;
    this.log({ event: 'end' });
    this.#wake();
  }

  /**
   * The reader has stopped reading. RST and not FIN: only then does the kernel drop the data that it still holds for
   * it.
   */
  #onStall(): void {
    this.log({
      event: 'timeout',
      note: `the other side read nothing for ${this.#parts.stallTimeout} s while data waited for it`,
    });
    this.#isStalled = true;
    this.reset('with RST, because the other side does not read');
  }

  /** ECONNRESET: an RST arrived. EPIPE: we wrote after it had arrived. Both say the same. */
  #onError(error: NodeJS.ErrnoException): void {
    this.#problem ??= error;
    const isReset = error.code === 'ECONNRESET' || error.code === 'EPIPE';
    const event = isReset ? 'reset' : error.code === 'ETIMEDOUT' ? 'timeout' : 'error';
    this.log({ event, note: `${opensslReason(error)}, after ${countBytes(this.#sent)} passed to send()` });
    // After an error of TCP the socket is closed already. An error of TLS, such as an invalid record, leaves it open.
    this.#socket.destroy();
  }

  /** The descriptor is closed. Everyone who still waits for something on this connection is woken, and finds out. */
  #onClose(): void {
    this.log({ event: 'close', ...(this.#closeNote === undefined ? {} : { note: this.#closeNote }) });
    this.#resolveClosed();
    for (const end of this.#waits) end();
    this.#wake();
  }

  /** Before an action: there is no point in starting it on a closed connection. */
  #throwIfGone(): void {
    if (this.#socket.destroyed) throw new ConnectionGone();
  }

  /**
   * During an action: resolves when it is done, rejects when the connection closes first. Without it, a task could wait
   * forever for a client that left long ago.
   *
   * Why not Promise.race() with one promise for the end? That promise keeps everyone who ever waited for it until it
   * settles: on a connection of a hundred thousand messages, a hundred thousand waits that are long over.
   */
  #unlessGone<T>(action: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (): void => reject(new ConnectionGone());
      this.#waits.add(end);
      action.then(resolve, reject).finally(() => this.#waits.delete(end));
    });
  }
}
