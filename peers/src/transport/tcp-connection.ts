/** One TCP connection of a peer: everything that happens on it is counted, logged and bounded. */
import type { Socket } from 'node:net';
import { countBytes, escapeBytes } from '../common/escape.ts';
import { type Ends, formatAddress, type PeerEvent, type PeerHooks } from '../peer.ts';
import { opensslReason } from './openssl-reason.ts';

/**
 * How long, in milliseconds, a connection waits for the other side's FIN after its own. Longer would keep descriptors for
 * clients that never close; and nothing is lost then, since the kernel goes on delivering what it has been given.
 */
export const LINGER = 2000;

/** How many bytes nobody asked for are read and thrown away before a connection is given up. */
export const MAX_DISCARD = 64 * 1024;

/** The connection is over, so what was being done on it makes no sense any more. Not an error: clients come and go. */
export class ConnectionGone extends Error {}

/** An event without what the connection fills in itself. */
type Happening = Omit<PeerEvent, 'at' | 'peer' | 'connection'>;

/** What a connection is made of. */
export interface TcpConnectionParts {
  readonly socket: Socket;
  /** Counted from 0 in the order of accept(); a client has one, number 0. */
  readonly number: number;
  /** How it came about: by accept(2), or by connect(2) at a client's end. */
  readonly opened: 'accept' | 'connect';
  /** What is worth knowing of it from the beginning. */
  readonly note?: string;
  /** Seconds that the other side may take none of the bytes that wait for it. */
  readonly stallTimeout: number;
  readonly read: PeerHooks['read'];
  /** false where something lies between TCP and the peer, whose bytes are then others than those of TCP. */
  readonly isPlain?: boolean;
  /** Sends RST in place of FIN. A socket of TLS cannot do that by itself; without this, the connection is just closed. */
  readonly reset?: () => void;
  log(happening: Happening & { readonly connection: number }): void;
}

/**
 * What a socket is to a server, with what a careful server adds to it: offsets, a log, and a bound for every wait.
 *
 * The kernel's part is to deliver a stream of bytes each way, in order, each byte once, or to say that it cannot (RFC 9293
 * section 2.2). It promises nothing about how the bytes are grouped, nor that the other *program* has them when send()
 * returns.
 *
 * A connection is to be used from one place at a time: receive(), then ignore(), then send() as often as wanted, then
 * close(). Each of them throws {@link ConnectionGone} once the connection is over, however that came about.
 */
export class TcpConnection {
  readonly ends: Ends;
  /** Resolves when the connection is over and its last event is logged. */
  readonly closed: Promise<void>;
  readonly #parts: TcpConnectionParts;
  readonly #socket: Socket;

  /** What is being waited for at this moment, each by the function that ends the wait when the connection is over. */
  readonly #waits = new Set<() => void>();
  /** Resolves {@link closed}. */
  #over: () => void = () => {};

  /** Bytes that arrived and were not asked for yet. At most one chunk: reading pauses until it is taken. */
  #arrived: Buffer | undefined;
  /** Whether the other side's FIN was seen. */
  #ended = false;
  /** How many bytes went each way: the offsets of the next events. */
  #sent = 0;
  #received = 0;
  /** Once set, what arrives is counted and thrown away; it gives each chunk its note. */
  #ignore: ((bytes: Buffer) => string) | undefined;
  #ignored = 0;
  /** What the kernel complained about, if it did. */
  #problem: NodeJS.ErrnoException | undefined;
  /** Why the connection was closed, where there is something to say. */
  #farewell: string | undefined;
  /** Wakes the one who waits for news in #news(). */
  #wake: () => void = () => {};

  constructor(parts: TcpConnectionParts) {
    this.#parts = parts;
    const socket = (this.#socket = parts.socket);
    this.ends = {
      local: formatAddress(socket.localAddress, socket.localPort),
      remote: formatAddress(socket.remoteAddress, socket.remotePort),
    };
    this.closed = new Promise((resolve) => (this.#over = resolve));
    // All that can happen to a socket, in one place. Each handler is a method below, in the same order.
    socket.on('data', (bytes: Buffer) => this.#onData(bytes));
    socket.on('end', () => this.#onEnd());
    socket.on('timeout', () => this.#onStall());
    socket.on('error', (error: NodeJS.ErrnoException) => this.#onError(error));
    socket.on('close', () => this.#onClose());
    // Nothing is read before somebody asks for it: the kernel's buffer is the better place for bytes to wait in, since it is
    // bounded, and since the window that it advertises tells the sender so (RFC 9293 section 3.8.6).
    socket.pause();
    this.log({
      event: parts.opened,
      ...this.ends,
      ...(parts.note === undefined ? {} : { note: parts.note }),
    });
  }

  /** What was known of the connection from the beginning: over TLS, the version and the cipher suite. */
  get note(): string {
    return this.#parts.note ?? '';
  }

  /** What the kernel complained about (ECONNRESET, EPIPE, ETIMEDOUT, …), or undefined where it did not. */
  get problem(): NodeJS.ErrnoException | undefined {
    return this.#problem;
  }

  /** Logs an event of this connection. */
  log(happening: Happening): void {
    this.#parts.log({ ...happening, connection: this.#parts.number });
  }

  /**
   * What recv(2) gives next: a chunk of bytes, however many the kernel has (never empty); `end` when the other side has
   * sent its FIN; `quiet` when nothing came for so many milliseconds (never, where none are given).
   */
  async receive(milliseconds = Infinity): Promise<Buffer | 'end' | 'quiet'> {
    if (!this.#arrived && !this.#ended) {
      this.#throwIfGone();
      this.#socket.resume();
      await this.#news(milliseconds);
    }
    // What did arrive counts, whatever became of the connection meanwhile: bytes, or the other side's FIN.
    if (!this.#arrived && !this.#ended) this.#throwIfGone();
    const bytes = this.#arrived;
    this.#arrived = undefined;
    return bytes ?? (this.#ended ? 'end' : 'quiet');
  }

  /**
   * From now on, what arrives is thrown away, up to {@link MAX_DISCARD} bytes; `note` describes each chunk in the log.
   * A server that just stopped reading would do two kinds of harm: a client that sends on would one day block for ever,
   * and closing a socket with unread bytes makes the kernel send RST instead of FIN (RFC 2525 section 2.17), which
   * destroys data of ours that the client has not read yet.
   */
  ignore(note: (bytes: Buffer) => string): void {
    this.#ignore = note;
    this.#socket.resume();
  }

  /**
   * Hands one piece to the kernel with one send(), and resolves when the kernel has taken all of it. That is what keeps
   * memory small: while a slow client reads, there is one piece in our hands and never a queue of them.
   */
  async send(
    bytes: Buffer,
    about: { readonly message?: number; readonly note?: string } = {},
  ): Promise<void> {
    this.#throwIfGone();
    // Logged before the call, so that no event of the receiver can bear an earlier time.
    this.log({
      event: 'send',
      ...this.#place(this.#sent),
      length: bytes.length,
      data: escapeBytes(bytes),
      ...about,
    });
    this.#sent += bytes.length;
    // Node's timeout starts again whenever some of the piece was taken, so only a reader that stands still runs into it.
    this.#socket.setTimeout(this.#parts.stallTimeout * 1000);
    await this.#unlessGone(new Promise<void>((resolve) => this.#socket.write(bytes, () => resolve())));
    this.#socket.setTimeout(0);
    this.#throwIfGone();
  }

  /** Switches Nagle's algorithm off: small pieces leave at once, each in a segment of its own (TCP_NODELAY, tcp(7)). */
  sendAtOnce(): void {
    this.#socket.setNoDelay(true);
  }

  /** Resolves when the other side has read everything so far, where a bench can tell; else at once. */
  async settle(): Promise<void> {
    if (this.#parts.read && this.#sent > 0) await this.#unlessGone(this.#parts.read(this.ends));
  }

  /** Lets time pass, in seconds, while the connection lives. */
  async wait(seconds: number): Promise<void> {
    this.#throwIfGone();
    let timer: NodeJS.Timeout | undefined;
    const passed = new Promise<void>((resolve) => (timer = setTimeout(resolve, seconds * 1000)));
    await this.#unlessGone(passed).finally(() => clearTimeout(timer));
  }

  /**
   * Sends our FIN after all that was sent: "I have said everything". The other side may go on, and we may go on reading
   * (half-close, RFC 9293 section 3.6).
   */
  async shutdown(): Promise<void> {
    // The FIN takes its place in the stream, behind all bytes: it cannot overtake them, and it is acknowledged as they are.
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
   * Ends the connection in good order: our FIN after all that was sent; then the other side's FIN is waited for, though
   * not for ever; then close(2). Going straight to close(2) could turn our last bytes into a reset, see {@link ignore}.
   */
  async close(note?: string): Promise<void> {
    this.#farewell ??= note;
    if (!this.#ignore) this.ignore(() => 'thrown away: the connection is being closed');
    await this.shutdown();
    // Our side is closed, theirs may not be: this is FIN-WAIT-2, and it can last for ever (RFC 9293 section 3.3.2).
    if (!this.#ended) await this.#news(LINGER);
    this.abandon(this.#ended ? undefined : `the other side did not close within ${LINGER / 1000} s`);
  }

  /** Gives the descriptor back now, whatever is going on. */
  abandon(note?: string): void {
    if (this.#socket.destroyed) return;
    this.#farewell ??= note;
    this.#socket.destroy();
  }

  /** Where bytes are in the stream of TCP; under TLS that is not known here. */
  #place(offset: number): { offset?: number } {
    return this.#parts.isPlain === false ? {} : { offset };
  }

  /** Resolves at the next chunk, at the other side's FIN, at the end of the connection, or after some milliseconds. */
  #news(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (milliseconds === Infinity) return;
      // When the process was held up, the time is over although bytes have been waiting in the kernel: Node looks at its
      // timers before it looks at its sockets. setImmediate() comes after the sockets.
      const timer = setTimeout(() => setImmediate(resolve), Math.max(0, milliseconds));
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** recv() gave bytes. A chunk ends where the kernel had no more just then; that says nothing about the sender's send(). */
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
      // Somebody waits for it: one chunk is kept, and the kernel keeps the rest until it is asked for.
      this.#arrived = bytes;
      this.#socket.pause();
      this.#wake();
      return;
    }
    this.#ignored += bytes.length;
    if (this.#ignored > MAX_DISCARD) {
      this.abandon(`more than ${countBytes(MAX_DISCARD)} came that nobody asked for; the rest was not read`);
    }
  }

  /** recv() gave nothing: the other side has sent all that it will ever send. It may go on reading. */
  #onEnd(): void {
    this.#ended = true;
    this.log({ event: 'end' });
    this.#wake();
  }

  /** A reader stood still. RST and not FIN: only so does the kernel forget the bytes that it still holds for him. */
  #onStall(): void {
    this.log({
      event: 'timeout',
      note: `none of the waiting bytes was taken for ${this.#parts.stallTimeout} s`,
    });
    this.#farewell ??= 'with RST, because the other side does not read';
    this.#parts.reset?.();
    this.#socket.destroy();
  }

  /** ECONNRESET: an RST arrived. EPIPE: we wrote after it had arrived. Both say the same thing. */
  #onError(error: NodeJS.ErrnoException): void {
    this.#problem ??= error;
    const reset = error.code === 'ECONNRESET' || error.code === 'EPIPE';
    const event = reset ? 'reset' : error.code === 'ETIMEDOUT' ? 'timeout' : 'error';
    this.log({ event, note: `${opensslReason(error)}, after ${countBytes(this.#sent)} given to send()` });
    // After an error of TCP the socket is closed already; one of TLS, such as bytes that are no record, leaves it open.
    this.#socket.destroy();
  }

  /** The descriptor is gone; whoever still waits for something on this connection is woken, and finds out. */
  #onClose(): void {
    this.log({ event: 'close', ...(this.#farewell === undefined ? {} : { note: this.#farewell }) });
    this.#over();
    for (const end of this.#waits) end();
    this.#wake();
  }

  /** Before an action: there is no point in starting it on a dead connection. */
  #throwIfGone(): void {
    if (this.#socket.destroyed) throw new ConnectionGone();
  }

  /**
   * During an action: its end, or the end of the connection, whichever comes first. Without it a task could hang for
   * ever, on a client that is long gone.
   *
   * Why not Promise.race() with one promise for the end? Because that promise remembers everyone who ever waited for it
   * until it settles: on a connection of a hundred thousand messages, a hundred thousand waits that are long over.
   */
  #unlessGone<T>(action: Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      const end = (): void => reject(new ConnectionGone());
      this.#waits.add(end);
      action.then(resolve, reject).finally(() => this.#waits.delete(end));
    });
  }
}
