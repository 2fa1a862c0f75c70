/** How a TCP connection ended (RFC 9293 section 3.6), and the likely reason where it was reset. */
import type { Capture } from '../capture/capture.ts';
import { MARK } from '../tcp/marks.ts';
import { otherSide, sideOf } from './opening.ts';
import type { Opening, Side } from './opening.ts';

/**
 * `four-way`: FIN, ACK, FIN, ACK; `three-way`: the second FIN carries the acknowledgement of the first; `simultaneous`:
 * both ends sent their FIN before they had the other's; `one-sided`: only one end closed; `reset`: RST before both ends
 * had closed; `none`: the capture ends while the connection lives.
 */
export type ClosingKind = 'four-way' | 'three-way' | 'simultaneous' | 'one-sided' | 'reset' | 'none';

/**
 * `port-closed`: nobody listened; `unread-data`: the program closed while data lay unread; `data-after-close`: data came
 * for an end that was closed already; `after-close`: so did something else; `unknown-connection`: the sender does not
 * know this connection; `gave-up`: its repetitions had no answer; `abort`: the program, or something on the way, cut it.
 */
export type ResetReason =
  | 'port-closed'
  | 'unread-data'
  | 'data-after-close'
  | 'after-close'
  | 'unknown-connection'
  | 'gave-up'
  | 'abort';

/** The first RST of a stream. */
export interface Reset {
  packet: number;
  from: Side;
  reason: ResetReason;
  /** The packet that it answers, or the last one from the other end before it. */
  after: number | undefined;
}

/** One end's FIN. */
export interface Fin {
  packet: number;
  from: Side;
  /** The first packet of the other end that acknowledges it. */
  ack: number | undefined;
}

/** The ending; packets are numbers counted from 1. */
export interface Closing {
  kind: ClosingKind;
  /** Who closed or reset first. */
  first: Side | undefined;
  /** In the order in which they are in the capture; none, one or two. */
  fins: readonly Fin[];
  /** Data that an end sent after it had the other's FIN: a half-closed connection that was used. */
  halfClose: { from: Side; bytes: number; packets: readonly number[] } | undefined;
  reset: Reset | undefined;
}

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Reads the ending from a stream's rows. */
export function closingOf(capture: Capture, rows: Uint32Array, opening: Opening): Closing {
  const { table } = capture;
  const finRows: number[] = [];
  let rst: number | undefined;
  for (const row of rows) {
    const flags = table.flags[row]!;
    if (flags & RST) rst ??= row;
    else if (flags & FIN && !finRows.some((other) => sideOf(capture, other) === sideOf(capture, row))) {
      finRows.push(row);
    }
  }
  const fins = finRows.map((row) => ({
    packet: row + 1,
    from: sideOf(capture, row),
    ack: coverer(capture, rows, row),
  }));
  const closing: Closing = {
    kind: 'none',
    first: fins[0]?.from,
    fins,
    halfClose: fins[0] && halfCloseOf(capture, rows, finRows[0]!),
    reset: rst === undefined ? undefined : resetOf(capture, rows, rst, opening, finRows),
  };
  const [one, other] = fins;
  if (one && other) {
    const isBlind = !acknowledges(capture, finRows[1]!, finRows[0]!);
    closing.kind = isBlind ? 'simultaneous' : one.ack === other.packet ? 'three-way' : 'four-way';
  } else if (rst !== undefined) {
    closing.kind = 'reset';
    closing.first ??= sideOf(capture, rst);
  } else if (one) closing.kind = 'one-sided';
  return closing;
}

/** Whether a packet acknowledges the other end's FIN. */
function acknowledges(capture: Capture, row: number, fin: number): boolean {
  const { table } = capture;
  const behind = (table.sequence[fin]! + table.payloadLength[fin]! + 1) | 0;
  return (table.flags[row]! & ACK) !== 0 && ((table.acknowledgement[row]! - behind) | 0) >= 0;
}

function coverer(capture: Capture, rows: Uint32Array, fin: number): number | undefined {
  const side = sideOf(capture, fin);
  const found = rows.find(
    (row) => row > fin && sideOf(capture, row) !== side && acknowledges(capture, row, fin),
  );
  return found === undefined ? undefined : found + 1;
}

function halfCloseOf(capture: Capture, rows: Uint32Array, fin: number): Closing['halfClose'] {
  const { table } = capture;
  const from = otherSide(sideOf(capture, fin));
  const packets: number[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (row <= fin || sideOf(capture, row) !== from || table.payloadLength[row] === 0) continue;
    if (table.marks[row]! & MARK.retransmission || !acknowledges(capture, row, fin)) continue;
    packets.push(row + 1);
    bytes += table.payloadLength[row]!;
  }
  return bytes > 0 ? { from, bytes, packets } : undefined;
}

function resetOf(
  capture: Capture,
  rows: Uint32Array,
  rst: number,
  opening: Opening,
  fins: readonly number[],
): Reset {
  const from = sideOf(capture, rst);
  const before = rows.filter((row) => row < rst);
  const last = before.findLast((row) => sideOf(capture, row) !== from);
  const after = last === undefined ? undefined : last + 1;
  return { packet: rst + 1, from, after, reason: reasonOf(capture, before, rst, last, opening, fins) };
}

function reasonOf(
  capture: Capture,
  before: Uint32Array,
  rst: number,
  last: number | undefined,
  opening: Opening,
  fins: readonly number[],
): ResetReason {
  const { table } = capture;
  const from = sideOf(capture, rst);
  if (opening.refusal === rst + 1) return 'port-closed';
  if (fins.some((fin) => fin < rst && sideOf(capture, fin) === from)) {
    const hasData = last !== undefined && table.payloadLength[last]! > 0;
    return hasData ? 'data-after-close' : 'after-close';
  }
  // An RST for a connection that is not known takes its number from the acknowledgement that it answers.
  const hasSpoken = before.some((row) => sideOf(capture, row) === from);
  const isAnswer = last !== undefined && table.sequence[rst] === table.acknowledgement[last];
  if (!hasSpoken && isAnswer && !(table.flags[rst]! & ACK)) return 'unknown-connection';
  const own = before.filter((row) => sideOf(capture, row) === from);
  const latest = own.subarray(-3);
  const isTired = latest.every((row) => table.marks[row]! & (MARK.retransmission | MARK.keepAlive));
  if (latest.length === 3 && isTired && (last ?? -1) < latest[0]!) return 'gave-up';
  const lastData = before.findLast((row) => table.payloadLength[row]! > 0 && !(table.flags[row]! & SYN));
  if (lastData !== undefined && sideOf(capture, lastData) !== from) return 'unread-data';
  return 'abort';
}
