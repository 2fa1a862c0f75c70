/** What a protocol carried in TCP is to the rest of the library: it cuts a stream into messages and shows one of them. */
import type { Capture } from '../capture/capture.ts';
import type { Dissection } from '../capture/dissection.ts';
import type { Field } from './field.ts';

/** The stream that a protocol is asked about. */
export interface StreamContext {
  readonly capture: Capture;
  /** tcp.stream. */
  readonly stream: number;
  readonly clientPort: number;
  readonly serverPort: number;
}

/** One end's bytes that are not yet cut, from the end of its last message on, without a gap. */
export interface Pending {
  bytes: Uint8Array;
  fromClient: boolean;
  /** Row of the packet that brought the last of them. */
  row: number;
  /** Bytes before these are missing; they may begin anywhere inside a message. */
  afterGap: boolean;
  /** No more bytes will come in this direction (the capture has no more, or FIN was seen). */
  atEnd: boolean;
}

/** One message found at the front of the pending bytes. */
export interface Cut {
  /** Its length in bytes, 1 or more, at most those pending. */
  length: number;
  /** Whatever `dissect` will need: what was parsed, which request this answers, keys. May be changed later by other cuts. */
  data?: unknown;
  /** From here on, in both directions, another protocol speaks (WebSocket after status 101, TLS after STARTTLS). */
  next?: StreamProtocol;
  /** Bytes that this message carries for a protocol inside (decrypted application data). */
  inner?: Uint8Array;
  /** Name of the protocol inside, where it was negotiated (`http` for ALPN "http/1.1"); otherwise it is guessed. */
  innerProtocol?: string;
}

/**
 * What `cut` answers: a message; 'more' where the pending bytes are the begin of one (a number: that many bytes are
 * needed, so do not ask before); 'foreign' where they are none of this protocol's: they are shown as data, and it is
 * asked again where the next packet's bytes begin.
 */
export type CutAnswer = Cut | 'more' | 'foreign' | number;

/** One message of a stream. */
export interface Message {
  readonly protocol: StreamProtocol;
  readonly fromClient: boolean;
  /** Stream offset of its first byte; in what carries it, for a message inside another protocol. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Row of the packet in which its last byte arrived; there it is shown. */
  readonly row: number;
  /** What `cut` left for `dissect`. */
  readonly data: unknown;
  /** The protocol that handed the stream over to this one, as HTTP does to WebSocket. */
  readonly carrier: StreamProtocol | undefined;
  /** 0 in TCP itself, 1 inside TLS. */
  readonly depth: number;
}

/** A protocol carried in a TCP stream. `State` is what it remembers of one conversation while cutting. */
// oxlint-disable-next-line typescript/no-explicit-any -- protocols with different states stand in one list
export interface StreamProtocol<State = any> {
  /** Wireshark's name in filters: `http`. */
  readonly name: string;
  /** The name in the Protocol column. */
  readonly label: string;
  /** The name in the tree. */
  readonly title: string;
  readonly fields: readonly Field[];
  /** Ports on which it is expected; the lower port of a stream is asked first. */
  readonly ports?: readonly number[];
  /** On any other port: whether a stream's first bytes look like this protocol. Must be strict; false for too few bytes. */
  looksLike?(begin: Uint8Array, fromClient: boolean): boolean;
  /** A fresh state for one conversation. */
  open(context: StreamContext): State;
  /**
   * Finds the message at the front of one end's pending bytes. Called in the order in which bytes arrived, both
   * directions interleaved, so the state may carry what a request means for its answer. Must be bounded: answer
   * 'foreign' rather than wait for a header's end without limit.
   */
  cut(state: State, pending: Pending): CutAnswer;
  /** Builds the tree of a message; `d.bytes` holds it from `at` on, whole. */
  dissect(d: Dissection, message: Message, at: number): void;
}
