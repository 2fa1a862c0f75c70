/**
 * One direction of a stream as series need it: its packets and the other end's answers, with numbers that do not wrap.
 */
import type { Capture } from '../core/capture.ts';
import { sideOf } from '../conversations/opening.ts';
import type { Side } from '../conversations/opening.ts';
import { rowsOf, streamRows } from '../core/stream-rows.ts';
import { MARK } from '../tcp-analysis/marks.ts';
import { ACK, FIN, SYN } from '../tcp-analysis/flags.ts';

/** What a series is about. */
export interface SeriesOf {
  readonly stream: number;
  /** The side whose data the series shows. */
  readonly direction: Side;
}

/** What all points of series have. */
export interface Point {
  /** Packet number, counted from 1. */
  packet: number;
  /** Seconds since the capture's first packet. */
  readonly time: number;
}

/** How a segment counts in the analysis. */
export type SegmentKind = 'new' | 'retransmission' | 'out-of-order';

/** Turns 32-bit numbers into numbers that keep rising beyond 2³², counted from the flow's first. */
export class Unwrapped {
  readonly #base: number;
  #highest = 0;

  constructor(base: number) {
    this.#base = base;
  }

  /** The number nearest to the highest so far that is the same modulo 2³². */
  of(number: number): number {
    const value = this.#highest + ((number - ((this.#base + this.#highest) >>> 0)) | 0);
    if (value > this.#highest) this.#highest = value;
    return value;
  }
}

/** A packet of the stream. */
export interface FlowPacket extends Point {
  readonly row: number;
  /** Whether the shown side sent it; otherwise it is an answer. */
  readonly isData: boolean;
  /** Relative number: of its first byte, or, for an answer, the acknowledgment. */
  readonly number: number;
  /** Numbers that it uses up: its payload, and one for SYN and FIN. */
  readonly length: number;
  readonly kind: SegmentKind;
}

/**
 * The stream's packets in capture order. Answers without ACK are left out.
 * @throws {RangeError} when the stream does not exist
 */
export function flowPackets(capture: Capture, of: SeriesOf): FlowPacket[] {
  const { table } = capture;
  const { count } = capture.tcp.flows;
  if (!(of.stream >= 0 && of.stream < count && Number.isInteger(of.stream))) {
    throw new RangeError(`There is no TCP stream ${of.stream}; the capture has ${count}, counted from 0.`);
  }
  const rows = rowsOf(streamRows(capture, 'tcp'), of.stream);
  const flow = of.stream * 2 + (of.direction === 'client' ? 0 : 1);
  const unwrapped = new Unwrapped(capture.tcp.baseAt(flow, rows.at(-1)!) ?? 0);
  const packets: FlowPacket[] = [];
  for (const row of rows) {
    const flags = table.flags[row]!;
    const isData = sideOf(capture, row) === of.direction;
    if (!isData && !(flags & ACK)) continue;
    const marks = table.marks[row]!;
    packets.push({
      packet: row + 1,
      time: table.between(0, row) / 1e9,
      row,
      isData,
      number: unwrapped.of(isData ? table.sequence[row]! : table.acknowledgment[row]!),
      length: table.payloadLength[row]! + (flags & (SYN | FIN) ? 1 : 0),
      kind: marks & MARK.retransmission ? 'retransmission' : marks & MARK.outOfOrder ? 'out-of-order' : 'new',
    });
  }
  return packets;
}

/** The window in bytes that a packet announces; not scaled on a SYN, or if the scale is not known. */
export function windowOf(capture: Capture, row: number): number {
  const { table } = capture;
  const shift = table.flags[row]! & SYN ? 0 : Math.max(0, table.windowShift[row]!);
  return table.window[row]! * 2 ** shift;
}
