/** Puts what caused a packet, and what it woke, into the packet's row, as far as the order of events allows. */
import type { Item } from './item.ts';

/** A row before folding, as items: their cells are made only if the row is drawn. */
export class Draft {
  readonly main: Item;
  /** What stands beside a packet: causes, then effects. */
  readonly beside: readonly Item[];
  /** What caused the packet, if that has a row of its own. */
  readonly cause: Item | undefined;
  /** Packet that acknowledges this one's, if it came next and carried nothing else; 0 for none. */
  acked = 0;

  constructor(main: Item, beside: readonly Item[], cause: Item | undefined) {
    this.main = main;
    this.beside = beside;
    this.cause = cause;
  }

  /** One of many that may be folded. */
  get isOrdinary(): boolean {
    const { main, beside } = this;
    return (main.isOrdinary || main.isAck) && beside.every(({ isOrdinary }) => isOrdinary);
  }

  /** A lone acknowledgment. */
  get isAck(): boolean {
    return this.main.isAck && this.beside.length === 0;
  }

  /** µs since the epoch. */
  get at(): number {
    return this.main.at;
  }
}

/** An effect that comes later than this after its packet has a row of its own, µs. */
const MAX_DISTANCE = 5000;
/** A cause that comes earlier than this before its packet has a row of its own: it stands where it happened, µs. */
const MAX_CAUSE_DISTANCE = 2000;
/** Maximum number of items that one is moved past. */
const MAX_STEPS = 16;
/** Items that are searched for something between the two halves of a call. */
const MAX_BETWEEN = 1000;
/** A call other than a receive that took longer than this was delayed, µs. */
const MIN_DELAY = 10_000;

const NONE: readonly Item[] = [];

/** Rows in time order. @param items sorted by their times. @param packets how many packets the capture has. */
export function mergeItems(items: readonly Item[], packets: number): Draft[] {
  return new Merge(items, packets).drafts();
}

/** Where each item is placed: in a row of its own, in a packet's row, or nowhere. */
class Merge {
  readonly #items: readonly Item[];
  /** For each item, the index of the item in whose row it is placed. */
  readonly #holder: Int32Array;
  readonly #dropped: Uint8Array;
  /** What was moved beside a packet, by the packet's index. */
  readonly #beside = new Map<number, Item[]>();
  /** What caused a packet and was not moved, by the packet's index. */
  readonly #causes = new Map<number, Item>();
  /** Indexes of the packets, by packet number; -1 for those that are not drawn. */
  readonly #packets: Int32Array;
  /** Indexes of the two halves of each call that has two. */
  readonly #halves = new Map<number, { begin?: number; return?: number }>();

  constructor(items: readonly Item[], packets: number) {
    this.#items = items;
    this.#holder = Int32Array.from({ length: items.length }, (_, i) => i);
    this.#dropped = new Uint8Array(items.length);
    this.#packets = new Int32Array(packets + 1).fill(-1);
    items.forEach(({ kind, n, half }, i) => {
      if (kind === 'packet') this.#packets[n] = i;
      if (half === undefined) return;
      const both = this.#halves.get(n) ?? {};
      both[half] = i;
      this.#halves.set(n, both);
    });
  }

  drafts(): Draft[] {
    this.#moveCauses();
    this.#moveEffects();
    for (const { begin, return: end } of this.#halves.values()) {
      if (begin !== undefined && end !== undefined) this.#dropHalf(begin, end);
    }
    const drafts: Draft[] = [];
    this.#items.forEach((item, i) => {
      if (this.#holder[i] !== i || this.#dropped[i] === 1) return;
      const isPacket = item.kind === 'packet';
      const beside = (isPacket ? this.#beside.get(i) : undefined) ?? NONE;
      drafts.push(new Draft(item, beside, isPacket ? this.#causes.get(i) : undefined));
    });
    return drafts;
  }

  /** Index of the packet that an item belongs to, or -1. */
  #packetOf({ anchor }: Item): number {
    return anchor === 0 ? -1 : (this.#packets[anchor] ?? -1);
  }

  /** Moves each cause forward to its packet, the last one first. */
  #moveCauses(): void {
    for (let i = this.#items.length - 1; i >= 0; i--) {
      const item = this.#items[i]!;
      const to = item.isCause ? this.#packetOf(item) : -1;
      if (to <= i) continue;
      const isNear = this.#items[to]!.at - item.at <= MAX_CAUSE_DISTANCE;
      if (!isNear || !this.#isPassable(i, to) || !this.#move(i, to)) this.#causes.set(to, item);
    }
  }

  /** Moves each effect back to its packet, and causes that were written down only afterwards, as peers do. */
  #moveEffects(): void {
    this.#items.forEach((item, i) => {
      const to = this.#holder[i] === i ? this.#packetOf(item) : -1;
      if (to < 0 || to > i) return;
      const packet = this.#items[to]!;
      // The tracer can write down a call a moment after the packet that the call caused.
      if (item.isCause && item.kind === 'call') {
        const isNear = item.at - packet.at <= MAX_CAUSE_DISTANCE;
        if (!isNear || !this.#isPassable(to, i) || !this.#move(i, to)) this.#causes.set(to, item);
        return;
      }
      // A call that began after the packet was not woken by it: the bytes had been waiting.
      const began = item.kind === 'call' ? (item.began ?? item.at) : packet.at;
      const isNear = began <= packet.at && item.at - packet.at <= MAX_DISTANCE;
      if (isNear && this.#isPassable(to, i)) this.#move(i, to);
    });
  }

  /** Drops one half of a call if nothing happened between the two. */
  #dropHalf(begin: number, end: number): void {
    const first = this.#items[begin]!;
    const last = this.#items[end]!;
    if (last.isSpare) {
      const isDelayed = last.at - first.at >= MIN_DELAY;
      if (!isDelayed || !this.#isSomethingBetween(this.#holder[begin]!, end)) this.#dropped[end] = 1;
    } else if (first.isSpare) {
      if (!this.#isSomethingBetween(begin, this.#holder[end]!)) this.#dropped[begin] = 1;
    } else if (
      first.isJoinable &&
      // Nothing of it went over the wire.
      this.#holder[begin] === begin &&
      this.#holder[end] === end &&
      !this.#isSomethingBetween(begin, end)
    ) {
      first.isWhole = true;
      this.#dropped[end] = 1;
    }
  }

  #isPassable(from: number, to: number): boolean {
    return to - from <= MAX_STEPS && !this.#isSomethingBetween(from, to);
  }

  /** Whether anything that is shown, acknowledgments aside, is between two items. */
  #isSomethingBetween(from: number, to: number): boolean {
    if (to - from > MAX_BETWEEN) return true;
    for (let i = from + 1; i < to; i++) {
      const item = this.#items[i]!;
      if (this.#holder[i] === i && !item.isAck && !item.isSpare) return true;
    }
    return false;
  }

  /** Puts an item beside a packet, if its column is free there. */
  #move(i: number, to: number): boolean {
    const item = this.#items[i]!;
    const beside = this.#beside.get(to);
    if (beside === undefined) this.#beside.set(to, [item]);
    else if (beside.some(({ column }) => column === item.column)) return false;
    else if (item.isCause) beside.unshift(item);
    else beside.push(item);
    this.#holder[i] = to;
    return true;
  }
}
