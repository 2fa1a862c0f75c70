/** What every peer has in common: the events that it reports, the hooks that it is given, and how it is ended. */

/** What can happen to a peer. Each word is what a system call would say, except `command` and `refuse`. */
export type PeerEventName =
  /** The socket is bound and listening: listen(2). */
  | 'listen'
  /** A client's handshake is over: connect(2) returned. */
  | 'connect'
  /** A connection was taken from the queue: accept(2). The handshake was over before that. */
  | 'accept'
  /** Bytes arrived: recv(2) gave more than zero. */
  | 'receive'
  /** The bytes so far were understood as a command; `data` is the command. */
  | 'command'
  /** Bytes were handed to the kernel: send(2). They are not on the wire yet, and not read yet. */
  | 'send'
  /** The other side's FIN: recv(2) gave zero. It may still read (half-close, RFC 9293 section 3.6). */
  | 'end'
  /** Our FIN: shutdown(2) with SHUT_WR, after all that was sent. */
  | 'shutdown'
  /** The descriptor was given back: close(2). Without `connection` it is the listening socket's. */
  | 'close'
  /** The other side's RST: ECONNRESET or EPIPE. */
  | 'reset'
  /** Anything else that the kernel complained about; `note` has its words. */
  | 'error'
  /** Something that was waited for did not come; `note` says what and how long. */
  | 'timeout'
  /** A connection or a command was turned away; `note` says why. */
  | 'refuse';

/** One thing that a peer saw or did; offsets count the bytes of that direction of that connection from 0. */
export interface PeerEvent {
  /** Microseconds since 1970, by the system's clock (CLOCK_REALTIME). */
  readonly at: number;
  /** The peer's name in the catalogue. */
  readonly peer: string;
  readonly event: PeerEventName;
  /** Connections are counted from 0 in the order of accept(), those turned away not among them. */
  readonly connection?: number;
  /** `address:port`, an IPv6 address in brackets. */
  readonly local?: string;
  readonly remote?: string;
  /**
   * Of `send` and `receive` over plain TCP: the offset of the first byte, in its own direction. Under TLS and WebSocket the
   * bytes of TCP are others than those that a peer sends, and there is none.
   */
  readonly offset?: number;
  /** Of `send` and `receive`: how many bytes. */
  readonly length?: number;
  /** The first bytes, escaped; an ellipsis at the end when there were more. */
  readonly data?: string;
  /** Of `send`: the index (from 0) of the message that its first byte belongs to. */
  readonly message?: number;
  /** A sentence for people. */
  readonly note?: string;
}

/** The two ends of a connection, written as in {@link PeerEvent}. */
export interface Ends {
  readonly local: string;
  readonly remote: string;
}

/** What a peer is given by whoever starts it. */
export interface PeerHooks {
  /** Called for every event, in order, as it happens. */
  log(event: PeerEvent): void;
  /** What is typed at the peer's own keyboard, where it has one; only a chat has something to do with it. */
  readonly input?: AsyncIterable<Uint8Array>;
  /**
   * Resolves when the other side has *read* all that was sent so far on this connection (or after a bound of its own).
   * Only a bench can know that, since TCP's acknowledgements speak for the other kernel and not for the other program
   * (RFC 9293 section 3.4). With it, a piece of ours is exactly what one recv() returns. Without it, pieces are handed to
   * the kernel one after the other, and may well be read together.
   */
  read?(ends: Ends): Promise<void>;
}

/** A peer that runs. */
export interface Peer {
  readonly name: string;
  /** Where it listens; the port is the real one when 0 was asked for. */
  readonly address: { readonly host: string; readonly port: number };
  /** Closes the listening socket and all connections, and resolves when the last one is gone. May be called twice. */
  close(): Promise<void>;
}

/** Writes an address the way {@link PeerEvent} has it: `127.0.0.1:5003` or `[::1]:5003` (RFC 3986 section 3.2.2). */
export function formatAddress(host: string | undefined, port: number | undefined): string {
  const shown = host ?? '?';
  return `${shown.includes(':') ? `[${shown}]` : shown}:${port ?? '?'}`;
}
