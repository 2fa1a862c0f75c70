/**
 * TCP sequence analysis with Wireshark's rules of 4.0 and 4.4: one segment in, its marks and derived values out.
 *
 * Longer than most files because the steps are one ordered decision. The order is part of the rules, since each step
 * reads what those before it left in the flow's memory:
 *
 *  1. one byte into a closed window is a zero-window probe, and steps 2 to 6 do not apply to it;
 *  2. a window of 0;
 *  3. a gap before the segment: something was lost, or not captured;
 *  4. keep-alive;
 *  5. an empty segment: window update, answer to a probe or a keep-alive, or duplicate acknowledgment;
 *  6. data that fills the receiver's window;
 *  7. a new acknowledgment ends the count of duplicates;
 *  8. an acknowledgment of data that was not seen;
 *  9. a repetition, and its kind: spurious, fast, out of order, or after a timeout;
 * 10. the segment is remembered until it is acknowledged;
 * 11. window, acknowledgment and marks are remembered for the flow's next segment;
 * 12. which segment is acknowledged;
 * 13. bytes in flight, and bytes since the last PSH.
 */
import type { Table } from '../table/table.ts';
import { ACK, FIN, PSH, RST, SYN } from './flags.ts';
import { ANY_MARK, MARK } from './marks.ts';
import { after } from './sequence.ts';
import { FLAG, FLOW, FLOW_WORDS, SHIFT } from './state.ts';
import type { TcpState } from './state.ts';
import { MAX_UNACKED } from './unacked.ts';

const SYN_FIN_RST = SYN | FIN | RST;

/** A repetition within this many nanoseconds of the acknowledgment that asks for it is a fast retransmission. */
const FAST_LIMIT = 20e6;
/** Out of order rather than repeated, while no round-trip time is known: within this many nanoseconds. */
export const DEFAULT_REORDERING = 3e6;
/** More bytes in flight than this are not shown. */
const MAX_IN_FLIGHT = 2e9;
/** The count of duplicates with which the 4.0 rules begin again after unseen data was acknowledged. */
const DUPLICATES_RESTARTED = -1;
/** Duplicate acknowledgments after which a repetition may be a fast retransmission. */
const FAST_DUPLICATES = 2;

/**
 * The rules, with the segment that they look at. One object serves a whole capture: its fields are set again for each
 * segment, so that no object is made per packet.
 */
export class SegmentRules {
  readonly #state: TcpState;
  readonly #table: Table;
  readonly #isNewer: boolean;
  /** Offsets in the state's memory of the sender's flow and of the receiver's. */
  #own = 0;
  #peer = 0;
  #row = 0;
  /** Numbers of the two flows. */
  #flow = 0;
  #peerFlow = 0;
  #sequence = 0;
  #ack = 0;
  #flags = 0;
  #window = 0;
  #length = 0;
  /** Neither SYN, FIN nor RST is set. */
  #isPlain = false;
  /** The sequence number is the next in turn. */
  #isExpected = false;
  /** SYN or FIN is set, which takes one sequence number. */
  #takesOne = false;
  #marks = 0;

  constructor(state: TcpState) {
    this.#state = state;
    this.#table = state.table;
    this.#isNewer = state.rules === '4.4';
  }

  /** Runs the rules over one segment whose stream is assigned; writes marks, acknowledged segment and bytes in flight. */
  run(row: number): void {
    this.#load(row);
    const m = this.#state.memory;
    if (this.#flags & ACK) m[this.#peer + FLOW.flags]! |= FLAG.inFlightValid;
    const isProbe = this.#length === 1 && this.#isExpected && m[this.#peer + FLOW.window] === 0;
    if (isProbe) this.#marks |= MARK.zeroWindowProbe;
    else this.#markWindowAndGap();
    if (this.#ack !== m[this.#own + FLOW.lastAck]) {
      m[this.#own + FLOW.lastNonDuplicate] = row + 1;
      m[this.#own + FLOW.duplicates] = 0;
    }
    const maxAck = m[this.#peer + FLOW.maxAck]!;
    if (this.#flags & ACK && maxAck !== 0 && after(this.#ack, maxAck)) {
      this.#marks |= this.#isNewer ? this.#unseenAcknowledged44() : this.#unseenAcknowledged40();
    }
    if (this.#length > 0 || this.#takesOne) this.#marks |= this.#repetition();
    this.#rememberSegment();
    m[this.#own + FLOW.window] = this.#window;
    m[this.#own + FLOW.lastAck] = this.#ack;
    m[this.#own + FLOW.lastAckRow] = row + 1;
    m[this.#own + FLOW.lastMarks] = this.#marks;
    this.#acknowledge();
    this.#measureFlight();
    if (this.#marks & ANY_MARK) this.#marks |= MARK.tree;
    this.#table.marks[row] = this.#marks;
  }

  #load(row: number): void {
    const table = this.#table;
    const flow = this.#state.flowOf(row);
    const flags = table.flags[row]!;
    this.#row = row;
    this.#flow = flow;
    this.#peerFlow = flow ^ 1;
    this.#own = flow * FLOW_WORDS;
    this.#peer = (flow ^ 1) * FLOW_WORDS;
    this.#sequence = table.sequence[row]!;
    this.#ack = table.acknowledgment[row]!;
    this.#flags = flags;
    this.#window = table.window[row]!;
    this.#length = table.payloadLength[row]!;
    this.#isPlain = (flags & SYN_FIN_RST) === 0;
    this.#takesOne = (flags & (SYN | FIN)) !== 0;
    this.#isExpected = this.#sequence === this.#state.memory[this.#own + FLOW.next];
    this.#marks = table.marks[row]!;
  }

  /** Steps 2 to 6. */
  #markWindowAndGap(): void {
    const m = this.#state.memory;
    const next = m[this.#own + FLOW.next]!;
    if (this.#window === 0 && this.#isPlain) this.#marks |= MARK.zeroWindow;
    if (next !== 0 && after(this.#sequence, next) && !(this.#flags & RST)) {
      this.#marks |= MARK.lostSegment;
      m[this.#own + FLOW.flags]! &= ~FLAG.inFlightValid;
    }
    if (!this.#isPlain) return;
    if (this.#length <= 1 && this.#sequence === (next - 1) >>> 0) this.#marks |= MARK.keepAlive;
    if (this.#length > 0) {
      if (this.#fillsWindow()) this.#marks |= MARK.windowFull;
      return;
    }
    if (!this.#isExpected) return;
    if (this.#window === m[this.#own + FLOW.window]) this.#marks |= this.#repeatedAck();
    else if (this.#window !== 0 && this.#ack === m[this.#own + FLOW.lastAck])
      this.#marks |= MARK.windowUpdate;
  }

  /** An empty segment that repeats number and window of the flow's last one. */
  #repeatedAck(): number {
    const m = this.#state.memory;
    const lastAck = m[this.#own + FLOW.lastAck]!;
    const peerMarks = m[this.#peer + FLOW.lastMarks]!;
    const ack = this.#ack;
    if (this.#window === 0) {
      if (!(peerMarks & MARK.zeroWindowProbe)) return 0;
      if (ack === lastAck) return MARK.zeroWindowProbeAck;
      if (!this.#isNewer || ack !== (lastAck + 1) >>> 0) return 0;
      m[this.#peer + FLOW.next] = ack;
      m[this.#peer + FLOW.maxAck] = ack;
      return MARK.zeroWindowProbeAck;
    }
    if (ack !== lastAck) return 0;
    return peerMarks & MARK.keepAlive ? MARK.keepAliveAck : countDuplicate(this.#state, this.#row, this.#own);
  }

  /** Whether the segment ends exactly where the receiver's window does. */
  #fillsWindow(): boolean {
    const m = this.#state.memory;
    const shift = m[this.#peer + FLOW.shift]! | 0;
    if (shift === SHIFT.unknown) return false;
    const isUnscaled = m[this.#peer + FLOW.flags]! & FLAG.firstAck || shift === SHIFT.unused;
    const window = m[this.#peer + FLOW.window]! << (isUnscaled ? 0 : shift);
    const edge = (m[this.#peer + FLOW.lastAck]! + window) >>> 0;
    return (this.#sequence + this.#length) >>> 0 === edge;
  }

  #unseenAcknowledged40(): number {
    const m = this.#state.memory;
    const next = m[this.#peer + FLOW.next]!;
    if (after(next, m[this.#peer + FLOW.maxAck]!)) {
      m[this.#peer + FLOW.maxAck] = next;
      return MARK.ackLostSegment;
    }
    const isFirst = m[this.#peer + FLOW.duplicates] === 0;
    m[this.#peer + FLOW.duplicates] = DUPLICATES_RESTARTED;
    return isFirst ? MARK.ackLostSegment : MARK.tree;
  }

  #unseenAcknowledged44(): number {
    const m = this.#state.memory;
    const { rings } = this.#state;
    const ack = this.#ack;
    const isProbed = (m[this.#peer + FLOW.lastMarks]! & MARK.zeroWindowProbe) !== 0;
    if (this.#isExpected && isProbed && ack === (m[this.#own + FLOW.lastAck]! + 1) >>> 0) {
      m[this.#peer + FLOW.next] = ack;
      m[this.#peer + FLOW.maxAck] = ack;
      return MARK.windowUpdate;
    }
    // How far does what was seen reach without a gap, beginning at this acknowledgment?
    const count = rings.counts[this.#peerFlow]!;
    let left = ack;
    let right = ack;
    for (let i = count - 1; i >= 0; i--) {
      const sequence = rings.sequence(this.#peerFlow, i);
      const next = rings.next(this.#peerFlow, i);
      if (i === count - 1) {
        left = sequence;
        right = next;
      }
      if (after(ack, sequence)) continue;
      if (next !== left) right = next;
      left = sequence;
    }
    m[this.#peer + FLOW.maxAck] = ack === left && after(right, ack) ? right : ack;
    return MARK.ackLostSegment;
  }

  /** Step 9: whether the segment repeats, and which kind of repetition it is. */
  #repetition(): number {
    if (this.#marks & MARK.keepAlive) return 0;
    const m = this.#state.memory;
    const sequence = this.#sequence;
    const length = this.#length;
    const next = m[this.#own + FLOW.next]!;
    const end = (sequence + length) >>> 0;
    const peerAck = m[this.#peer + FLOW.lastAck]!;
    if (length > 0 && peerAck !== 0 && ((end - peerAck) | 0) <= 0) {
      return MARK.retransmission | MARK.spuriousRetransmission;
    }
    const isProbe = length > 1 && sequence === (next - 1) >>> 0;
    if (next === 0 || !after(next, sequence) || isProbe) return 0;
    if (this.#isFast(end)) return MARK.retransmission | MARK.fastRetransmission;
    if (this.#isOvertaken(end)) return MARK.outOfOrder;
    this.#state.rtoRow.set(this.#row, this.#timedRow());
    return MARK.retransmission;
  }

  /** Whether duplicate acknowledgments have just asked for the segment. */
  #isFast(end: number): boolean {
    const m = this.#state.memory;
    // The 4.0 rules store -1 here, which counts as very many.
    const duplicates = m[this.#peer + FLOW.duplicates]!;
    const ackRow = m[this.#peer + FLOW.lastAckRow]!;
    if (duplicates < FAST_DUPLICATES || ackRow === 0) return false;
    const sinceAck = this.#table.between(ackRow - 1, this.#row);
    if (!(sinceAck >= 0 && sinceAck < FAST_LIMIT)) return false;
    const isAsked = m[this.#peer + FLOW.lastAck] === this.#sequence;
    return isAsked || (this.#isNewer && this.#isOutsideSack(end));
  }

  /** Whether the segment comes so soon after a later one that it was overtaken rather than sent again. */
  #isOvertaken(end: number): boolean {
    const m = this.#state.memory;
    const sinceNext = this.#table.between(m[this.#own + FLOW.nextRow]!, this.#row);
    const limit = this.#state.initialRtt[this.#flow >>> 1]! || DEFAULT_REORDERING;
    if (!(sinceNext >= 0 && sinceNext < limit)) return false;
    const isLast = m[this.#own + FLOW.next] === (end + (this.#takesOne ? 1 : 0)) >>> 0;
    if (!this.#isNewer) return !isLast;
    return (!isLast || m[this.#own + FLOW.lastLength] === 0) && !this.#isCovered(end);
  }

  /** Row of the segment that the sender's timer ran for. */
  #timedRow(): number {
    const { rings } = this.#state;
    const count = rings.counts[this.#flow]!;
    for (let i = 0; i < count; i++) {
      if (this.#isNewer && after(this.#sequence, rings.sequence(this.#flow, i))) continue;
      return rings.row(this.#flow, i);
    }
    return this.#state.memory[this.#own + FLOW.nextRow]!;
  }

  /** Mirrors Wireshark 4.4 in comparing raw numbers with blocks relative to the flow's base. */
  #isOutsideSack(end: number): boolean {
    const m = this.#state.memory;
    const count = m[this.#peer + FLOW.sackCount]!;
    for (let i = 0; i < count; i++) {
      const at = this.#peer + FLOW.sack + i * 2;
      if (this.#sequence >= m[at]! && end <= m[at + 1]!) return false;
    }
    return count > 0;
  }

  /** Whether one segment that waits for its acknowledgment holds all of this one. */
  #isCovered(end: number): boolean {
    const { rings } = this.#state;
    const count = rings.counts[this.#flow]!;
    for (let i = 0; i < count; i++) {
      if (!after(rings.sequence(this.#flow, i), this.#sequence) && !after(end, rings.next(this.#flow, i)))
        return true;
    }
    return false;
  }

  /** Step 10. */
  #rememberSegment(): void {
    const { memory: m, rings } = this.#state;
    const own = this.#own;
    const takesOne = this.#takesOne;
    let next = (this.#sequence + this.#length) >>> 0;
    if ((this.#length > 0 || takesOne) && rings.counts[this.#flow]! < MAX_UNACKED) {
      if (takesOne) next = (next + 1) >>> 0;
      rings.push(this.#flow, this.#row, this.#sequence, next);
    }
    const known = m[own + FLOW.next]!;
    if (this.#isNewer && (known === 0 || after(next, (known + (takesOne ? 1 : 0)) >>> 0)))
      m[own + FLOW.lastLength] = this.#length;
    if (this.#marks & MARK.zeroWindowProbe) return;
    if (known === 0 || after(next, known)) {
      m[own + FLOW.next] = next;
      m[own + FLOW.nextRow] = this.#row;
    }
    const reached = m[own + FLOW.maxAck]!;
    if (reached === 0 || this.#sequence === reached) m[own + FLOW.maxAck] = m[own + FLOW.next]!;
  }

  /** Step 12. */
  #acknowledge(): void {
    const { rings } = this.#state;
    rings.acknowledge(this.#peerFlow, this.#ack, this.#isNewer);
    if (rings.acknowledgedRow === 0) return;
    this.#table.acksFrame[this.#row] = rings.acknowledgedRow;
    this.#marks |= rings.acknowledgedPart ? MARK.partialAck | MARK.tree : MARK.tree;
  }

  /** Step 13. */
  #measureFlight(): void {
    const { memory: m, rings } = this.#state;
    const own = this.#own;
    if (this.#length === 0 || rings.counts[this.#flow] === 0 || !(m[own + FLOW.flags]! & FLAG.inFlightValid))
      return;
    let bytes = rings.span(this.#flow, m[own + FLOW.base]!);
    const blocks = m[this.#peer + FLOW.sackCount]!;
    for (let i = 0; i < blocks; i++) {
      const at = this.#peer + FLOW.sack + i * 2;
      bytes -= m[at + 1]! - m[at]!;
    }
    const hadPush = m[own + FLOW.flags]! & FLAG.pushSeen;
    const sum = hadPush ? this.#length : m[own + FLOW.pushBytes]! + this.#length;
    m[own + FLOW.pushBytes] = sum;
    if (this.#flags & PSH) m[own + FLOW.flags]! |= FLAG.pushSeen;
    else m[own + FLOW.flags]! &= ~FLAG.pushSeen;
    this.#marks |= MARK.tree;
    if (!(bytes > 0 && bytes < MAX_IN_FLIGHT)) return;
    this.#marks |= MARK.inFlight;
    this.#table.inFlight[this.#row] = this.#takesOne ? bytes - 1 : bytes;
    this.#table.sincePush[this.#row] = sum;
  }
}

/** Counts one more duplicate acknowledgment of the flow at offset `own` of the memory; returns the mark. */
export function countDuplicate(state: TcpState, row: number, own: number): number {
  const m = state.memory;
  const before = m[own + FLOW.duplicates]! | 0;
  const count = before === DUPLICATES_RESTARTED ? 1 : before + 1;
  m[own + FLOW.duplicates] = count;
  state.duplicateNumber.set(row, count);
  state.duplicateFrame.set(row, m[own + FLOW.lastNonDuplicate]!);
  return MARK.duplicateAck;
}
