/** What a ladder is made of: rows in time order, each with up to three cells, one a lane. */
import type { MessagePiece, MessageSpan } from './messages.ts';

/** One thing that a verdict can point at; `line` counts the lines of standard output. */
export interface Evidence {
  packet?: number;
  call?: number;
  line?: number;
  peer?: number;
}

/** What a row is. A row of kind `packet` may have the calls in it that caused the packet or were woken by it. */
export type RowKind = 'call' | 'packet' | 'peer' | 'line' | 'gap' | 'fold' | 'more' | 'end';

/** One lane of a row. Texts may hold anything that the program or the network said: whoever shows them escapes them. */
export interface LadderCell {
  /** Number to cite: of the call, packet, peer's record or line. */
  n?: number;
  /** Exact time, µs since the epoch. */
  at: number;
  /** What happened, in the fewest words: `recvfrom(3) = 18`. */
  text: string;
  /** What is worth adding where there is room: `waited 23.4 ms`. */
  more?: string;
  /** Of a record that stands for several equal calls: how many. */
  times?: number;
  /** Of a call that had to wait: how long, µs, and what to say while it did. */
  waited?: { time: number; text: string };
  /** Bytes to quote, or text that a lane has with its bytes escaped already. */
  data?: Uint8Array | string;
  /** What these bytes hold of the peer's messages. */
  pieces?: MessagePiece[];
  /** Where in `data` the messages are that it shows. */
  shows?: { offset: number; length: number; message: number }[];
  /** `quiet`: of no interest in itself. `bad`: an error, a loss, a reset. */
  mood?: 'quiet' | 'bad';
}

/** The packet of a row. */
export interface WireCell extends LadderCell {
  /** Where the arrow points; `none` for what is not between the two, such as a broadcast. */
  to: 'peer' | 'program' | 'none';
  /** `PSH ACK`; empty for what is not TCP. */
  flags: string;
  /** Bytes of payload. */
  length: number;
  /** Relative to the beginning of the stream, as Wireshark counts. */
  sequence?: number;
  acknowledgement?: number;
  /** What is unusual about it: `again: 12`, `lost, again in 37`, `zero window`. */
  remark?: string;
  /** Packet that carried the same before. */
  again?: number;
  /** Packet that carries the same later. */
  sentAgain?: number;
  /** The network dropped it: the run had losses, and it had to be sent again. */
  lost?: true;
}

/** Bytes of a stream that a row is about. */
export interface RowBytes {
  offset: number;
  length: number;
  /** tcp.stream. */
  stream: number;
  direction: 'toPeer' | 'toProgram';
}

export interface LadderRow {
  kind: RowKind;
  /** µs since the epoch. */
  at: number;
  /** µs since the row before that is no gap. */
  delta: number;
  /** Numbers of what the row shows, for links and evidence. */
  call?: number;
  packet?: number;
  peer?: number;
  line?: number;
  /** Of a row with several lines of one moment: the last of them. */
  lastLine?: number;
  /** The program's lane, the wire, and the peer's lane. */
  left?: LadderCell;
  middle?: WireCell;
  right?: LadderCell;
  bytes?: RowBytes;
  /** Messages of the peer that these bytes hold, also in part. */
  messages?: number[];
  /** Packet that acknowledges this one's, where it came next and carried nothing else. */
  acked?: number;
  /** How many rows this one stands for. */
  fold?: number;
  /** What is in them. */
  folded?: Folded;
}

/** What a row stands for that folds many. */
export interface Folded {
  calls: number;
  events: number;
  /** How many packets each way, and their payload. */
  toPeer: { packets: number; bytes: number };
  toProgram: { packets: number; bytes: number };
  /** First and last packet number, and first and last output line. */
  packets?: [first: number, last: number];
  lines?: [first: number, last: number];
}

/** The picture of one run. */
export interface Ladder {
  rows: LadderRow[];
  /** µs since the epoch: when the program began, which is the zero of the time axis, and the last row. */
  start: number;
  end: number;
  /** Heads of the lanes. */
  program: string;
  wire: string;
  peer: string;
  /** Packets that are not drawn because no program caused them, by protocol. */
  aside: { protocol: string; packets: number }[];
  messages: MessageSpan[];
  /** What the trace could not tell, in words. */
  problems: string[];
}

export interface LadderOptions {
  /** Where the peer's messages begin and end; from the peer's send events where absent. */
  messages?: readonly MessageSpan[];
  /** Shortest gap that becomes a row of its own, µs. Default 100 000. */
  gap?: number;
  /** Folds long runs of rows that are much the same. Default true. */
  fold?: boolean;
  /** Most rows. Default 500. */
  limit?: number;
  /** What must be seen: it is never folded, and the limit is laid around it. */
  keep?: readonly Evidence[];
}
