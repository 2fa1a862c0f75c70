/** Puts what caused a packet, and what it woke, into the packet's row, as far as the order of events allows. */
import type { Item } from './item.ts';
import type { LadderCell, LadderRow } from './types.ts';

/** A row before folding. */
export interface Draft {
  row: LadderRow;
  /** One of many that may be folded. */
  isOrdinary: boolean;
  /** A lone acknowledgement. */
  isAck: boolean;
}

/** A thing that came later than this after its packet has a row of its own, µs. */
const NEAR = 5000;
/** Things that one is moved past at the most. */
const STEPS = 16;
/** A call that is not for receiving and took longer than this was held up, µs. */
const HELD_UP = 10_000;

/** Rows in time order. @param items sorted by their times. */
export function mergeItems(items: readonly Item[]): Draft[] {
  const index = new Map<Item, number>();
  const packets = new Map<number, number>();
  items.forEach((item, i) => {
    index.set(item, i);
    if (item.wire !== undefined) packets.set(item.wire.n as number, i);
  });
  const holder = Int32Array.from(items, (_, i) => i);
  const beside = new Map<number, { left?: Item; right?: Item }>();

  const isPassable = (from: number, to: number): boolean => {
    if (to - from > STEPS) return false;
    for (let i = from + 1; i < to; i++) {
      const item = items[i] as Item;
      if (holder[i] === i && item.isAck !== true && item.spare !== true) return false;
    }
    return true;
  };
  const move = (i: number, to: number): void => {
    const item = items[i] as Item;
    const cells = beside.get(to) ?? {};
    if (cells[lane(item)] !== undefined) return;
    cells[lane(item)] = item;
    beside.set(to, cells);
    holder[i] = to;
  };
  for (let i = items.length - 1; i >= 0; i--) {
    const { anchor } = items[i] as Item;
    const to = anchor?.as === 'cause' ? packets.get(anchor.packet) : undefined;
    if (to !== undefined && to > i && isPassable(i, to)) move(i, to);
  }
  for (let i = 0; i < items.length; i++) {
    const item = items[i] as Item;
    // A peer writes some causes down only afterwards.
    const to = item.anchor === undefined || holder[i] !== i ? undefined : packets.get(item.anchor.packet);
    if (to === undefined || to > i) continue;
    const packet = items[to] as Item;
    // A call that began after the packet was not woken by it: the bytes had been waiting.
    const began = item.kind === 'call' ? (item.other?.at ?? item.began ?? item.at) : packet.at;
    if (began <= packet.at && item.at - packet.at <= NEAR && isPassable(to, i)) move(i, to);
  }

  /** Whether anything that is shown, acknowledgements aside, stands between two places. */
  const isSomethingBetween = (from: number, to: number): boolean => {
    for (let i = from + 1; i < to; i++) {
      const item = items[i] as Item;
      if (holder[i] === i && item.isAck !== true && item.spare !== true) return true;
    }
    return false;
  };
  const dropped = new Set<number>();
  items.forEach((item, i) => {
    if (item.other === undefined) return;
    const other = index.get(item.other) as number;
    if (i > other) {
      if (item.spare !== true) return;
      const began = items[other] as Item;
      if (item.at - began.at < HELD_UP || !isSomethingBetween(holder[other] as number, i)) dropped.add(i);
    } else if (item.spare === true) {
      if (!isSomethingBetween(i, holder[other] as number)) dropped.add(i);
    } else if (item.whole !== undefined && holder[i] === i && holder[other] === other) {
      // Nothing of it went over the wire.
      if (isSomethingBetween(i, other)) return;
      item.cell.text = item.whole;
      dropped.add(other);
    }
  });

  const drafts: Draft[] = [];
  items.forEach((item, i) => {
    if (holder[i] === i && !dropped.has(i)) drafts.push(draftOf(item, beside.get(i) ?? {}));
  });
  return drafts;
}

const lane = (item: Item): 'left' | 'right' => (item.kind === 'peer' ? 'right' : 'left');

function draftOf(item: Item, { left, right }: { left?: Item; right?: Item }): Draft {
  const parts = [item, left, right].filter((part) => part !== undefined);
  const row: LadderRow = { kind: item.kind, at: item.at, delta: 0 };
  const leftItem = item.kind === 'packet' ? left : item.kind === 'peer' ? undefined : item;
  const rightItem = item.kind === 'peer' ? item : right;
  if (item.wire !== undefined) {
    row.middle = item.wire;
    row.packet = item.wire.n as number;
  }
  if (leftItem !== undefined) {
    row.left = leftItem.cell;
    if (leftItem.kind === 'call') row.call = leftItem.cell.n as number;
    if (leftItem.call !== undefined) row.call = leftItem.call;
    if (leftItem.line !== undefined) row.line = leftItem.line;
    if (leftItem.lastLine !== undefined) row.lastLine = leftItem.lastLine;
  }
  if (rightItem !== undefined) {
    row.right = rightItem.cell;
    row.peer = rightItem.cell.n as number;
  }
  const bytes = parts.find((part) => part.bytes !== undefined && part.bytes.length > 0)?.bytes;
  if (bytes !== undefined) row.bytes = bytes;
  const messages = messagesOf([row.left, row.middle, row.right]);
  if (messages.length > 0) row.messages = messages;
  return {
    row,
    isOrdinary: parts.every((part) => part.isOrdinary === true || part.isAck === true),
    isAck: parts.length === 1 && item.isAck === true,
  };
}

function messagesOf(cells: readonly (LadderCell | undefined)[]): number[] {
  const messages = new Set<number>();
  for (const cell of cells) for (const { message } of cell?.pieces ?? []) messages.add(message);
  return [...messages].toSorted((a, b) => a - b);
}
