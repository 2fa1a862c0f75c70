/**
 * TCP sequence analysis with Wireshark's rules of 4.0 and 4.4: one segment in, its marks and derived values out.
 *
 * Longer than most files because the steps are one ordered decision over shared variables; the order is the rule.
 */
import { SHAPE } from '../capture/table.ts';
import { ANY_MARK, MARK } from './marks.ts';
import { FLAG, FLOW, FLOW_WORDS } from './state.ts';
import type { TcpState } from './state.ts';
import { MAX_UNACKED } from './unacked.ts';

const FIN = 1;
const SYN = 2;
const RST = 4;
const PSH = 8;
const ACK = 16;
const SYN_FIN_RST = SYN | FIN | RST;

/** A repetition within this many nanoseconds of the acknowledgement that asks for it is a fast retransmission. */
const FAST_LIMIT = 20e6;
/** Out of order rather than repeated, while no round-trip time is known: within this many nanoseconds. */
const DEFAULT_REORDERING = 3e6;
const MAX_IN_FLIGHT = 2e9;

/**
 * Whether sequence number `a` comes after `b`, modulo 2³² (RFC 9293 section 3.4). Numbers exactly 2³¹ apart come after
 * each other both ways, as in Wireshark.
 */
function after(a: number, b: number): boolean {
  return ((b - a) | 0) < 0;
}

/**
 * Finds the stream of a segment, beginning a new one where the rules say so, and sets the sequence bases.
 * Reads and writes the table's row; returns the marks that this step gives.
 */
export function assignStream(state: TcpState, row: number): number {
  const { table, flows } = state;
  const source = table.source[row]!;
  const destination = table.destination[row]!;
  const sourcePort = table.sourcePort[row]!;
  const destinationPort = table.destinationPort[row]!;
  const sequence = table.sequence[row]!;
  const flags = table.flags[row]!;
  const isNewer = state.rules === '4.4';
  let marks = 0;
  let stream = flows.find(source, sourcePort, destination, destinationPort);
  if (stream >= 0 && flags & SYN) {
    const sender = stream * 2 + (flows.isClient(stream, source, sourcePort) ? 0 : 1);
    const at = sender * FLOW_WORDS;
    const m = state.memory;
    const hasEnded = isNewer && (state.completeness[stream]! & 48) !== 0;
    if (m[at + FLOW.flags]! & FLAG.baseKnown) {
      const differs = sequence !== m[at + FLOW.base];
      if (flags & ACK) {
        if (isNewer && (differs || hasEnded)) {
          marks |= MARK.reusedPorts;
          stream = -1;
        } else if (differs) {
          const old = state.oldBases.get(sender) ?? [];
          old.push({ before: row, base: m[at + FLOW.base]! });
          state.oldBases.set(sender, old);
          m[at + FLOW.base] = sequence;
          marks |= MARK.reusedPorts;
        }
      } else if (differs || hasEnded) {
        marks |= MARK.reusedPorts;
        stream = -1;
      } else {
        m[at + FLOW.next] = m[at + FLOW.maxAck]!;
        marks |= MARK.tree;
      }
    }
  }
  const isNew = stream < 0;
  if (isNew) stream = state.open(source, sourcePort, destination, destinationPort, row);
  table.stream[row] = stream;
  const fromClient = flows.isClient(stream, source, sourcePort);
  if (fromClient) table.shape[row]! |= SHAPE.fromClient;
  const sender = (stream * 2 + (fromClient ? 0 : 1)) * FLOW_WORDS;
  const receiver = (stream * 2 + (fromClient ? 1 : 0)) * FLOW_WORDS;
  const m = state.memory;
  if (isNew && marks & MARK.reusedPorts && !(flags & ACK)) state.completeness[stream] = 1;
  table.completeness[row] = state.completeness[stream]!;
  m[sender + FLOW.sackCount] = 0;
  if (!(m[sender + FLOW.flags]! & FLAG.baseKnown)) {
    m[sender + FLOW.base] = flags & SYN ? sequence : sequence - 1;
    m[sender + FLOW.flags]! |= FLAG.baseKnown;
  }
  if (flags & ACK && !(m[receiver + FLOW.flags]! & FLAG.baseKnown)) {
    m[receiver + FLOW.base] = table.acknowledgement[row]! - 1;
    m[receiver + FLOW.flags]! |= FLAG.baseKnown;
  }
  return marks;
}

/** Runs the rules over one segment whose stream is assigned; writes marks, acknowledged segment and bytes in flight. */
export function analyse(state: TcpState, row: number, initialMarks: number): void {
  const { table, rings } = state;
  const m = state.memory;
  const isNewer = state.rules === '4.4';
  const stream = table.stream[row]!;
  const side = table.shape[row]! & SHAPE.fromClient ? 0 : 1;
  const flow = stream * 2 + side;
  const peer = stream * 2 + 1 - side;
  const F = flow * FLOW_WORDS;
  const R = peer * FLOW_WORDS;
  const sequence = table.sequence[row]!;
  const ack = table.acknowledgement[row]!;
  const flags = table.flags[row]!;
  const window = table.window[row]!;
  const length = table.payloadLength[row]!;
  const isPlain = (flags & SYN_FIN_RST) === 0;
  const lastAck = m[F + FLOW.lastAck]!;
  const isExpected = sequence === m[F + FLOW.next];
  let marks = initialMarks;

  if (flags & ACK) m[R + FLOW.flags]! |= FLAG.inFlightValid;

  if (length === 1 && isExpected && m[R + FLOW.window] === 0) {
    marks |= MARK.zeroWindowProbe;
  } else {
    const next = m[F + FLOW.next]!;
    if (window === 0 && isPlain) marks |= MARK.zeroWindow;
    if (next !== 0 && after(sequence, next) && !(flags & RST)) {
      marks |= MARK.lostSegment;
      m[F + FLOW.flags]! &= ~FLAG.inFlightValid;
    }
    if (length <= 1 && isPlain && sequence === (next - 1) >>> 0) marks |= MARK.keepAlive;
    if (length === 0 && isPlain) {
      const isSameWindow = window === m[F + FLOW.window];
      if (window !== 0 && !isSameWindow && isExpected && ack === lastAck) marks |= MARK.windowUpdate;
      if (isSameWindow && isExpected) marks |= repeatedAck(state, row, F, R, window, ack);
    } else if (length > 0 && isPlain) {
      const shift = m[R + FLOW.shift]! | 0;
      if (shift !== -1) {
        const used = m[R + FLOW.flags]! & FLAG.firstAck || shift === -2 ? 0 : shift;
        const edge = (m[R + FLOW.lastAck]! + (m[R + FLOW.window]! << used)) >>> 0;
        if ((sequence + length) >>> 0 === edge) marks |= MARK.windowFull;
      }
    }
  }

  if (ack !== lastAck) {
    m[F + FLOW.lastNonDuplicate] = row + 1;
    m[F + FLOW.duplicates] = 0;
  }

  const maxAck = m[R + FLOW.maxAck]!;
  if (flags & ACK && maxAck !== 0 && after(ack, maxAck)) {
    marks |= isNewer
      ? unseenAcknowledged44(state, F, R, peer, isExpected, ack)
      : unseenAcknowledged40(state, R);
  }

  const countsOne = (flags & (SYN | FIN)) !== 0;
  if (length > 0 || countsOne)
    marks |= repetition(state, row, F, R, flow, marks, sequence, length, countsOne);

  let next = (sequence + length) >>> 0;
  if ((length > 0 || countsOne) && rings.counts[flow]! < MAX_UNACKED) {
    if (countsOne) next = (next + 1) >>> 0;
    rings.push(flow, row, sequence, next);
  }
  const known = m[F + FLOW.next]!;
  if (isNewer && (known === 0 || after(next, (known + (countsOne ? 1 : 0)) >>> 0)))
    m[F + FLOW.lastLength] = length;
  if (!(marks & MARK.zeroWindowProbe)) {
    if (known === 0 || after(next, known)) {
      m[F + FLOW.next] = next;
      m[F + FLOW.nextRow] = row;
    }
    const reached = m[F + FLOW.maxAck]!;
    if (reached === 0 || sequence === reached) m[F + FLOW.maxAck] = m[F + FLOW.next]!;
  }

  m[F + FLOW.window] = window;
  m[F + FLOW.lastAck] = ack;
  m[F + FLOW.lastAckRow] = row + 1;
  m[F + FLOW.lastMarks] = marks;

  rings.acknowledge(peer, ack, isNewer);
  if (rings.acknowledgedRow !== 0) {
    table.acksFrame[row] = rings.acknowledgedRow;
    marks |= rings.acknowledgedPart ? MARK.partialAck | MARK.tree : MARK.tree;
  }
  if (length > 0 && rings.counts[flow]! > 0 && m[F + FLOW.flags]! & FLAG.inFlightValid) {
    marks |= inFlight(state, row, F, R, flow, flags, length, countsOne);
  }
  if (marks & ANY_MARK) marks |= MARK.tree;
  table.marks[row] = marks;
}

/** Steps 8 to 10: an empty segment that repeats number, acknowledgement and window of the flow's last one. */
function repeatedAck(
  state: TcpState,
  row: number,
  F: number,
  R: number,
  window: number,
  ack: number,
): number {
  const m = state.memory;
  const lastAck = m[F + FLOW.lastAck]!;
  const peerMarks = m[R + FLOW.lastMarks]!;
  if (window === 0) {
    if (!(peerMarks & MARK.zeroWindowProbe)) return 0;
    if (ack === lastAck) return MARK.zeroWindowProbeAck;
    if (state.rules !== '4.4' || ack !== (lastAck + 1) >>> 0) return 0;
    m[R + FLOW.next] = ack;
    m[R + FLOW.maxAck] = ack;
    return MARK.zeroWindowProbeAck;
  }
  if (ack !== lastAck) return 0;
  return peerMarks & MARK.keepAlive ? MARK.keepAliveAck : duplicate(state, row, F);
}

/** Counts one more duplicate acknowledgement of flow `F`; returns the mark. */
export function duplicate(state: TcpState, row: number, F: number): number {
  const m = state.memory;
  const before = m[F + FLOW.duplicates]! | 0;
  const count = before === -1 ? 1 : before + 1;
  m[F + FLOW.duplicates] = count;
  state.duplicateNumber.set(row, count);
  state.duplicateFrame.set(row, m[F + FLOW.lastNonDuplicate]!);
  return MARK.duplicateAck;
}

function unseenAcknowledged40(state: TcpState, R: number): number {
  const m = state.memory;
  const { maxAck, next } = FLOW;
  if (after(m[R + next]!, m[R + maxAck]!)) {
    m[R + maxAck] = m[R + next]!;
    return MARK.ackLostSegment;
  }
  const isFirst = m[R + FLOW.duplicates] === 0;
  m[R + FLOW.duplicates] = -1;
  return isFirst ? MARK.ackLostSegment : MARK.tree;
}

function unseenAcknowledged44(
  state: TcpState,
  F: number,
  R: number,
  peer: number,
  isExpected: boolean,
  ack: number,
): number {
  const m = state.memory;
  const { rings } = state;
  if (
    isExpected &&
    ack === (m[F + FLOW.lastAck]! + 1) >>> 0 &&
    m[R + FLOW.lastMarks]! & MARK.zeroWindowProbe
  ) {
    m[R + FLOW.next] = ack;
    m[R + FLOW.maxAck] = ack;
    return MARK.windowUpdate;
  }
  // How far does what was seen reach without a gap, beginning at this acknowledgement?
  const count = rings.counts[peer]!;
  let left = ack;
  let right = ack;
  for (let i = count - 1; i >= 0; i--) {
    const sequence = rings.sequence(peer, i);
    const next = rings.next(peer, i);
    if (i === count - 1) {
      left = sequence;
      right = next;
    }
    if (after(ack, sequence)) continue;
    if (next === left) left = sequence;
    else {
      left = sequence;
      right = next;
    }
  }
  m[R + FLOW.maxAck] = ack === left && after(right, ack) ? right : ack;
  return MARK.ackLostSegment;
}

/** Step 13: whether the segment repeats, and which kind of repetition it is. */
function repetition(
  state: TcpState,
  row: number,
  F: number,
  R: number,
  flow: number,
  marks: number,
  sequence: number,
  length: number,
  countsOne: boolean,
): number {
  if (marks & MARK.keepAlive) return 0;
  const { table, rings } = state;
  const m = state.memory;
  const isNewer = state.rules === '4.4';
  const next = m[F + FLOW.next]!;
  let isOld = next !== 0 && after(next, sequence);
  if (length > 1 && sequence === (next - 1) >>> 0) isOld = false;
  const end = (sequence + length) >>> 0;
  const peerAck = m[R + FLOW.lastAck]!;
  if (length > 0 && peerAck !== 0 && ((end - peerAck) | 0) <= 0) {
    return MARK.retransmission | MARK.spuriousRetransmission;
  }
  if (!isOld) return 0;

  // The 4.0 rules store -1 here, which counts as very many.
  const duplicates = m[R + FLOW.duplicates]!;
  const ackRow = m[R + FLOW.lastAckRow]!;
  const sinceAck = ackRow === 0 ? Infinity : table.between(ackRow - 1, row);
  if (duplicates >= 2 && sinceAck >= 0 && sinceAck < FAST_LIMIT) {
    if (peerAck === sequence || (isNewer && isOutsideSack(m, R, sequence, end))) {
      return MARK.retransmission | MARK.fastRetransmission;
    }
  }

  const sinceNext = table.between(m[F + FLOW.nextRow]!, row);
  const limit = state.initialRtt[table.stream[row]!]! || DEFAULT_REORDERING;
  if (sinceNext >= 0 && sinceNext < limit) {
    const isLast = next === (end + (countsOne ? 1 : 0)) >>> 0;
    const isCandidate = isNewer ? !isLast || m[F + FLOW.lastLength] === 0 : !isLast;
    if (isCandidate && !(isNewer && isCovered(state, flow, sequence, end))) return MARK.outOfOrder;
  }

  let origin = m[F + FLOW.nextRow]!;
  const count = rings.counts[flow]!;
  for (let i = 0; i < count; i++) {
    if (isNewer && after(sequence, rings.sequence(flow, i))) continue;
    origin = rings.row(flow, i);
    break;
  }
  state.rtoRow.set(row, origin);
  return MARK.retransmission;
}

/** Mirrors Wireshark 4.4 in comparing raw numbers with blocks relative to the flow's base. */
function isOutsideSack(m: Uint32Array, R: number, sequence: number, end: number): boolean {
  const count = m[R + FLOW.sackCount]!;
  for (let i = 0; i < count; i++) {
    const at = R + FLOW.sack + i * 2;
    if (sequence >= m[at]! && end <= m[at + 1]!) return false;
  }
  return count > 0;
}

function isCovered(state: TcpState, flow: number, sequence: number, end: number): boolean {
  const { rings } = state;
  const count = rings.counts[flow]!;
  for (let i = 0; i < count; i++) {
    if (!after(rings.sequence(flow, i), sequence) && !after(end, rings.next(flow, i))) return true;
  }
  return false;
}

/** Step 18: bytes in flight and bytes since the last PSH. */
function inFlight(
  state: TcpState,
  row: number,
  F: number,
  R: number,
  flow: number,
  flags: number,
  length: number,
  countsOne: boolean,
): number {
  const m = state.memory;
  let bytes = state.rings.span(flow, m[F + FLOW.base]!);
  const blocks = m[R + FLOW.sackCount]!;
  for (let i = 0; i < blocks; i++) {
    const at = R + FLOW.sack + i * 2;
    bytes -= m[at + 1]! - m[at]!;
  }
  const isShown = bytes > 0 && bytes < MAX_IN_FLIGHT;
  const hadPush = m[F + FLOW.flags]! & FLAG.pushSeen;
  let sum = m[F + FLOW.pushBytes]!;
  sum = hadPush ? length : sum + length;
  m[F + FLOW.pushBytes] = sum;
  if (flags & PSH) m[F + FLOW.flags]! |= FLAG.pushSeen;
  else m[F + FLOW.flags]! &= ~FLAG.pushSeen;
  if (!isShown) return MARK.tree;
  state.table.inFlight[row] = countsOne ? bytes - 1 : bytes;
  state.table.sincePush[row] = sum;
  return MARK.inFlight | MARK.tree;
}
