/** The row of a fold: what the drafts in it hold, counted. */
import type { Fold } from './fold.ts';
import type { Item, Writable } from './item.ts';
import { PacketItem } from './packet-item.ts';
import type { CallCell, FoldedCell, FoldedPacketsCell, LadderRow, StartCell } from './types.ts';

/** Names of calls and events that one cell counts. */
const MAX_NAMES = 6;

/** Adds up what the drafts of a fold hold, column by column. */
export function foldRow(fold: Fold): LadderRow {
  const { drafts, isProbing, at } = fold;
  const columns = new Map<number, ColumnSum>();
  const packets = new PacketSum(at);
  const add = (item: Item): void => {
    if (item instanceof PacketItem) return packets.add(item.n, item.from, item.to, item.length);
    // The other half is counted.
    if (item.isSpare) return;
    let sum = columns.get(item.column);
    if (sum === undefined) columns.set(item.column, (sum = new ColumnSum(item)));
    sum.add(item, isProbing);
  };
  for (const { main, beside, acked } of drafts) {
    add(main);
    for (const item of beside) add(item);
    if (acked > 0 && main instanceof PacketItem) packets.add(acked, main.to, main.from, 0);
  }
  const isOneKind = packets.count === 0 && columns.size === 1;
  const cells = [...columns]
    .toSorted(([a], [b]) => a - b)
    .map(([column, sum]) => sum.cell(column, at, { isOneKind, isProbing }));
  const row: Writable<LadderRow> = { kind: 'fold', at, delta: 0, fold: drafts.length, cells };
  const wire = packets.cell();
  if (wire !== undefined) row.wire = wire;
  return row;
}

/** What is folded in one column. */
class ColumnSum {
  readonly #first: Item;
  #isAlike = true;
  #count = 0;
  readonly #names = new Map<string, number>();
  #lines: [first: number, last: number] | undefined;

  constructor(first: Item) {
    this.#first = first;
  }

  add({ kind, n, lastLine, likeness, name: whole, times }: Item, isProbing: boolean): void {
    // What a run-time system asks may fail: that is why it asks.
    const name = isProbing ? whole.replace(/ = .*/, '') : whole;
    this.#isAlike &&= likeness !== '' && likeness === this.#first.likeness;
    if (kind === 'line') {
      if (lastLine === 0) return;
      this.#lines = this.#lines === undefined ? [n, lastLine] : [this.#lines[0], lastLine];
      return;
    }
    this.#count += times;
    this.#names.set(name, (this.#names.get(name) ?? 0) + times);
  }

  cell(
    column: number,
    at: number,
    { isOneKind, isProbing }: { readonly isOneKind: boolean; readonly isProbing: boolean },
  ): FoldedCell {
    const names = [...this.#names].map(([name, count]) => ({ name, count }));
    const cell: Writable<FoldedCell> = {
      kind: 'folded',
      column,
      at,
      count: this.#count,
      names: names.toSorted((a, b) => b.count - a.count).slice(0, MAX_NAMES),
      mood: 'quiet',
    };
    if (this.#lines !== undefined) cell.lines = this.#lines;
    if (isProbing) cell.isProbing = true;
    else if (isOneKind && this.#isAlike) {
      const like = this.#first.draw();
      if (like.kind === 'call' || like.kind === 'start') cell.like = like satisfies CallCell | StartCell;
    }
    return cell;
  }
}

/** The packets of a fold. */
class PacketSum {
  readonly #at: number;
  count = 0;
  #bytes = 0;
  #first = 0;
  #last = 0;
  /** The way of all of them: -1 and -1 for several. */
  #from = -2;
  #to = -2;

  constructor(at: number) {
    this.#at = at;
  }

  add(n: number, from: number, to: number, length: number): void {
    if (this.count === 0) {
      this.#first = n;
      this.#from = from;
      this.#to = to;
    } else if (from !== this.#from || to !== this.#to) this.#from = this.#to = -1;
    this.count++;
    this.#bytes += length;
    this.#first = Math.min(this.#first, n);
    this.#last = Math.max(this.#last, n);
  }

  cell(): FoldedPacketsCell | undefined {
    if (this.count === 0) return undefined;
    const cell: Writable<FoldedPacketsCell> = {
      kind: 'folded-packets',
      at: this.#at,
      packets: this.count,
      bytes: this.#bytes,
      first: this.#first,
      last: this.#last,
    };
    if (this.#from >= 0 && this.#to >= 0) {
      cell.from = this.#from;
      cell.to = [this.#to];
    }
    return cell;
  }
}
