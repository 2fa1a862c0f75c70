/** The half of a stream protocol that cuts a TCP stream into messages. */
import type { CaptureData } from './capture-data.ts';
import type { Field } from './field.ts';

/** The stream that a protocol is asked about. */
export interface StreamContext {
  readonly capture: CaptureData;
  /** Every protocol that the registry knows in streams. */
  readonly protocols: readonly StreamCutter[];
  /** tcp.stream. */
  readonly stream: number;
  readonly clientPort: number;
  readonly serverPort: number;
}

/** One end's bytes that are not cut yet: from the end of its last message on, without a gap. */
export interface Pending {
  readonly bytes: Uint8Array;
  readonly fromClient: boolean;
  /** Row of the packet that brought the last of these bytes. */
  readonly row: number;
  /** Bytes before these are missing, so they may begin anywhere inside a message. */
  readonly afterGap: boolean;
  /** No more bytes will come in this direction: the capture has no more, or a FIN was seen. */
  readonly atEnd: boolean;
}

/** One message found at the front of the pending bytes. */
export interface Cut {
  /** Its length in bytes: at least 1, at most those pending. */
  readonly length: number;
  /** Whatever `dissect` will need: what was parsed, which request this answers, keys. Later cuts may change it. */
  readonly data?: unknown;
  /** The protocol from here on in both directions (WebSocket after status 101, TLS after STARTTLS). */
  readonly next?: StreamCutter;
  /** Bytes that this message carries for a protocol inside (decrypted application data). */
  inner?: Uint8Array;
  /** Name of the protocol inside, if it was negotiated (`http` for ALPN "http/1.1"); otherwise it is guessed. */
  innerProtocol?: string;
}

/**
 * What `cut` answers: a message; 'more' if the pending bytes are the beginning of one (a number: that many bytes are
 * needed, so do not ask before); 'foreign' if they do not belong to this protocol. Foreign bytes are shown as data,
 * and the protocol is asked again at the first byte of the next packet.
 */
export type CutAnswer = Cut | 'more' | 'foreign' | number;

/** One message of a stream. */
export interface Message {
  readonly protocol: StreamCutter;
  readonly fromClient: boolean;
  /** Stream offset of its first byte; for a message inside another protocol, the offset in what carries it. */
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Row of the packet in which its last byte arrived; the message is shown there. */
  readonly row: number;
  /** What `cut` left for `dissect`. */
  readonly data: unknown;
  /** The protocol that handed the stream over to this one, as HTTP does to WebSocket. */
  readonly carrier: StreamCutter | undefined;
  /** 0 in TCP itself, 1 inside TLS. */
  readonly depth: number;
}

/** What finds the messages of a TCP stream. `State` is what it remembers of one conversation. */
// oxlint-disable-next-line typescript/no-explicit-any -- protocols with different states stand in one list
export interface StreamCutter<State = any> {
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
  looksLike?(start: Uint8Array, fromClient: boolean): boolean;
  /** A new state for one conversation. */
  open(context: StreamContext): State;
  /**
   * Finds the message at the front of one end's pending bytes. It is called in the order in which bytes arrived, both
   * directions interleaved, so the state may carry what a request means for its answer. It must be bounded: answer
   * 'foreign' rather than wait without limit for the end of a header.
   */
  cut(state: State, pending: Pending): CutAnswer;
}
