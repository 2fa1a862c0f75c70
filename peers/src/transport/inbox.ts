/** What has arrived and was not looked at yet: the datagrams of one peer, in order, and never too many. */
import type { Address, UdpLog, UdpSocket } from './udp-socket.ts';

/** One datagram: UDP keeps its borders, so it is one whole message or nothing (RFC 768). */
export interface Datagram {
  readonly bytes: Buffer;
  /** Who it says it is from. Nobody has checked that: with UDP, a source address is what the sender wrote on the envelope. */
  readonly from: Address;
  /** The socket that it came in by; what is sent from it carries the address that the other side knows. */
  readonly socket: UdpSocket;
}

/**
 * How many datagrams wait at the most. Each may have 65,507 bytes (IPv4's 65,535 less the headers of IP and UDP), so this
 * is 4 MB in the worst case; the kernel's own queue has such a bound too (SO_RCVBUF, socket(7)).
 */
export const MAX_WAITING = 64;

/**
 * A queue with a bound. What comes when it is full is dropped, as the kernel drops what its receive buffer has no room for:
 * UDP has no way to ask a sender to wait, and a queue without a bound would only turn a storm of datagrams into a lack of
 * memory. The other side finds out by the answer that does not come.
 *
 * Several sockets may share one inbox, so that a program can wait for "whichever comes first", as poll(2) does.
 */
export class Inbox {
  readonly #log: UdpLog;
  readonly #waiting: Datagram[] = [];
  #dropped = 0;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(log: UdpLog) {
    this.#log = log;
  }

  /** Puts a datagram behind the others; false where it was dropped. */
  put(datagram: Datagram): boolean {
    if (this.#closed) return false;
    if (this.#waiting.length >= MAX_WAITING) {
      this.#dropped++;
      return false;
    }
    this.#waiting.push(datagram);
    this.#wake?.();
    return true;
  }

  /**
   * The next datagram: recvfrom(2). Waits for it up to so many milliseconds (for ever, when none are given), and gives
   * `quiet` when none came, `closed` when none will come any more. One caller at a time.
   */
  async take(milliseconds = Infinity): Promise<Datagram | 'quiet' | 'closed'> {
    if (this.#waiting.length === 0 && !this.#closed) await this.#news(milliseconds);
    const next = this.#closed ? undefined : this.#waiting.shift();
    // A storm leaves one line in the log and not one for each datagram: a log is memory as well.
    if (this.#waiting.length === 0 && this.#dropped > 0) {
      this.#log({
        event: 'refuse',
        note: `${this.#dropped} datagrams dropped: ${MAX_WAITING} waited already`,
      });
      this.#dropped = 0;
    }
    return next ?? (this.#closed ? 'closed' : 'quiet');
  }

  /** Wakes whoever waits, for the last time. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#wake?.();
  }

  /** Resolves when something was put in, the inbox was closed, or the time is up. */
  async #news(milliseconds: number): Promise<void> {
    let timer: NodeJS.Timeout | undefined;
    await new Promise<void>((resolve) => {
      this.#wake = resolve;
      if (Number.isFinite(milliseconds)) timer = setTimeout(resolve, milliseconds);
    });
    clearTimeout(timer);
    this.#wake = undefined;
  }
}
