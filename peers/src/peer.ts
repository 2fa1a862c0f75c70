/** What all peers have in common: the events that they report, the hooks that they are given, and how they are closed. */

/** What can happen to a peer. Each name is what a system call would say, except `command`, `wait`, `refuse` and `drop`. */
export type PeerEventName =
  /** The socket is bound and listening: listen(2). */
  | 'listen'
  /** A client's handshake is complete: connect(2) returned. */
  | 'connect'
  /** A connection was taken from the queue: accept(2). Its handshake was complete before that. */
  | 'accept'
  /** Data arrived: recv(2) returned more than zero. */
  | 'receive'
  /** The data so far was understood as a command; `data` is the command. */
  | 'command'
  /** Data was handed to the kernel: send(2). It is not on the wire yet, and no one has read it yet. */
  | 'send'
  /** The other side's FIN: recv(2) returned zero. The other side may still read (half-close, RFC 9293 section 3.6). */
  | 'end'
  /** Our FIN: shutdown(2) with SHUT_WR, after all data. */
  | 'shutdown'
  /** The descriptor was closed: close(2). Without `connection` it is the listening socket's. */
  | 'close'
  /** The other side's RST: ECONNRESET or EPIPE. */
  | 'reset'
  /** Any other kernel error; `note` has its message. */
  | 'error'
  /** Something expected did not come in time; `note` says what, and how long the peer waited. */
  | 'timeout'
  /** Nothing has come for a while, and the peer goes on waiting; `note` says how long, and for what. */
  | 'wait'
  /** A connection or a command was refused; `note` says why. */
  | 'refuse'
  /** A request was ignored on purpose, as if it or its answer had been lost; `note` says why. */
  | 'drop';

/** One thing that a peer saw or did. Offsets count the bytes of one direction of a connection, from 0. */
export interface PeerEvent {
  /** Microseconds since 1970, by the system's clock (CLOCK_REALTIME). */
  readonly at: number;
  /** The peer's name in the catalog. */
  readonly peer: string;
  /** What happened. */
  readonly event: PeerEventName;
  /** The number of the connection, from 0 in the order of accept(); refused connections have none. */
  readonly connection?: number;
  /** `address:port`, with an IPv6 address in brackets. */
  readonly local?: string;
  /** The other side, written like `local`. */
  readonly remote?: string;
  /**
   * For `send` and `receive` over plain TCP: the offset of the first byte. Absent under TLS and WebSocket, where the bytes
   * of the peer are not those of TCP.
   */
  readonly offset?: number;
  /** For `send` and `receive`: the number of bytes. */
  readonly length?: number;
  /** The first bytes, escaped; with an ellipsis at the end if there are more. */
  readonly data?: string;
  /** For `send`: the index (from 0) of the message that the first byte belongs to. */
  readonly message?: number;
  /** A sentence for people. */
  readonly note?: string;
}

/** Reports an event. The peer's name is filled in, and the time too if the event does not have one: it is now. */
export type PeerLog = (event: Omit<PeerEvent, 'at' | 'peer'> & Partial<Pick<PeerEvent, 'at'>>) => void;

/** The two ends of a connection, written as in {@link PeerEvent}. */
export interface Ends {
  readonly local: string;
  readonly remote: string;
}

/** What carries messages that are not bytes of TCP itself. */
export type MessageCarrier = 'tls' | 'websocket' | 'tls+websocket' | 'udp';

/**
 * One message that a peer sends, announced before its first byte is sent: the bytes from `offset` to `offset + length` of
 * the stream from the peer to the other side. Nothing on the wire of TCP says where messages begin; only the peer knows.
 */
export interface PeerMessage extends Ends {
  /** Microseconds since 1970, by the system's clock (CLOCK_REALTIME). */
  readonly at: number;
  /** The peer's name in the catalog. */
  readonly peer: string;
  /** As in {@link PeerEvent}. */
  readonly connection: number;
  /** The index of the message, from 0: of those of an answer, or of all that a client sends. A flood is one message. */
  readonly message: number;
  /**
   * Where it begins, in bytes from the start of what the peer sends: of TCP's stream, or of what `over` carries. Those are
   * the bytes inside TLS, or the payloads of WebSocket's data frames.
   */
  readonly offset: number;
  /** Its length in bytes. */
  readonly length: number;
  /** The whole text, if it has at most {@link MAX_MESSAGE_TEXT} bytes. A flood has none. */
  readonly text?: string;
  /** What carries it; absent for TCP itself. */
  readonly over?: MessageCarrier;
}

/** The longest text that a {@link PeerMessage} carries, in bytes. */
export const MAX_MESSAGE_TEXT = 4096;

/** What a peer is given by the program that starts it. */
export interface PeerHooks {
  /** Called for every event, in order, as it happens. */
  log(event: PeerEvent): void;
  /**
   * Called for each message of an answer, in order, as soon as the answer is known and before it is sent. A client that
   * closes early may never receive them. Under UDP nothing is announced: each datagram is a message.
   */
  message?(message: PeerMessage): void;
  /**
   * Called for each line of the key log of a TLS connection, with its newline, as soon as the secret exists: all lines
   * together are a file in the format of SSLKEYLOGFILE, with which a capture can be decrypted. Anyone who has them can read
   * everything.
   */
  secrets?(line: string): void;
  /** What is typed at the peer's own keyboard, if it has one. Only the chat uses it. */
  readonly input?: AsyncIterable<Uint8Array>;
  /**
   * Resolves when the other side has *read* everything sent so far on this connection, or when the hook gives up waiting.
   * Only a bench can know that: TCP's acknowledgments come from the other kernel, not from the other program (RFC 9293
   * section 3.4). With this hook, each piece that we send is exactly what one recv() returns. Without it, pieces go to the
   * kernel one after the other, and one recv() may return several.
   */
  read?(ends: Ends): Promise<void>;
}

/** A running peer. */
export interface Peer {
  readonly name: string;
  /** Where it listens; the actual port if 0 was requested. */
  readonly address: { readonly host: string; readonly port: number };
  /** Closes the listening socket and all connections. Resolves when the last one is closed. May be called twice. */
  close(): Promise<void>;
}

/** Writes an address as {@link PeerEvent} has it: `127.0.0.1:5003` or `[::1]:5003` (RFC 3986 section 3.2.2). */
export function formatAddress(host: string | undefined, port: number | undefined): string {
  const shown = host ?? '?';
  return `${shown.includes(':') ? `[${shown}]` : shown}:${port ?? '?'}`;
}
