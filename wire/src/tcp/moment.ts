/** One packet and what the analysis knew when it came: what the explanations of marks are made of. */
import { SHAPE } from '../capture/table.ts';
import { bytesText, durationText } from '../words.ts';
import type { Replay } from './replay.ts';
import { FLAG, FLOW, FLOW_WORDS } from './state.ts';
import type { RuleSet } from './state.ts';

const FIN = 1;
const SYN = 2;
/** Packets looked through for an earlier copy of the same bytes. */
const MAX_LOOK_BACK = 20_000;

/** Copies of one packet come within this many nanoseconds. */
const COPY_LIMIT = 100e6;

/** An earlier packet of the same end that carried some of the same bytes. */
export interface Copy {
  position: number;
  /** The whole range lay in that packet. */
  isWhole: boolean;
}

/** Reads the state of a replay that stands before a packet; valid until the replay moves on. */
export class Moment {
  readonly replay: Replay;
  readonly position: number;
  readonly rules: RuleSet;
  readonly sequence: number;
  readonly acknowledgement: number;
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
    this.acknowledgement = table.acknowledgement[at]!;
    this.flags = table.flags[at]!;
    this.window = table.window[at]!;
    this.length = table.payloadLength[at]!;
    this.side = table.shape[at]! & SHAPE.fromClient ? 0 : 1;
  }

  /** A variable of the sender's flow (`FLOW`). */
  own(variable: number): number {
    return this.replay.state.memory[this.side * FLOW_WORDS + variable]!;
  }

  /** A variable of the receiver's flow. */
  peer(variable: number): number {
    return this.replay.state.memory[(1 - this.side) * FLOW_WORDS + variable]!;
  }

  /** The sequence number behind this packet, SYN and FIN counted. */
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

  /** The receiver's window in bytes, with the scale that the rules use for it, or undefined where none was seen. */
  get peerWindow(): number | undefined {
    if (this.peerLast === undefined) return undefined;
    const shift = this.peer(FLOW.shift) | 0;
    const isUnscaled = this.peer(FLOW.flags) & FLAG.firstAck || shift < 0;
    return this.peer(FLOW.window) * 2 ** (isUnscaled ? 0 : shift);
  }

  /** What this packet carries, in words: `bytes 1–1448`, `the SYN`, `bytes 5–9 and the FIN`. */
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
   * section 3.2), which a sender gives to each packet anew.
   */
  isCopyOf(position: number): boolean {
    const { capture, rows } = this.replay;
    const { table } = capture;
    const [row, other] = [rows[this.position]!, rows[position]!];
    if (!(table.shape[row]! & SHAPE.ip4) || Math.abs(this.since(position)) > COPY_LIMIT) return false;
    const identification = (one: number): number => {
      const at = table.offset[one]! + table.network[one]! + 4;
      return (capture.bytes[at]! << 8) | capture.bytes[at + 1]!;
    };
    return identification(row) !== 0 && identification(row) === identification(other);
  }

  /** Earlier packets of this end with some of the numbers that this one carries, the latest first. */
  copies(from = this.sequence, end = this.end): Copy[] {
    const { table } = this.replay.state;
    const found: Copy[] = [];
    const stop = Math.max(0, this.position - MAX_LOOK_BACK);
    for (let position = this.position - 1; position >= stop; position--) {
      if ((table.shape[position]! & SHAPE.fromClient ? 0 : 1) !== this.side) continue;
      const begin = table.sequence[position]!;
      const one = table.flags[position]! & (SYN | FIN) ? 1 : 0;
      const behind = (begin + table.payloadLength[position]! + one) >>> 0;
      if (behind === begin) continue;
      if (((behind - from) | 0) <= 0 || ((end - begin) | 0) <= 0) continue;
      found.push({ position, isWhole: ((from - begin) | 0) >= 0 && ((behind - end) | 0) >= 0 });
    }
    return found;
  }
}
