/** One direction of a TCP stream: its reassembled bytes, and which packet brought which of them. */
import { firstIndex } from '../basics/binary-search.ts';
import type { Packets } from '../core/packets.ts';
import { TRAITS } from '../table/table.ts';
import { MARK } from '../tcp-analysis/marks.ts';
import { FIN, RST, SYN } from '../tcp-analysis/flags.ts';
import { Heap } from './heap.ts';

/** One packet with payload. Offsets count from the first data byte after the SYN, or from the first byte seen. */
export interface Segment {
  /** Packet number, counted from 1. */
  readonly packet: number;
  /** Stream offset of its first byte. */
  readonly offset: number;
  /** Bytes of payload as on the wire. */
  length: number;
  /** Microseconds since the epoch. */
  readonly time: number;
  /** Marked as repeated by the analysis, or nothing in it was new. */
  retransmission: boolean;
}

/** A run of stream bytes and the packet that brought them first. */
export interface Piece {
  readonly offset: number;
  length: number;
  /** Packet number, counted from 1. */
  readonly packet: number;
  /** Offset of the run's first byte in that packet's frame, or in the packet reassembled from its fragments. */
  readonly frameOffset: number;
}

/** Stream bytes that are not in the capture. */
export interface Gap {
  readonly offset: number;
  length: number;
}

/** Maximum zeros that `bytes` fills gaps with; a forged number must not make a small file fill the memory. */
const MAX_FILL = 16 * 1024 * 1024;

/** What one end sent to the other. */
export class Direction {
  /** Packets with payload, in capture order. */
  readonly segments: readonly Segment[];
  /** Which packet brought which bytes first, in stream order, without overlap. */
  readonly pieces: readonly Piece[];
  /** Offset after the highest byte sent. */
  readonly length: number;
  /** Packet numbers of this end's first SYN, FIN and RST. */
  readonly syn: number | undefined;
  readonly fin: number | undefined;
  readonly rst: number | undefined;
  /** Raw sequence number of offset 0. */
  readonly origin: number;
  readonly #capture: Packets;

  /** @param rows the stream's rows in capture order, of both directions */
  constructor(capture: Packets, rows: Uint32Array, stream: number, fromClient: boolean) {
    this.#capture = capture;
    const { table } = capture;
    const own: number[] = [];
    for (const row of rows) {
      if (((table.traits[row]! & TRAITS.fromClient) !== 0) !== fromClient) continue;
      own.push(row);
      const flags = table.flags[row]!;
      if (flags & SYN) this.syn ??= row + 1;
      if (flags & FIN) this.fin ??= row + 1;
      if (flags & RST) this.rst ??= row + 1;
    }
    const flow = stream * 2 + (fromClient ? 0 : 1);
    const base = capture.tcp.baseAt(flow, rows[rows.length - 1] ?? 0) ?? 0;
    let origin = (base + 1) >>> 0;
    const data = own.filter((row) => table.payloadLength[row]! > 0 && !(table.flags[row]! & RST));
    if (this.syn === undefined) {
      let lowest = 0;
      for (const row of data) {
        if (table.marks[row]! & MARK.keepAlive) continue;
        lowest = Math.min(lowest, (table.sequence[row]! - origin) | 0);
      }
      origin = (origin + lowest) >>> 0;
    }
    this.origin = origin;
    const segments: Segment[] = [];
    const brought: Piece[] = [];
    let highest = 0;
    for (const row of data) {
      const sequence = (table.sequence[row]! + (table.flags[row]! & SYN ? 1 : 0)) >>> 0;
      // The 32-bit number is read as the one nearest to the highest offset so far, so that it may wrap around.
      const offset = highest + ((sequence - ((origin + highest) >>> 0)) | 0);
      const length = table.payloadLength[row]!;
      const payload = table.payload[row]!;
      const isFragment = table.traits[row]! & TRAITS.fragment;
      const present = isFragment ? capture.datagram(row).length : table.captured[row]!;
      const captured = Math.max(0, Math.min(length, present - payload));
      highest = Math.max(highest, offset + length);
      if (captured > 0) brought.push({ packet: row + 1, offset, length: captured, frameOffset: payload });
      const retransmission = (table.marks[row]! & MARK.retransmission) !== 0;
      segments.push({ packet: row + 1, offset, length, time: capture.time(row), retransmission });
    }
    this.pieces = firstBrought(brought);
    const isNew = new Set(this.pieces.map(({ packet }) => packet));
    const isAny = new Set(brought.map(({ packet }) => packet));
    for (const segment of segments) {
      if (isAny.has(segment.packet) && !isNew.has(segment.packet)) segment.retransmission = true;
    }
    this.segments = segments;
    this.length = highest;
  }

  /** What is missing between offset 0 and the highest byte sent. */
  get gaps(): Gap[] {
    const gaps: Gap[] = [];
    let at = 0;
    for (const piece of this.pieces) {
      if (piece.offset > at) gaps.push({ offset: at, length: piece.offset - at });
      at = Math.max(at, piece.offset + piece.length);
    }
    if (this.length > at) gaps.push({ offset: at, length: this.length - at });
    return gaps;
  }

  /**
   * The stream's bytes: index and offset are the same, gaps are zeros. Ends early, before a gap, where more than 16 MiB
   * of zeros would be needed.
   */
  bytes(): Uint8Array {
    let end = 0;
    let filled = 0;
    const used: Piece[] = [];
    for (const piece of this.pieces) {
      filled += Math.max(0, piece.offset - end);
      if (filled > MAX_FILL) break;
      end = piece.offset + piece.length;
      used.push(piece);
    }
    const whole = new Uint8Array(end);
    for (const piece of used) whole.set(this.pieceBytes(piece), piece.offset);
    return whole;
  }

  /** The bytes of one piece; a view of the capture. */
  pieceBytes(piece: Piece): Uint8Array {
    const { frameOffset, length } = piece;
    return this.#capture.datagram(piece.packet - 1).subarray(frameOffset, frameOffset + length);
  }

  /** The piece that holds the byte at a stream offset, or undefined if it is missing. */
  pieceAt(offset: number): Piece | undefined {
    const piece = this.pieces[lastAtOrBefore(this.pieces, offset)];
    return piece && offset < piece.offset + piece.length ? piece : undefined;
  }
}

/** Position of the last piece that begins at or before an offset, or -1. */
function lastAtOrBefore(pieces: readonly Piece[], offset: number): number {
  return firstIndex(pieces.length, (index) => pieces[index]!.offset > offset) - 1;
}

/**
 * Which packet brought which byte first, from offset 0 on, in stream order. It is a sweep, so that segments in an
 * adversarial order cost no more than others.
 * @param brought in order of arrival
 */
function firstBrought(brought: readonly Piece[]): Piece[] {
  const inOrder = brought.toSorted((a, b) => a.offset - b.offset);
  const present = new Heap<Piece>((a, b) => a.packet < b.packet);
  const pieces: Piece[] = [];
  let at = 0;
  let next = 0;
  for (;;) {
    for (; next < inOrder.length && inOrder[next]!.offset <= at; next++) present.add(inOrder[next]!);
    const { first } = present;
    if (!first) {
      if (next === inOrder.length) return pieces;
      at = inOrder[next]!.offset;
      continue;
    }
    const past = first.offset + first.length;
    if (past <= at) {
      present.take();
      continue;
    }
    const stop = Math.min(past, inOrder[next]?.offset ?? past);
    const last = pieces.at(-1);
    if (last?.packet === first.packet) last.length = stop - last.offset;
    else {
      const frameOffset = first.frameOffset + at - first.offset;
      pieces.push({ offset: at, length: stop - at, packet: first.packet, frameOffset });
    }
    at = stop;
  }
}
