/** One packet and what the analysis knew when it arrived: the basis of the explanations of marks. */
import { TRAITS } from '../table/table.ts';
import { bytesText, durationText } from '../basics/words.ts';
import type { Replay } from './replay.ts';
import { FLAG, FLOW, FLOW_WORDS } from '../tcp-analysis/state.ts';
import type { RuleSet } from '../tcp-analysis/state.ts';
import { FIN, SYN } from '../tcp-analysis/flags.ts';

/** Maximum packets searched for an earlier copy of the same bytes. */
const MAX_LOOK_BACK = 20_000;

/** Copies of one packet come within this many nanoseconds. */
const COPY_LIMIT = 100e6;

/** An earlier packet of the same end that carried some of the same bytes. */
export interface Copy {
  readonly position: number;
  /** The whole range lay in that packet. */
  readonly isWhole: boolean;
}

/** Reads the state of a replay that stands before a packet; valid until the replay moves on. */
export class Moment {
  readonly replay: Replay;
  readonly position: number;
  readonly rules: RuleSet;
  readonly sequence: number;
  readonly acknowledgment: number;
  readonly flags: number;
  readonly window: number;
  readonly length: number;
  /** 0 for the client's packets, 1 for the server's. */
  readonly side: number;

  constructor(replay: Replay) {
    const { table, rules } = replay.state;
    this.replay = replay;
    this.rules = rules;
    const at = (this.position = replay.done);
    this.sequence = table.sequence[at]!;
    this.acknowledgment = table.acknowledgment[at]!;
    this.flags = table.flags[at]!;
    this.window = table.window[at]!;
    this.length = table.payloadLength[at]!;
    this.side = table.traits[at]! & TRAITS.fromClient ? 0 : 1;
  }

  /** A variable of the sender's flow (`FLOW`). */
  own(variable: number): number {
    return this.replay.state.memory[this.side * FLOW_WORDS + variable]!;
  }

  /** A variable of the receiver's flow. */
  peer(variable: number): number {
    return this.replay.state.memory[(1 - this.side) * FLOW_WORDS + variable]!;
  }

  /** The sequence number after this packet, SYN and FIN counted. */
  get end(): number {
    return (this.sequence + this.length + (this.flags & (SYN | FIN) ? 1 : 0)) >>> 0;
  }

  /** A number of the sender's, relative. */
  relative(number: number): number {
    return (number - this.own(FLOW.base)) >>> 0;
  }

  /** A number of the receiver's, relative. */
  relativePeer(number: number): number {
    return (number - this.peer(FLOW.base)) >>> 0;
  }

  /** The packet number of a position. */
  packet(position: number): number {
    return this.replay.rows[position]! + 1;
  }

  /** Nanoseconds from a position to this packet. */
  since(position: number): number {
    return this.replay.state.table.between(position, this.position);
  }

  /** `203 ms`. */
  sinceText(position: number): string {
    return durationText(this.since(position));
  }

  /** Position of the receiver's last packet before this one, or undefined. */
  get peerLast(): number | undefined {
    const last = this.peer(FLOW.lastAckRow);
    return last === 0 ? undefined : last - 1;
  }

  /** The receiver's window in bytes, with the scale that the rules use for it, or undefined if none was seen. */
  get peerWindow(): number | undefined {
    if (this.peerLast === undefined) return undefined;
    const shift = this.peer(FLOW.shift) | 0;
    const isUnscaled = this.peer(FLOW.flags) & FLAG.firstAck || shift < 0;
    return this.peer(FLOW.window) * 2 ** (isUnscaled ? 0 : shift);
  }

  /** What this packet carries, as text: `bytes 1–1448`, `the SYN`, `bytes 5–9 and the FIN`. */
  get carries(): string {
    const parts: string[] = [];
    if (this.flags & SYN) parts.push('the SYN');
    if (this.length > 0) {
      parts.push(bytesText(this.relative(this.sequence + (this.flags & SYN ? 1 : 0)), this.length));
    }
    if (this.flags & FIN) parts.push('the FIN');
    return parts.join(' and ') || `number ${this.relative(this.sequence)}`;
  }

  /**
   * Whether a packet is the same IP packet as this one, seen twice by the capture: the same identification (RFC 791
   * section 3.2), length and bytes. The identification alone proves nothing: some senders repeat it. Between the two, a
   * router may have changed the TTL, and with it the checksum of the header.
   */
  isCopyOf(position: number): boolean {
    const { capture, rows } = this.replay;
    const { table } = capture;
    const [row, other] = [rows[this.position]!, rows[position]!];
    if (!(table.traits[row]! & TRAITS.ip4) || Math.abs(this.since(position)) > COPY_LIMIT) return false;
    const identification = (one: number): number => {
      const at = table.offset[one]! + table.network[one]! + 4;
      return (capture.bytes[at]! << 8) | capture.bytes[at + 1]!;
    };
    return (
      identification(row) !== 0 &&
      identification(row) === identification(other) &&
      hasSameBytes(capture, row, other)
    );
  }

  /** Earlier packets of this end with some of this packet's sequence numbers, the latest first. */
  copies(from = this.sequence, end = this.end): Copy[] {
    const { table } = this.replay.state;
    const found: Copy[] = [];
    const stop = Math.max(0, this.position - MAX_LOOK_BACK);
    for (let position = this.position - 1; position >= stop; position--) {
      if ((table.traits[position]! & TRAITS.fromClient ? 0 : 1) !== this.side) continue;
      const begin = table.sequence[position]!;
      const one = table.flags[position]! & (SYN | FIN) ? 1 : 0;
      const past = (begin + table.payloadLength[position]! + one) >>> 0;
      if (past === begin) continue;
      if (((past - from) | 0) <= 0 || ((end - begin) | 0) <= 0) continue;
      found.push({ position, isWhole: ((from - begin) | 0) >= 0 && ((past - end) | 0) >= 0 });
    }
    return found;
  }
}

/** Offsets in the header of IPv4 that routers change: TTL, and the two bytes of the checksum. */
const CHANGED: ReadonlySet<number> = new Set([8, 10, 11]);

/** Whether two IPv4 packets have the same bytes, but for what routers change. */
function hasSameBytes({ bytes, table }: Replay['capture'], one: number, other: number): boolean {
  const [from, to] = [table.offset[one]! + table.network[one]!, table.offset[other]! + table.network[other]!];
  const length = (at: number): number => (bytes[at + 2]! << 8) | bytes[at + 3]!;
  const captured = (row: number): number => table.captured[row]! - table.network[row]!;
  const count = Math.min(length(from), captured(one), captured(other));
  if (length(from) !== length(to)) return false;
  for (let at = 0; at < count; at++)
    if (bytes[from + at] !== bytes[to + at] && !CHANGED.has(at)) return false;
  return true;
}
