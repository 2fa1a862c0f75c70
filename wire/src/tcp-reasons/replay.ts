/** The analysis of one stream, repeated on a separate table, so that its state before any packet can be examined. */
import type { Packets } from '../core/packets.ts';
import { TRAITS, Table } from '../table/table.ts';
import { rowsOf, streamRows } from '../core/stream-rows.ts';
import { u16 } from '../basics/bytes.ts';
import { TcpAnalysis } from '../tcp-analysis/segment.ts';
import { TcpState } from '../tcp-analysis/state.ts';

const COPIED = [
  'seconds',
  'nanos',
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'sequence',
  'acknowledgment',
  'flags',
  'window',
  'payloadLength',
] as const;

/**
 * Moves forward only: call `standBefore` with positions that do not decrease. Position `i` is the stream's packet
 * `rows[i]`.
 */
export class Replay {
  readonly capture: Packets;
  /** Rows in the capture of the stream's packets. */
  readonly rows: Uint32Array;
  /** Its rows are positions; its only stream is 0. */
  readonly state: TcpState;
  /** How many packets are analyzed. */
  done = 0;
  readonly #analysis: TcpAnalysis;
  #begun = false;

  constructor(capture: Packets, stream: number) {
    this.capture = capture;
    this.rows = rowsOf(streamRows(capture, 'tcp'), stream);
    const own = new Table(this.rows.length);
    const { table } = capture;
    own.count = this.rows.length;
    for (const name of COPIED) {
      const [from, to] = [table[name], own[name]];
      for (const [position, row] of this.rows.entries()) to[position] = from[row]!;
    }
    this.state = new TcpState(own, capture.tcp.rules);
    this.#analysis = new TcpAnalysis(this.state);
  }

  /** Restores the state at the start of this packet's analysis: its stream found, its bases known. */
  standBefore(position: number): void {
    while (this.done < position) this.#step();
    this.#begin();
  }

  #begin(): void {
    if (this.#begun || this.done >= this.rows.length) return;
    this.#begun = true;
    this.#analysis.assign(this.done);
  }

  #step(): void {
    this.#begin();
    const { bytes, table } = this.capture;
    const position = this.done++;
    const row = this.rows[position]!;
    this.#begun = false;
    const at = table.offset[row]! + table.transport[row]!;
    const headerLength = (bytes[at + 12]! >>> 4) * 4;
    const end = table.offset[row]! + table.captured[row]!;
    this.#analysis.analyzeSegment(position, { bytes, end }, at, this.#segmentLength(row, headerLength));
  }

  /** Bytes of header and payload; computed from the IP header if the TCP header may be longer than the segment. */
  #segmentLength(row: number, headerLength: number): number {
    const { table, bytes } = this.capture;
    const payload = table.payloadLength[row]!;
    if (payload > 0 || !(table.traits[row]! & TRAITS.damaged)) return headerLength + payload;
    const network = table.offset[row]! + table.network[row]!;
    const before = table.transport[row]! - table.network[row]!;
    const isNewer = (table.traits[row]! & TRAITS.ip6) !== 0;
    const announced = isNewer ? u16(bytes, network + 4) + 40 : u16(bytes, network + 2);
    const isAnnounced = isNewer ? announced !== 40 : announced !== 0;
    return (isAnnounced ? announced : table.length[row]! - table.network[row]!) - before;
  }
}
