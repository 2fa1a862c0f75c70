/** Lists of packets: those that a filter finds, in an order, and what their rows show. */
import type { Capture, Field, FilterError, FilterWarning, Packet } from '@wireside/wire';
import { compileFilter, packetValues, valueText } from '@wireside/wire';
import { inSlices } from './breath.ts';
import type { PacketKind } from './packet-kind.ts';
import { packetKind } from './packet-kind.ts';
import { fieldOf, sortKeys, sortRows } from './packets-sort.ts';

/** In which order. */
export interface Sort {
  /** A column: `time`, `info`, or the name of a field. */
  readonly column: string;
  readonly isDown: boolean;
}

/** How packets are listed. */
export interface ListChoice {
  readonly filter: string;
  /** By default as they were captured. */
  readonly sort?: Sort;
}

/** Which packets a filter found. */
export type PacketList =
  | { readonly count: number; readonly warnings: readonly FilterWarning[]; readonly error?: undefined }
  | { readonly error: FilterError; readonly count?: undefined };

/** A row of the list of packets. */
export interface PacketRow extends Packet {
  /** µs since the packet before in the list. */
  readonly delta: number;
  readonly kind: PacketKind;
  /** Texts of the fields that were asked for, in their order; empty for a packet without that field. */
  readonly values: readonly string[];
}

/** A list: rows of the capture in order; undefined for all of them as they were captured. */
interface List {
  readonly rows: Uint32Array | undefined;
  readonly count: number;
  /** Packets of the capture that were looked at. */
  readonly seen: number;
}

/** Lists that are kept; each may have four bytes for each packet. */
const MAX_LISTS = 4;
/** Characters of a field's value in a cell. */
const MAX_VALUE = 500;

/** The lists of one capture, which may still grow. */
export class PacketLists {
  readonly #capture: Capture;
  readonly #lists = new Map<string, List>();
  readonly #running = new Map<string, Promise<List>>();
  /** The list that the table shows next: work for another one ends. */
  #wanted = '';

  constructor(capture: Capture) {
    this.#capture = capture;
  }

  /**
   * How many packets a list has, or what is wrong with the filter's text. A question that comes later ends this one.
   * @throws {SupersededError} when that happens
   */
  async list(choice: ListChoice): Promise<PacketList> {
    const { filter, error } = compileFilter(choice.filter, { registry: this.#capture.registry });
    if (error !== undefined) return { error };
    this.#wanted = keyOf(choice);
    const key = this.#wanted;
    const { count } = await this.#made(choice, () => this.#wanted === key);
    return { count, warnings: filter.warnings };
  }

  /** Rows of a list from place `from` to before `to`; none if its filter is wrong. */
  async rows(choice: ListChoice, from: number, to: number, columns: readonly string[]): Promise<PacketRow[]> {
    const capture = this.#capture;
    if (this.#isWrong(choice)) return [];
    const list = await this.#made(choice);
    const rowAt = (place: number): number => list.rows?.[place] ?? place;
    const fields = columns.map((name) => fieldOf(capture, name));
    const values = fields.map((field) => field && packetValues(capture, field));
    const found: PacketRow[] = [];
    for (let place = from; place < Math.min(to, list.count); place++) {
      const row = rowAt(place);
      const packet = capture.packet(row);
      found.push({
        ...packet,
        delta: place === 0 ? 0 : capture.time(row) - capture.time(rowAt(place - 1)),
        kind: packetKind(packet),
        values: values.map((read, i) => (read === undefined ? '' : textOf(fields[i]!, read(row)))),
      });
    }
    return found;
  }

  /** The place of packet `n` in a list; without an order, that of the next one if the filter leaves it out. -1 if it is not there. */
  async place(choice: ListChoice, n: number): Promise<number> {
    if (this.#isWrong(choice)) return -1;
    const { rows, count } = await this.#made(choice);
    if (rows === undefined) return n - 1 < count ? n - 1 : -1;
    if (choice.sort !== undefined) return rows.indexOf(n - 1);
    let [low, high] = [0, count];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (rows[middle]! < n - 1) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #isWrong({ filter }: ListChoice): boolean {
    return compileFilter(filter, { registry: this.#capture.registry }).error !== undefined;
  }

  /** The list as the capture is now, made by one run at a time. */
  #made(choice: ListChoice, isWanted = (): boolean => true): Promise<List> {
    const key = keyOf(choice);
    const kept = this.#lists.get(key);
    if (kept?.seen === this.#capture.count) return Promise.resolve(kept);
    let running = this.#running.get(key);
    if (running === undefined) {
      running = this.#make(choice, key, kept, isWanted).finally(() => this.#running.delete(key));
      this.#running.set(key, running);
    }
    return running;
  }

  async #make(
    choice: ListChoice,
    key: string,
    before: List | undefined,
    isWanted: () => boolean,
  ): Promise<List> {
    const seen = this.#capture.count;
    let { rows } =
      choice.sort === undefined && before !== undefined
        ? await this.#found(choice.filter, before, seen, isWanted)
        : await this.#found(choice.filter, undefined, seen, isWanted);
    if (choice.sort !== undefined) {
      const { column, isDown } = choice.sort;
      const order = rows ?? Uint32Array.from({ length: seen }, (_, row) => row);
      const keys = await sortKeys(this.#capture, order, column, isWanted);
      rows = sortRows(order, keys, isDown);
    }
    const list = { rows, count: rows?.length ?? seen, seen };
    this.#lists.delete(key);
    if (this.#lists.size >= MAX_LISTS) this.#lists.delete(this.#lists.keys().next().value!);
    this.#lists.set(key, list);
    return list;
  }

  /** What a filter finds, with what it had found before the capture grew. */
  async #found(
    text: string,
    before: List | undefined,
    seen: number,
    isWanted: () => boolean,
  ): Promise<{ rows: Uint32Array | undefined }> {
    if (text.trim() === '') return { rows: undefined };
    const filter = compileFilter(text, { registry: this.#capture.registry }).filter!;
    const parts: Uint32Array[] = before?.rows === undefined ? [] : [before.rows];
    await inSlices(
      before?.seen ?? 0,
      seen,
      (from, to) => parts.push(filter.rows(this.#capture, { from, to })),
      isWanted,
    );
    const rows = new Uint32Array(parts.reduce((sum, { length }) => sum + length, 0));
    let at = 0;
    for (const part of parts) {
      rows.set(part, at);
      at += part.length;
    }
    return { rows };
  }
}

function textOf(field: Field, values: readonly unknown[]): string {
  const text = values.map((value) => valueText(field, value as never)).join(', ');
  return text.length > MAX_VALUE ? `${text.slice(0, MAX_VALUE)}…` : text;
}

const keyOf = ({ filter, sort }: ListChoice): string =>
  `${sort === undefined ? '' : `${sort.isDown ? '-' : '+'}${sort.column}`} ${filter}`;
