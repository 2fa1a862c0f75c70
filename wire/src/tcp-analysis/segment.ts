/** Everything that is found out about one TCP segment, in the order that the rules prescribe. */
import { assignStream } from './assign-stream.ts';
import { noteCompleteness, noteHandshake, noteOptions } from './handshake.ts';
import type { SegmentSource } from './handshake.ts';
import { SegmentRules } from './segment-rules.ts';
import type { TcpState } from './state.ts';

/** Bytes of a TCP header without options. */
export const BARE_HEADER = 20;

/** The analysis of the segments of a table, one after the other. */
export class TcpAnalysis {
  readonly state: TcpState;
  readonly #rules: SegmentRules;

  constructor(state: TcpState) {
    this.state = state;
    this.#rules = new SegmentRules(state);
  }

  /** Finds the segment's stream; from here on its sequence base and window shift are known. */
  assign(row: number): void {
    const { state } = this;
    assignStream(state, row);
    state.table.windowShift[row] = state.shift(state.flowOf(row));
  }

  /**
   * Analyzes a segment whose stream is assigned.
   * @param at offset of its header in the source's bytes
   * @param length bytes of header and payload on the wire
   * @returns whether the header's length is possible
   */
  analyzeSegment(row: number, source: SegmentSource, at: number, length: number): boolean {
    const { state } = this;
    const headerLength = (source.bytes[at + 12]! >>> 4) * 4;
    if (headerLength > length) return false;
    this.#rules.run(row);
    if (headerLength < BARE_HEADER) return false;
    noteCompleteness(state, row);
    noteHandshake(state, row);
    noteOptions(state, row, source, at);
    return true;
  }
}
