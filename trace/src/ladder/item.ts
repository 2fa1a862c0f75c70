/** One thing that happened in one column, before rows are made of it. A long run has hundreds of thousands. */
import type {
  CallCell,
  EndCell,
  LineCell,
  LinesCell,
  LookupCell,
  PacketCell,
  PeerCell,
  ProcessEndCell,
  RowBytes,
  RowKind,
  SceneCell,
  StartCell,
} from './types.ts';

/** The cells that items have. */
export type ItemCell =
  | CallCell
  | StartCell
  | ProcessEndCell
  | PacketCell
  | PeerCell
  | LineCell
  | LinesCell
  | EndCell
  | LookupCell
  | SceneCell;

/** Something that is being made, field by field. */
export type Writable<T> = { -readonly [K in keyof T]: T[K] };

/** The column of packets, which no actor has. */
export const WIRE = -1;

/** Bits of {@link Item.flags}. */
const CAUSE = 1;
const ACK = 2;
const PLAIN_DATA = 4;
const ORDINARY = 8;
const PROBING = 16;
const IDLE = 32;
const SPARE = 64;
const WHOLE = 128;

/** The kinds of rows that items become. */
export type ItemKind = Exclude<RowKind, 'gap' | 'fold' | 'more'>;

/**
 * One thing that happened. Its cell is made only if it is drawn, and what it does not need it does not have: these are the
 * only objects of which there is one for each call and packet.
 */
export abstract class Item {
  /** µs since the epoch. */
  readonly at: number;
  readonly kind: ItemKind;
  /** Index of its column; {@link WIRE} for a packet. */
  readonly column: number;
  /** Number of the call, the packet, the record or the line. */
  readonly n: number;
  /**
   * The packet in whose row it appears if nothing else happened between the two; 0 for none. Causes are earlier than
   * their packets, effects later.
   */
  anchor = 0;
  /** Of a call that took time: which half of it this is. */
  declare readonly half: CallHalf | undefined;
  /** Bits, which the properties below name. */
  flags = 0;

  constructor(kind: ItemKind, at: number, column: number, n: number) {
    this.kind = kind;
    this.at = at;
    this.column = column;
    this.n = n;
  }

  /** Makes its cell. */
  abstract draw(): ItemCell;

  /** Equal for items that differ only in how often they happened; empty for those that are like no other. */
  get likeness(): string {
    return '';
  }

  /** What it is called in a fold. */
  get name(): string {
    return this.kind;
  }

  /** How many calls it stands for. */
  get times(): number {
    return 1;
  }

  /** When the call began, if it is one. */
  get began(): number | undefined {
    return undefined;
  }

  /** Whether the call's other half is not shown if nothing happened between the two and nothing went over the wire. */
  get isJoinable(): boolean {
    return false;
  }

  /** Number of the call that wrote a line, or that ended the program; 0 for none. */
  get call(): number {
    return 0;
  }

  get bytes(): RowBytes | undefined {
    return undefined;
  }

  /** Of several lines: the last one; 0 for what is no line of standard output. */
  get lastLine(): number {
    return 0;
  }

  /** Of a line of an actor other than the first program. */
  get lineActor(): string | undefined {
    return undefined;
  }

  /** Whether it caused its packet, or else was woken by it. */
  get isCause(): boolean {
    return (this.flags & CAUSE) !== 0;
  }

  /** Carries nothing but an acknowledgment: other things may be moved past it. */
  get isAck(): boolean {
    return (this.flags & ACK) !== 0;
  }

  set isAck(value: boolean) {
    setFlag(this, ACK, value);
  }

  /** Carries data, and nothing about it is unusual: its acknowledgment may be shown in its row. */
  get isPlainData(): boolean {
    return (this.flags & PLAIN_DATA) !== 0;
  }

  set isPlainData(value: boolean) {
    setFlag(this, PLAIN_DATA, value);
  }

  /** Ordinary rows are folded when many of them follow each other. */
  get isOrdinary(): boolean {
    return (this.flags & ORDINARY) !== 0;
  }

  set isOrdinary(value: boolean) {
    setFlag(this, ORDINARY, value);
  }

  /** Part of what a run-time system does before the program begins. */
  get isProbing(): boolean {
    return (this.flags & PROBING) !== 0;
  }

  set isProbing(value: boolean) {
    setFlag(this, PROBING, value);
  }

  /** Whether it moves no bytes, so that it may be folded together with others of the kind. */
  get isIdle(): boolean {
    return (this.flags & IDLE) !== 0;
  }

  set isIdle(value: boolean) {
    setFlag(this, IDLE, value);
  }

  /** Of a half: it is shown only if something else happened between the two halves. At most one of them is spare. */
  get isSpare(): boolean {
    return (this.flags & SPARE) !== 0;
  }

  set isSpare(value: boolean) {
    setFlag(this, SPARE, value);
  }

  /** Of the beginning of a call: it is shown with its result, because its return is not. */
  get isWhole(): boolean {
    return (this.flags & WHOLE) !== 0;
  }

  set isWhole(value: boolean) {
    setFlag(this, WHOLE, value);
  }

  /** Says which packet it caused. */
  causes(packet: number | undefined): void {
    if (packet === undefined || packet === 0) return;
    this.anchor = packet;
    setFlag(this, CAUSE, true);
  }

  /** Says which packet woke it. */
  follows(packet: number | undefined): void {
    if (packet === undefined || packet === 0) return;
    this.anchor = packet;
    setFlag(this, CAUSE, false);
  }
}

function setFlag(item: Item, bit: number, value: boolean): void {
  item.flags = value ? item.flags | bit : item.flags & ~bit;
}

/** Which half of a call that took time an item is. */
export type CallHalf = 'begin' | 'return';

/** What an item of which there are not many has. */
interface OtherFacts {
  readonly likeness?: string;
  readonly name?: string;
  readonly call?: number;
  readonly bytes?: RowBytes | undefined;
  readonly lastLine?: number;
  readonly lineActor?: string | undefined;
}

const NO_FACTS: OtherFacts = {};

/** An item that is neither a call nor a packet. */
export class OtherItem extends Item {
  readonly #draw: () => ItemCell;
  readonly #facts: OtherFacts;

  /** @param draw makes its cell. */
  constructor(
    [kind, at, column, n]: readonly [kind: ItemKind, at: number, column: number, n: number],
    draw: () => ItemCell,
    facts: OtherFacts = NO_FACTS,
  ) {
    super(kind, at, column, n);
    this.#draw = draw;
    this.#facts = facts;
  }

  override draw(): ItemCell {
    return this.#draw();
  }

  override get likeness(): string {
    return this.#facts.likeness ?? '';
  }

  override get name(): string {
    return this.#facts.name ?? this.kind;
  }

  override get call(): number {
    return this.#facts.call ?? 0;
  }

  override get bytes(): RowBytes | undefined {
    return this.#facts.bytes;
  }

  override get lastLine(): number {
    return this.#facts.lastLine ?? 0;
  }

  override get lineActor(): string | undefined {
    return this.#facts.lineActor;
  }
}
