/** How a TCP connection ended (RFC 9293 section 3.6), and the likely reason if it was reset. */
import type { Capture } from '../core/capture.ts';
import { MARK } from '../tcp-analysis/marks.ts';
import { otherSide, sideOf } from './opening.ts';
import type { Opening, Side } from './opening.ts';
import { ACK, FIN, RST, SYN } from '../tcp-analysis/flags.ts';

/**
 * `four-way`: FIN, ACK, FIN, ACK; `three-way`: the second FIN carries the acknowledgment of the first; `simultaneous`:
 * both ends sent their FIN before they received the other's; `one-sided`: only one end closed; `reset`: RST before both
 * ends had closed; `none`: the capture ends while the connection is open.
 */
export type ClosingKind = 'four-way' | 'three-way' | 'simultaneous' | 'one-sided' | 'reset' | 'none';

/**
 * `port-closed`: no program listened; `unread-data`: the program closed while data was unread; `data-after-close`: data
 * arrived for an end that had already closed; `after-close`: another segment did; `unknown-connection`: the sender does
 * not know this connection; `gave-up`: its retransmissions had no answer; `abort`: the program, or something on the
 * path, aborted it.
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
  readonly packet: number;
  readonly from: Side;
  readonly reason: ResetReason;
  /** The packet that it answers, or the last one from the other end before it. */
  readonly after: number | undefined;
}

/** One end's FIN. */
export interface Fin {
  readonly packet: number;
  readonly from: Side;
  /** The first packet of the other end that acknowledges it. */
  readonly ack: number | undefined;
}

/** The ending; packets are numbers counted from 1. */
export interface Closing {
  kind: ClosingKind;
  /** Who closed or reset first. */
  first: Side | undefined;
  /** In the order in which they are in the capture; none, one or two. */
  readonly fins: readonly Fin[];
  /** Data that an end sent after it received the other's FIN: the connection was used half-closed. */
  readonly halfClose: { from: Side; bytes: number; packets: readonly number[] } | undefined;
  readonly reset: Reset | undefined;
}

/** Reads the ending from a stream's rows. */
export function closingOf(capture: Capture, rows: Uint32Array, opening: Opening): Closing {
  const { table } = capture;
  const finRows: number[] = [];
  let rst: number | undefined;
  for (const row of rows) {
    const flags = table.flags[row]!;
    // While nothing has answered its SYN, an end ignores an RST that does not acknowledge it (RFC 9293, 3.10.7.3).
    const isIgnored = opening.kind === 'unanswered' && sideOf(capture, row) !== opening.opener;
    if (flags & RST && !isIgnored) rst ??= row;
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
  const past = (table.sequence[fin]! + table.payloadLength[fin]! + 1) | 0;
  return (table.flags[row]! & ACK) !== 0 && ((table.acknowledgment[row]! - past) | 0) >= 0;
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
  // An RST for an unknown connection takes its number from the acknowledgment that it answers.
  const hasSpoken = before.some((row) => sideOf(capture, row) === from);
  const isAnswer = last !== undefined && table.sequence[rst] === table.acknowledgment[last];
  if (!hasSpoken && isAnswer && !(table.flags[rst]! & ACK)) return 'unknown-connection';
  const own = before.filter((row) => sideOf(capture, row) === from);
  const latest = own.subarray(-3);
  const isTired = latest.every((row) => table.marks[row]! & (MARK.retransmission | MARK.keepAlive));
  if (latest.length === 3 && isTired && (last ?? -1) < latest[0]!) return 'gave-up';
  const lastData = before.findLast((row) => table.payloadLength[row]! > 0 && !(table.flags[row]! & SYN));
  if (lastData !== undefined && sideOf(capture, lastData) !== from) return 'unread-data';
  return 'abort';
}
