/** What TCP analysis remembers of each flow and stream, in typed arrays. */
import { FlowIndex } from '../capture/flows.ts';
import { SparseColumn } from '../capture/sparse.ts';
import type { Table } from '../capture/table.ts';
import { UnackedRings } from './unacked.ts';

/** Which Wireshark's rules decide the marks. */
export type RuleSet = '4.0' | '4.4';

/** 32-bit words of one flow in `TcpState.memory`. */
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
  /** Duplicate acknowledgements in a row; signed: -1 has a meaning of its own in the 4.0 rules. */
  duplicates: 9,
  /** Packet number of the acknowledgement that the duplicates repeat. */
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
  /** Per stream: initial round-trip time in nanoseconds, 0 where not known. */
  initialRtt = new Float64Array(64);
  /** Per stream: row from which on the initial round-trip time is known. */
  initialRttRow = new Uint32Array(64);
  /** Bases that a flow had before it was given another (4.0 rules only): valid for rows below `before`. */
  readonly oldBases = new Map<number, { before: number; base: number }[]>();
  /** Which duplicate acknowledgement this is, where it is one. */
  readonly duplicateNumber = new SparseColumn();
  /** Packet number of the acknowledgement repeated. */
  readonly duplicateFrame = new SparseColumn();
  /** Row of the segment whose loss a plain retransmission repairs. */
  readonly rtoRow = new SparseColumn();

  constructor(table: Table, rules: RuleSet) {
    this.table = table;
    this.rules = rules;
  }

  /** Begins a new stream; returns its number. */
  open(client: number, clientPort: number, server: number, serverPort: number, row: number): number {
    const stream = this.flows.add(client, clientPort, server, serverPort, row);
    if (stream === this.completeness.length) this.#grow(stream * 2);
    this.rings.reserve(stream * 2 + 2);
    for (const at of [stream * 2 * FLOW_WORDS, (stream * 2 + 1) * FLOW_WORDS]) {
      this.memory[at + FLOW.flags] = FLAG.inFlightValid;
      this.memory[at + FLOW.window] = 0xffffffff;
      this.memory[at + FLOW.shift] = -1;
    }
    return stream;
  }

  /** The number that relative ones of this flow count from, as seen at a row; undefined while it is not known. */
  baseAt(flow: number, row: number): number | undefined {
    for (const old of this.oldBases.get(flow) ?? []) if (row < old.before) return old.base;
    const at = flow * FLOW_WORDS;
    return this.memory[at + FLOW.flags]! & FLAG.baseKnown ? this.memory[at + FLOW.base]! : undefined;
  }

  /** Window shift of a flow as known so far: -1 not known, -2 not used. */
  shift(flow: number): number {
    return this.memory[flow * FLOW_WORDS + FLOW.shift]! | 0;
  }

  #grow(size: number): void {
    const memory = new Uint32Array(size * 2 * FLOW_WORDS);
    memory.set(this.memory);
    this.memory = memory;
    const completeness = new Uint8Array(size);
    completeness.set(this.completeness);
    this.completeness = completeness;
    const synRow = new Uint32Array(size);
    synRow.set(this.synRow);
    this.synRow = synRow;
    const initialRtt = new Float64Array(size);
    initialRtt.set(this.initialRtt);
    this.initialRtt = initialRtt;
    const initialRttRow = new Uint32Array(size);
    initialRttRow.set(this.initialRttRow);
    this.initialRttRow = initialRttRow;
  }
}
