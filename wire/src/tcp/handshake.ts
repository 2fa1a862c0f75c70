/** What the rules do after the analysis of a segment: completeness, initial round-trip time, options that change state. */
import { SHAPE } from '../capture/table.ts';
import { duplicate } from './analysis.ts';
import { MARK } from './marks.ts';
import { FLAG, FLOW, FLOW_WORDS } from './state.ts';
import type { TcpState } from './state.ts';

/** Bits of tcp.completeness. */
export const COMPLETENESS = { syn: 1, synAck: 2, ack: 4, data: 8, fin: 16, rst: 32 } as const;

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Takes note of what a segment adds to its stream's completeness. */
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

/** Takes note of the times of the handshake. */
export function noteHandshake(state: TcpState, row: number): void {
  const { table } = state;
  const stream = table.stream[row]!;
  const flags = table.flags[row]!;
  const side = table.shape[row]! & SHAPE.fromClient ? 0 : 1;
  const F = (stream * 2 + side) * FLOW_WORDS;
  const m = state.memory;
  if (flags & SYN) {
    m[F + FLOW.flags]! |= FLAG.firstAck;
    // A clock that stands at 0 means "not known" to Wireshark.
    const hasTime = table.seconds[row] !== 0 || table.nanos[row] !== 0;
    if (!(flags & ACK)) state.synRow[stream] = hasTime ? row + 1 : 0;
  } else if (flags & ACK) {
    const syn = state.synRow[stream]!;
    if (syn !== 0 && state.initialRtt[stream] === 0) {
      state.initialRtt[stream] = table.between(syn - 1, row);
      state.initialRttRow[stream] = row;
    }
    m[F + FLOW.flags]! &= ~FLAG.firstAck;
  }
}

/**
 * Takes note of a segment's options: window scale, selective acknowledgements.
 * @param from,to offsets of the options in `bytes`, within the captured bytes
 */
export function noteOptions(state: TcpState, row: number, bytes: Uint8Array, from: number, to: number): void {
  const { table } = state;
  const stream = table.stream[row]!;
  const flags = table.flags[row]!;
  const side = table.shape[row]! & SHAPE.fromClient ? 0 : 1;
  const F = (stream * 2 + side) * FLOW_WORDS;
  const R = (stream * 2 + 1 - side) * FLOW_WORDS;
  const m = state.memory;
  let at = from;
  while (at < to) {
    const kind = bytes[at]!;
    if (kind === 0) break;
    if (kind === 1) {
      at++;
      continue;
    }
    if (at + 1 >= to) break;
    const length = bytes[at + 1]!;
    if (length < 2 || at + length > to) break;
    if (kind === 3 && length === 3) m[F + FLOW.shift] = Math.min(14, bytes[at + 2]!);
    else if (kind === 5) noteSack(state, row, bytes, at, length, F, R);
    at += length;
  }
  if (flags & SYN) {
    const { shift } = FLOW;
    if ((m[F + shift]! | 0) === -1) {
      m[F + shift] = -2;
      m[R + shift] = -2;
    }
    if (flags & ACK && (m[R + shift]! | 0) === -2) m[F + shift] = -2;
  }
}

function noteSack(
  state: TcpState,
  row: number,
  bytes: Uint8Array,
  at: number,
  length: number,
  F: number,
  R: number,
): void {
  const m = state.memory;
  const isNewer = state.rules === '4.4';
  const most = isNewer ? 4 : 3;
  const base = m[R + FLOW.base]!;
  let count = m[F + FLOW.sackCount]!;
  for (let i = at + 2; i + 8 <= at + length && count < most; i += 8) {
    const left = (bytes[i]! << 24) | (bytes[i + 1]! << 16) | (bytes[i + 2]! << 8) | bytes[i + 3]!;
    const right = (bytes[i + 4]! << 24) | (bytes[i + 5]! << 16) | (bytes[i + 6]! << 8) | bytes[i + 7]!;
    m[F + FLOW.sack + count * 2] = left - base;
    m[F + FLOW.sack + count * 2 + 1] = right - base;
    count++;
  }
  m[F + FLOW.sackCount] = count;
  const marks = state.table.marks;
  if (isNewer && marks[row]! & MARK.windowUpdate) {
    marks[row] = (marks[row]! & ~MARK.windowUpdate) | duplicate(state, row, F);
  }
}
