/** What the rules do after the analysis of a segment: completeness, initial round-trip time, options that change state. */
import { u32 } from '../basics/bytes.ts';
import { COMPLETENESS } from './completeness.ts';
import { ACK, FIN, RST, SYN } from './flags.ts';
import { MARK } from './marks.ts';
import { countDuplicate } from './segment-rules.ts';
import { FLAG, FLOW, FLOW_WORDS, SHIFT } from './state.ts';
import type { TcpState } from './state.ts';

/** Offset of the options in a header. */
const OPTIONS_AT = 20;
/** Kinds of options that change the analysis. */
const OPTION = { end: 0, nop: 1, windowScale: 3, sack: 5 } as const;
/** A window scale beyond this counts as this (RFC 7323 section 2.3). */
const MAX_SHIFT = 14;

/** Bytes that hold a segment: `end` is the offset after the last captured one. */
export interface SegmentSource {
  readonly bytes: Uint8Array;
  readonly end: number;
}

/** Notes what a segment adds to its stream's completeness. */
export function noteCompleteness(state: TcpState, row: number): void {
  const { table } = state;
  const stream = table.stream[row]!;
  const flags = table.flags[row]!;
  const hasData = table.payloadLength[row]! > 0;
  const isFirst = state.flows.firstRow[stream] === row;
  let bits = 0;
  if (isFirst && (flags & (SYN | ACK)) === SYN) {
    bits |= COMPLETENESS.syn;
    if (hasData) bits |= COMPLETENESS.data;
  }
  if (!isFirst || state.rules === '4.4') {
    if ((flags & (SYN | ACK)) === (SYN | ACK)) bits |= COMPLETENESS.synAck;
    if ((flags & (SYN | ACK)) === ACK) bits |= hasData ? COMPLETENESS.data : COMPLETENESS.ack;
    if ((flags & (FIN | ACK)) === (FIN | ACK)) bits |= COMPLETENESS.fin;
    if (flags & RST) bits |= COMPLETENESS.rst;
  }
  state.completeness[stream]! |= bits;
}

/** Notes the times of the handshake. */
export function noteHandshake(state: TcpState, row: number): void {
  const { table } = state;
  const stream = table.stream[row]!;
  const flags = table.flags[row]!;
  const own = state.flowOf(row) * FLOW_WORDS;
  const m = state.memory;
  if (flags & SYN) {
    m[own + FLOW.flags]! |= FLAG.firstAck;
    // A clock that stands at 0 means "not known" to Wireshark.
    const hasTime = table.seconds[row] !== 0 || table.nanos[row] !== 0;
    if (!(flags & ACK)) state.synRow[stream] = hasTime ? row + 1 : 0;
  } else if (flags & ACK) {
    const syn = state.synRow[stream]!;
    if (syn !== 0 && state.initialRtt[stream] === 0) {
      state.initialRtt[stream] = table.between(syn - 1, row);
      state.initialRttRow[stream] = row;
    }
    m[own + FLOW.flags]! &= ~FLAG.firstAck;
  }
}

/**
 * Notes a segment's options: window scale, selective acknowledgments.
 * @param header offset of the segment's header in the source's bytes
 */
export function noteOptions(state: TcpState, row: number, source: SegmentSource, header: number): void {
  const { bytes } = source;
  const flow = state.flowOf(row);
  const own = flow * FLOW_WORDS;
  const m = state.memory;
  const to = Math.min(header + (bytes[header + 12]! >>> 4) * 4, source.end);
  let at = header + OPTIONS_AT;
  while (at < to) {
    const kind = bytes[at]!;
    if (kind === OPTION.end) break;
    if (kind === OPTION.nop) {
      at++;
      continue;
    }
    if (at + 1 >= to) break;
    const length = bytes[at + 1]!;
    if (length < 2 || at + length > to) break;
    if (kind === OPTION.windowScale && length === 3)
      m[own + FLOW.shift] = Math.min(MAX_SHIFT, bytes[at + 2]!);
    else if (kind === OPTION.sack) noteSack(state, row, bytes, at);
    at += length;
  }
  const flags = state.table.flags[row]!;
  if (flags & SYN) noteUnscaled(m, own, (flow ^ 1) * FLOW_WORDS, (flags & ACK) !== 0);
}

/** Windows are scaled only where both SYNs have the option (RFC 7323 section 1.3). */
function noteUnscaled(m: Uint32Array, own: number, peer: number, isAnswer: boolean): void {
  if ((m[own + FLOW.shift]! | 0) === SHIFT.unknown) {
    m[own + FLOW.shift] = SHIFT.unused;
    m[peer + FLOW.shift] = SHIFT.unused;
  }
  if (isAnswer && (m[peer + FLOW.shift]! | 0) === SHIFT.unused) m[own + FLOW.shift] = SHIFT.unused;
}

/** Notes the blocks of the selective acknowledgment at an offset. */
function noteSack(state: TcpState, row: number, bytes: Uint8Array, at: number): void {
  const m = state.memory;
  const flow = state.flowOf(row);
  const own = flow * FLOW_WORDS;
  const end = at + bytes[at + 1]!;
  const isNewer = state.rules === '4.4';
  const most = isNewer ? 4 : 3;
  const base = m[(flow ^ 1) * FLOW_WORDS + FLOW.base]!;
  let count = m[own + FLOW.sackCount]!;
  for (let i = at + 2; i + 8 <= end && count < most; i += 8) {
    m[own + FLOW.sack + count * 2] = u32(bytes, i) - base;
    m[own + FLOW.sack + count * 2 + 1] = u32(bytes, i + 4) - base;
    count++;
  }
  m[own + FLOW.sackCount] = count;
  const { marks } = state.table;
  if (isNewer && marks[row]! & MARK.windowUpdate) {
    marks[row] = (marks[row]! & ~MARK.windowUpdate) | countDuplicate(state, row, own);
  }
}
