/**
 * Segments sent and not yet acknowledged: one ring of (row, sequence, next sequence) per flow, all in one typed array.
 */
import { enlarged } from '../basics/arrays.ts';

/** Maximum entries for one flow, as in Wireshark: a one-sided capture must not make the analysis quadratic. */
export const MAX_UNACKED = 10_000;

const WORDS = 3;

/** The rings of all flows; a flow's ring starts small and moves to a larger place when it is full. */
export class UnackedRings {
  /** Per flow: offset in `words`, capacity in entries (a power of two), first entry, number of entries. */
  #at = new Uint32Array(128);
  #capacity = new Uint16Array(128);
  #head = new Uint16Array(128);
  /** Number of entries of each flow. */
  counts = new Uint16Array(128);
  /**
   * Per flow: 1 where its entries are not in ascending order of both numbers (in the sense of 32-bit wrap-around, all
   * within half the number space). While they are in order, an acknowledgment looks only at what it removes.
   */
  #unsorted = new Uint8Array(128);
  #words = new Uint32Array(4096);
  #used = 0;
  readonly #free: number[][] = [];

  /** Reserves space for flows below `flows`. */
  reserve(flows: number): void {
    if (flows <= this.counts.length) return;
    const size = Math.max(flows, this.counts.length * 2);
    this.#at = enlarged(this.#at, size);
    this.#capacity = enlarged(this.#capacity, size);
    this.#head = enlarged(this.#head, size);
    this.counts = enlarged(this.counts, size);
    this.#unsorted = enlarged(this.#unsorted, size);
  }

  /** Appends a segment; the caller has checked that there are fewer than `MAX_UNACKED`. */
  push(flow: number, row: number, sequence: number, next: number): void {
    const count = this.counts[flow]!;
    if (count === this.#capacity[flow]) this.#enlarge(flow);
    if (count === 0) {
      this.#unsorted[flow] = 0;
    } else if (this.#unsorted[flow] === 0) {
      const last = this.#index(flow, count - 1);
      const first = this.#index(flow, 0);
      const w = this.#words;
      if (
        ((sequence - w[last + 1]!) | 0) < 0 ||
        ((next - w[last + 2]!) | 0) < 0 ||
        ((next - w[first + 1]!) | 0) < 0
      ) {
        this.#unsorted[flow] = 1;
      }
    }
    const i = this.#index(flow, count);
    this.#words[i] = row;
    this.#words[i + 1] = sequence;
    this.#words[i + 2] = next;
    this.counts[flow] = count + 1;
  }

  /** Row of entry `i`, counted from the oldest. */
  row(flow: number, i: number): number {
    return this.#words[this.#index(flow, i)]!;
  }

  /** Sequence number of entry `i`. */
  sequence(flow: number, i: number): number {
    return this.#words[this.#index(flow, i) + 1]!;
  }

  /** Sequence number after entry `i`. */
  next(flow: number, i: number): number {
    return this.#words[this.#index(flow, i) + 2]!;
  }

  /** Set by `acknowledge`: 1 + row of the segment whose end (or, with `partial`, whose middle) was acknowledged, or 0. */
  acknowledgedRow = 0;
  acknowledgedPart = false;

  /**
   * Removes what `ack` covers and shortens what it covers in part. The oldest entry that ends at `ack` is the one
   * acknowledged; with `partial`, one that `ack` falls into counts too.
   */
  acknowledge(flow: number, ack: number, partial: boolean): void {
    this.acknowledgedRow = 0;
    this.acknowledgedPart = false;
    let count = this.counts[flow]!;
    if (count === 0) return;
    if (this.#unsorted[flow] !== 0) {
      this.#acknowledgeUnsorted(flow, ack, partial);
      return;
    }
    const mask = this.#capacity[flow]! - 1;
    const at = this.#at[flow]!;
    const w = this.#words;
    let head = this.#head[flow]!;
    while (count > 0) {
      const i = at + (head & mask) * WORDS;
      const next = w[i + 2]!;
      if (((ack - next) | 0) < 0) break;
      if (next === ack && this.acknowledgedRow === 0) this.acknowledgedRow = w[i]! + 1;
      head = (head + 1) & mask;
      count--;
    }
    for (let k = 0; k < count; k++) {
      const i = at + ((head + k) & mask) * WORDS;
      if (((ack - w[i + 1]!) | 0) <= 0) break;
      w[i + 1] = ack;
      if (partial && this.acknowledgedRow === 0) {
        this.acknowledgedRow = w[i]! + 1;
        this.acknowledgedPart = true;
      }
    }
    this.#head[flow] = head;
    this.counts[flow] = count;
  }

  #acknowledgeUnsorted(flow: number, ack: number, partial: boolean): void {
    const count = this.counts[flow]!;
    const w = this.#words;
    let kept = 0;
    for (let k = 0; k < count; k++) {
      const i = this.#index(flow, k);
      const row = w[i]!;
      let sequence = w[i + 1]!;
      const next = w[i + 2]!;
      if (next === ack) {
        if (this.acknowledgedRow === 0) {
          this.acknowledgedRow = row + 1;
          this.acknowledgedPart = false;
        }
        continue;
      }
      if (((next - ack) | 0) < 0) continue;
      if (((ack - sequence) | 0) > 0) {
        sequence = ack;
        if (partial && this.acknowledgedRow === 0) {
          this.acknowledgedRow = row + 1;
          this.acknowledgedPart = true;
        }
      }
      const j = this.#index(flow, kept++);
      w[j] = row;
      w[j + 1] = sequence;
      w[j + 2] = next;
    }
    this.counts[flow] = kept;
    if (kept <= 1) this.#unsorted[flow] = 0;
  }

  /** Highest end minus lowest start over a flow's entries, in numbers relative to `base`, modulo 2³². */
  span(flow: number, base: number): number {
    const count = this.counts[flow]!;
    if (this.#unsorted[flow] === 0) {
      const low = (this.sequence(flow, 0) - base) >>> 0;
      const high = (this.next(flow, count - 1) - base) >>> 0;
      if (low <= high) return high - low;
    }
    let low = 0xffffffff;
    let high = 0;
    for (let k = 0; k < count; k++) {
      const i = this.#index(flow, k);
      const from = (this.#words[i + 1]! - base) >>> 0;
      const to = (this.#words[i + 2]! - base) >>> 0;
      if (from < low) low = from;
      if (to > high) high = to;
    }
    return (high - low) >>> 0;
  }

  #index(flow: number, i: number): number {
    return this.#at[flow]! + ((this.#head[flow]! + i) & (this.#capacity[flow]! - 1)) * WORDS;
  }

  #enlarge(flow: number): void {
    const old = this.#capacity[flow]!;
    const capacity = old === 0 ? 4 : old * 2;
    const from = this.#at[flow]!;
    const to = this.#allocate(capacity);
    const head = this.#head[flow]!;
    for (let k = 0; k < old; k++) {
      const i = from + ((head + k) & (old - 1)) * WORDS;
      this.#words.copyWithin(to + k * WORDS, i, i + WORDS);
    }
    if (old > 0) (this.#free[Math.log2(old)] ??= []).push(from);
    this.#at[flow] = to;
    this.#head[flow] = 0;
    this.#capacity[flow] = capacity;
  }

  #allocate(capacity: number): number {
    const free = this.#free[Math.log2(capacity)]?.pop();
    if (free !== undefined) return free;
    const at = this.#used;
    this.#used += capacity * WORDS;
    if (this.#used > this.#words.length) {
      this.#words = enlarged(this.#words, Math.max(this.#used, this.#words.length * 2));
    }
    return at;
  }
}
