/** What TCP analysis remembers of each flow and stream, in typed arrays. */
import { enlarged } from '../basics/arrays.ts';
import { FlowIndex } from '../table/flows.ts';
import { SparseColumn } from '../table/sparse.ts';
import { TRAITS } from '../table/table.ts';
import type { Table } from '../table/table.ts';
import { UnackedRings } from './unacked.ts';

/** The Wireshark version whose rules decide the marks. */
export type RuleSet = '4.0' | '4.4';

/** Number of 32-bit words of one flow in `TcpState.memory`. */
export const FLOW_WORDS = 24;

/** Positions of a flow's variables among its words. */
export const FLOW = {
  /** Bits of `FLAG`. */
  flags: 0,
  /** Sequence number that relative ones count from. */
  base: 1,
  /** Highest sequence number seen, plus one; 0 for none. */
  next: 2,
  /** Row of the segment that set `next`. */
  nextRow: 3,
  /** Highest number that can be acknowledged without anything missing from the capture; 0 for none. */
  maxAck: 4,
  lastAck: 5,
  /** 1 + row of the packet that carried `lastAck`; 0 for none. */
  lastAckRow: 6,
  /** Raw window of the last packet; all ones before the first. */
  window: 7,
  /** Window shift, signed: -1 not known, -2 not used. */
  shift: 8,
  /** Consecutive duplicate acknowledgments; signed: -1 has a special meaning in the 4.0 rules. */
  duplicates: 9,
  /** Packet number of the acknowledgment that the duplicates repeat. */
  lastNonDuplicate: 10,
  /** Marks of the last packet. */
  lastMarks: 11,
  /** Bytes since the last PSH. */
  pushBytes: 12,
  /** Payload length of the segment that last moved `next`. */
  lastLength: 13,
  sackCount: 14,
  /** Up to four blocks, left and right edge, relative to the other flow's base. */
  sack: 15,
} as const;

/** Special values of a flow's `shift`. */
export const SHIFT = { unknown: -1, unused: -2 } as const;

/** Bits of a flow's `flags`. */
export const FLAG = { baseKnown: 1, firstAck: 2, inFlightValid: 4, pushSeen: 8 } as const;

/** All flows: flow `2·stream` is the client's, `2·stream + 1` the server's. */
export class TcpState {
  readonly flows = new FlowIndex();
  readonly rings = new UnackedRings();
  readonly table: Table;
  readonly rules: RuleSet;
  memory = new Uint32Array(64 * 2 * FLOW_WORDS);
  /** Per stream: tcp.completeness after its last packet so far. */
  completeness = new Uint8Array(64);
  /** Per stream: 1 + row of the latest pure SYN, or 0. */
  synRow = new Uint32Array(64);
  /** Per stream: initial round-trip time in nanoseconds, 0 if not known. */
  initialRtt = new Float64Array(64);
  /** Per stream: row from which on the initial round-trip time is known. */
  initialRttRow = new Uint32Array(64);
  /** Earlier bases of a flow (4.0 rules only): valid for rows below `before`. */
  readonly oldBases = new Map<number, { before: number; base: number }[]>();
  /** Which duplicate acknowledgment this is, if it is one. */
  readonly duplicateNumber = new SparseColumn();
  /** Packet number of the acknowledgment repeated. */
  readonly duplicateFrame = new SparseColumn();
  /** Row of the segment that a plain retransmission replaces. */
  readonly rtoRow = new SparseColumn();

  constructor(table: Table, rules: RuleSet) {
    this.table = table;
    this.rules = rules;
  }

  /** Begins a new stream with the segment of a row, whose sender is the client; returns its number. */
  open(row: number): number {
    const stream = this.flows.add(this.table, row);
    if (stream === this.completeness.length) this.#grow(stream * 2);
    this.rings.reserve(stream * 2 + 2);
    for (const at of [stream * 2 * FLOW_WORDS, (stream * 2 + 1) * FLOW_WORDS]) {
      this.memory[at + FLOW.flags] = FLAG.inFlightValid;
      this.memory[at + FLOW.window] = 0xffffffff;
      this.memory[at + FLOW.shift] = SHIFT.unknown;
    }
    return stream;
  }

  /** The number that this flow's relative numbers count from, as seen at a row; undefined while it is not known. */
  baseAt(flow: number, row: number): number | undefined {
    for (const old of this.oldBases.get(flow) ?? []) if (row < old.before) return old.base;
    const at = flow * FLOW_WORDS;
    return this.memory[at + FLOW.flags]! & FLAG.baseKnown ? this.memory[at + FLOW.base]! : undefined;
  }

  /** The flow of a segment whose stream is assigned: its sender's. */
  flowOf(row: number): number {
    return this.table.stream[row]! * 2 + (this.table.traits[row]! & TRAITS.fromClient ? 0 : 1);
  }

  /** Window shift of a flow as known so far: -1 not known, -2 not used. */
  shift(flow: number): number {
    return this.memory[flow * FLOW_WORDS + FLOW.shift]! | 0;
  }

  #grow(size: number): void {
    this.memory = enlarged(this.memory, size * 2 * FLOW_WORDS);
    this.completeness = enlarged(this.completeness, size);
    this.synRow = enlarged(this.synRow, size);
    this.initialRtt = enlarged(this.initialRtt, size);
    this.initialRttRow = enlarged(this.initialRttRow, size);
  }
}
