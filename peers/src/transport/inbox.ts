/** Datagrams that have arrived and are not handled yet: a queue with a limit. */
import type { PeerEvent, PeerLog } from '../peer.ts';

/** Where a datagram comes from or goes to. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** A socket that can send datagrams. */
export interface DatagramSender {
  /** Sends one datagram; resolves with whether the kernel took it. */
  send(bytes: Uint8Array, to?: Address, about?: Pick<PeerEvent, 'message' | 'note'>): Promise<boolean>;
}

/** One datagram. UDP keeps message boundaries: a datagram arrives whole or not at all (RFC 768). */
export interface Datagram {
  readonly bytes: Buffer;
  /** The source address. No one has checked it: with UDP, the sender writes whatever it likes there. */
  readonly from: Address;
  /** The socket that it came in by. Sent from there, an answer has the address that the other side knows. */
  readonly socket: DatagramSender;
}

/**
 * Maximum number of datagrams that wait. Each may have 65,507 bytes (IPv4's 65,535 less the headers of IP and UDP), so this
 * is 4 MB at worst. The kernel's own queue has such a limit too (SO_RCVBUF, socket(7)).
 */
export const MAX_WAITING = 64;

/**
 * A queue with a limit. What comes when it is full is dropped, as the kernel drops what does not fit in its receive buffer:
 * UDP has no way to make a sender wait, and without a limit a storm of datagrams would exhaust our memory. The other side
 * notices by the answer that does not come.
 *
 * Several sockets may share one inbox, so that a program can wait for "whichever comes first", as with poll(2).
 */
export class Inbox {
  readonly #log: PeerLog;
  readonly #waiting: Datagram[] = [];
  #dropped = 0;
  #closed = false;
  #wake: (() => void) | undefined;

  constructor(log: PeerLog) {
    this.#log = log;
  }

  /** Appends a datagram; false if it was dropped. */
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
   * The next datagram: recvfrom(2). Waits up to this many milliseconds (forever by default). Returns `timeout` if none
   * came, and `closed` if none will come. One caller at a time.
   */
  async take(milliseconds = Infinity): Promise<Datagram | 'timeout' | 'closed'> {
    if (this.#waiting.length === 0 && !this.#closed) await this.#news(milliseconds);
    const next = this.#closed ? undefined : this.#waiting.shift();
    // A storm leaves one line in the log, not one per datagram: a log is memory too.
    if (this.#waiting.length === 0 && this.#dropped > 0) {
      this.#log({
        event: 'refuse',
        note: `${this.#dropped} datagrams dropped: ${MAX_WAITING} were waiting already`,
      });
      this.#dropped = 0;
    }
    return next ?? (this.#closed ? 'closed' : 'timeout');
  }

  /** Ends all waiting permanently. */
  close(): void {
    this.#closed = true;
    this.#waiting.length = 0;
    this.#wake?.();
  }

  /** Resolves when a datagram was put in, the inbox was closed, or the time is up. */
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
