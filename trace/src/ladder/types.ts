/**
 * What a ladder is made of: columns, one for each actor, and rows in time order, each with at most one cell in a column and
 * one on the wire. Cells are data; each surface makes its own text.
 */
import type { ClosedFor } from '../closed-for.ts';
import type { Evidence } from '../evidence.ts';
import type { CallKind, OutputStream, RunDescription, RunEnd, SceneRecord } from '../format.ts';
import type { MessagePiece } from '../messages.ts';

/** One column: an actor of the run, or all that is outside of it. */
export interface Column {
  readonly kind: 'program' | 'peer' | 'outside';
  /** Absent for what is outside. */
  readonly actor?: string;
  readonly host?: string;
  /**
   * A program's command line, or a peer's name in the catalog; of what is outside, the name of the host if it is one of
   * the run that has no actor. Written by others: escape it.
   */
  readonly title: string;
  /** Where it can be reached as `address:port`; the addresses of its host if it does not listen. */
  readonly endpoints: readonly string[];
}

/** What a row is. A row of kind `packet` may also hold the calls and records that caused the packet or that it woke. */
export type RowKind =
  'call' | 'packet' | 'peer' | 'line' | 'lookup' | 'scene' | 'gap' | 'fold' | 'more' | 'end';

/** How a cell looks. `quiet`: of no interest in itself. `bad`: an error, a loss, a reset. */
export type Mood = 'quiet' | 'bad';

/** What all cells have. Texts in cells may hold anything that a program or the network said: escape them. */
interface CellBase {
  /** Exact time, µs since the epoch. */
  readonly at: number;
  readonly mood?: Mood;
}

/** A cell in the column of an actor. */
interface ColumnCell extends CellBase {
  /** Index in {@link Ladder.columns}. */
  readonly column: number;
}

/** A cell with a number. */
interface NumberedCell extends CellBase {
  /** Number to cite: of the call, the packet, the peer's record or the line. */
  readonly n: number;
  /** Which messages its bytes hold. */
  readonly pieces?: readonly MessagePiece[];
}

/**
 * Which moment of a call a cell shows: `result`, the call with what it returned; `begin`, a connect() that goes on;
 * `wait`, a call that blocks; `return`, the end of a call whose result is shown at its beginning; `unreturned`, a call
 * that never returned.
 */
export type CallMoment = 'result' | 'begin' | 'wait' | 'return' | 'unreturned';

/** A system call of a program. */
export interface CallCell extends NumberedCell, ColumnCell {
  readonly kind: 'call';
  readonly moment: CallMoment;
  readonly name: string;
  /** What the call does, whatever its name. */
  readonly callKind: CallKind;
  readonly fd?: number;
  /** The process or thread that made it; absent for the actor's first one. */
  readonly process?: number;
  /** Return value; absent if it never returned. */
  readonly ret?: number;
  /** `ECONNREFUSED`, … (man 3 errno). */
  readonly error?: string;
  /** How many identical calls it stands for. */
  readonly times?: number;
  /** How long it waited, µs, if that is worth showing. */
  readonly waited?: number;
  /** The address of connect(), bind(), accept() and of datagrams; otherwise the arguments after the descriptor. */
  readonly args?: string;
  /** Size of a receive's buffer, or of what a send was given. */
  readonly size?: number;
  /** What a send sent, with C escapes. */
  readonly data?: string;
}

/** A program, or another one in its place, starts: a successful or failed execve(2). */
export interface StartCell extends NumberedCell, ColumnCell {
  readonly kind: 'start';
  /** The command line. */
  readonly command: readonly string[];
  readonly process?: number;
}

/** One of the processes of a program ends; the end of the program itself is an {@link EndCell}. */
export interface ProcessEndCell extends NumberedCell, ColumnCell {
  readonly kind: 'process-end';
  readonly process: number;
  /** Exit status, or the signal that killed it. */
  readonly code?: number;
  readonly signal?: string;
}

/** A line that an actor printed. */
export interface LineCell extends NumberedCell, ColumnCell {
  readonly kind: 'line';
  readonly stream: OutputStream;
  /** Its first bytes, at most 1,024. */
  readonly bytes: Uint8Array;
  /** Bytes of the whole line, without the newline. */
  readonly length: number;
  /** Whether a newline ends it. */
  readonly ended: boolean;
  /** Where in `bytes` the messages are that it shows. */
  readonly shows?: readonly { readonly offset: number; readonly length: number; readonly message: number }[];
}

/** Several lines that an actor printed at one moment. */
export interface LinesCell extends NumberedCell, ColumnCell {
  readonly kind: 'lines';
  readonly stream: OutputStream;
  /** Number of the last line; `n` is the first. */
  readonly last: number;
}

/** The end of an actor. */
export interface EndCell extends ColumnCell {
  readonly kind: 'end';
  readonly end: RunEnd;
}

/** A name lookup of an actor, with its answer. */
export interface LookupCell extends ColumnCell {
  readonly kind: 'lookup';
  readonly name: string;
  readonly type: string;
  readonly answer: readonly string[];
  /** `NOERROR`, `NXDOMAIN`, … */
  readonly code: string;
}

/** Something that the scene did to an actor or to its host. */
export interface SceneCell extends ColumnCell {
  readonly kind: 'scene';
  readonly event: SceneRecord['event'];
  /** The line that was typed, or the signal's name. */
  readonly text?: string;
  readonly host?: string;
}

/** What a peer saw or did. */
export interface PeerCell extends NumberedCell, ColumnCell {
  readonly kind: 'peer';
  readonly event: string;
  /** The peer's number of the connection, if there are several. */
  readonly connection?: number;
  /** Whether it closed its listening socket. */
  readonly isListener?: true;
  /** Bytes that a `send` or `receive` moved. */
  readonly length?: number;
  /** Where it listens, or the other end of what it accepted or opened. */
  readonly address?: string;
  /** Its reason, in words. */
  readonly note?: string;
  /** What it received, with C escapes. */
  readonly data?: string;
}

/** Calls, records and lines of one actor that were folded. */
export interface FoldedCell extends ColumnCell {
  readonly kind: 'folded';
  /** How many of each call or event, the most frequent first, at most six names. */
  readonly names: readonly { readonly name: string; readonly count: number }[];
  /** Calls and events in all. */
  readonly count: number;
  /** The cell that all folded rows have, if they have the same: one call, many times. */
  readonly like?: CallCell | StartCell;
  /** First and last output line. */
  readonly lines?: readonly [first: number, last: number];
  /** What a run-time system does by itself before the program begins: sockets to try out IPv6, to sort addresses, … */
  readonly isProbing?: true;
}

/** A packet. */
export interface PacketCell extends NumberedCell {
  readonly kind: 'packet';
  /** Column of its sender; absent if it is not known. */
  readonly from: number | undefined;
  /** Columns that it goes to: of a multicast, every receiver that got it. Empty for what went to no one. */
  readonly to: readonly number[];
  /** Where it was sent to: `address:port`, or the address alone. */
  readonly addressed: string;
  /** Where it was sent from, as `address:port`; only if its column does not tell: see `closed`, or `from` is in `to`. */
  readonly source?: string;
  /** The program did not cause it: the system closed the connection, after this had ended the program. */
  readonly closedFor?: ClosedFor['why'];
  /** The column, its own or the one that it goes to, on whose host no program has the port: the kernel refused. */
  readonly closed?: number;
  /** Absent if it is neither TCP nor UDP. */
  readonly transport?: 'TCP' | 'UDP';
  /** The highest protocol in it, as Wireshark names it; `TCP` if there is none above it. */
  readonly protocol: string;
  /** Names of the TCP flags that are set: `PSH`, `ACK`, …; empty for other protocols. */
  readonly flags: readonly string[];
  /** Bytes of payload. */
  readonly length: number;
  /** Relative to the beginning of the stream, as Wireshark counts. */
  readonly sequence?: number;
  readonly acknowledgment?: number;
  /** What else is unusual about it, by Wireshark's names: `zero_window`, … */
  readonly marks: readonly string[];
  /** Packet that carried the same before. */
  readonly again?: number;
  /** Packet that carries the same later. */
  readonly sentAgain?: number;
  /** The network dropped it. */
  readonly lost?: true;
  /** The packet that an ICMP error answers. */
  readonly answers?: number;
  /** tcp.stream, if the run has several connections. */
  readonly stream?: number;
  /** What Wireshark's column Info says, for protocols above TCP and for all others; at most 200 characters. */
  readonly info?: string;
  /** The call or the peer's record that made it, if that stands in a row of its own. */
  readonly cause?: { readonly call: number } | { readonly peer: number };
}

/** Packets that were folded. */
export interface FoldedPacketsCell extends CellBase {
  readonly kind: 'folded-packets';
  /** Columns, if all of them go the same way. */
  readonly from?: number;
  readonly to?: readonly number[];
  readonly packets: number;
  /** Bytes of payload. */
  readonly bytes: number;
  readonly first: number;
  readonly last: number;
}

/** A long time in which nothing happened. */
export interface GapCell extends CellBase {
  readonly kind: 'gap';
  /** µs. */
  readonly duration: number;
}

/** Cells in the column of an actor. */
export type ActorCell =
  | CallCell
  | StartCell
  | ProcessEndCell
  | LineCell
  | LinesCell
  | EndCell
  | LookupCell
  | SceneCell
  | PeerCell
  | FoldedCell;
/** Cells on the wire. */
export type WireCell = PacketCell | FoldedPacketsCell | GapCell;
/** Any cell. */
export type LadderCell = ActorCell | WireCell;

/** Bytes of a stream that a row is about. */
export interface RowBytes {
  readonly offset: number;
  readonly length: number;
  /** tcp.stream. */
  readonly stream: number;
  readonly direction: 'toServer' | 'toClient';
}

/** One moment. */
export interface LadderRow {
  readonly kind: RowKind;
  /** µs since the epoch. */
  readonly at: number;
  /** µs since the row before that is not a gap. */
  delta: number;
  /** Numbers of what the row shows, for links and evidence: of several calls, the first. */
  readonly call?: number;
  readonly packet?: number;
  readonly peer?: number;
  readonly line?: number;
  /** In a row with several lines of the same time: the last one. */
  readonly lastLine?: number;
  /** Who printed the line; absent for the run's first program. */
  readonly lineActor?: string;
  /** At most one in each column: first what caused the packet, then what the packet caused. */
  readonly cells: readonly ActorCell[];
  readonly wire?: WireCell;
  readonly bytes?: RowBytes;
  /** Messages that these bytes hold, whole or in part. */
  readonly messages?: readonly number[];
  /** Packet that acknowledges this one's, if it came next and carried nothing else. */
  readonly acked?: number;
  /** How many rows this one stands for. */
  readonly fold?: number;
}

/** A connection with TLS. */
export interface LadderTls {
  /** tcp.stream. */
  readonly stream: number;
  /** Whether the capture holds the secrets, so that what is inside can be read. */
  readonly decrypted: boolean;
}

/** The picture of one run. */
export interface Ladder {
  /** Programs first, then peers, each in the order of the scene; what is outside is last. */
  readonly columns: readonly Column[];
  readonly rows: readonly LadderRow[];
  /** µs since the epoch: when the first program began, which is the zero of the time axis. */
  readonly start: number;
  /** µs since the epoch: the last row. */
  readonly end: number;
  readonly network: RunDescription['network'];
  /** What the network was asked to do to packets, each in words: `10 % lost`. */
  readonly impairments: readonly string[];
  /** Connections with TLS, at most 20. */
  readonly tls: readonly LadderTls[];
  /** Packets that are not drawn because no program caused them, by protocol. */
  readonly aside: readonly { readonly protocol: string; readonly packets: number }[];
  /** What went wrong in the bench or could not be read, each as a sentence. */
  readonly problems: readonly string[];
}

/** What a ladder shows. */
export interface LadderOptions {
  /** Shortest gap that becomes a row of its own, µs. Default 100,000. */
  readonly gap?: number;
  /** Folds long sequences of rows that are much the same. Default true. */
  readonly fold?: boolean;
  /** Maximum number of rows. Default 200. */
  readonly limit?: number;
  /** How many calls, packets and others the run has that were not read: they count as rows that are not shown. */
  readonly left?: number;
  /** What must be visible: it is never folded, and the limit keeps the rows around it. */
  readonly keep?: readonly Evidence[];
}
