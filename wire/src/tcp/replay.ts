/** The analysis of one stream run again on a table of its own, so that its state before any packet can be looked at. */
import type { Capture } from '../capture/capture.ts';
import { SHAPE, Table } from '../capture/table.ts';
import { rowsOf, streamRows } from '../conversations/rows.ts';
import { u16 } from '../files/bytes.ts';
import { analyse, assignStream } from './analysis.ts';
import { noteCompleteness, noteHandshake, noteOptions } from './handshake.ts';
import { TcpState } from './state.ts';

const COPIED = [
  'seconds',
  'nanos',
  'source',
  'destination',
  'sourcePort',
  'destinationPort',
  'sequence',
  'acknowledgement',
  'flags',
  'window',
  'payloadLength',
] as const;

/** Goes forward only: `standBefore` with positions that do not fall. Position `i` is the stream's packet `rows[i]`. */
export class Replay {
  readonly capture: Capture;
  /** Rows in the capture of the stream's packets. */
  readonly rows: Uint32Array;
  /** Its rows are positions; its only stream is 0. */
  readonly state: TcpState;
  /** How many packets are analysed. */
  done = 0;
  #begun = false;
  #marks = 0;

  constructor(capture: Capture, stream: number) {
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
  }

  /** Brings the state to where it was when this packet's analysis began: its stream found, its bases known. */
  standBefore(position: number): void {
    while (this.done < position) this.#step();
    this.#begin();
  }

  #begin(): void {
    if (this.#begun || this.done >= this.rows.length) return;
    this.#begun = true;
    this.#marks = assignStream(this.state, this.done);
  }

  #step(): void {
    this.#begin();
    const { state, capture } = this;
    const position = this.done++;
    const row = this.rows[position]!;
    this.#begun = false;
    state.table.marks[position] = this.#marks;
    const at = capture.table.offset[row]! + capture.table.transport[row]!;
    const headerLength = (capture.bytes[at + 12]! >>> 4) * 4;
    if (headerLength > this.#segmentLength(row, headerLength)) return;
    analyse(state, position, this.#marks);
    if (headerLength < 20) return;
    noteCompleteness(state, position);
    noteHandshake(state, position);
    const end = capture.table.offset[row]! + capture.table.captured[row]!;
    noteOptions(state, position, capture.bytes, at + 20, Math.min(at + headerLength, end));
  }

  /** Bytes of header and payload; worked out from the IP header where the header may be longer than the segment. */
  #segmentLength(row: number, headerLength: number): number {
    const { table, bytes } = this.capture;
    const payload = table.payloadLength[row]!;
    if (payload > 0 || !(table.shape[row]! & SHAPE.damaged)) return headerLength + payload;
    const network = table.offset[row]! + table.network[row]!;
    const before = table.transport[row]! - table.network[row]!;
    const isNewer = (table.shape[row]! & SHAPE.ip6) !== 0;
    const announced = isNewer ? u16(bytes, network + 4) + 40 : u16(bytes, network + 2);
    const isAnnounced = isNewer ? announced !== 40 : announced !== 0;
    return (isAnnounced ? announced : table.length[row]! - table.network[row]!) - before;
  }
}
