/** Fragments of IP packets: which belong together, and when all of a packet is there (RFC 791 section 3.2, RFC 8200 section 4.5). */
import type { Capture } from './capture.ts';

/** One fragment's payload. */
export interface Fragment {
  /** Row of its packet. */
  readonly row: number;
  /** Offset of its payload in the capture's bytes. */
  readonly at: number;
  readonly length: number;
  /** Where it belongs in the whole. */
  readonly offset: number;
}

/** No packet is longer, so no fragment reaches further. */
const MAX_DATAGRAM = 65_535;
/** Packets that are waited for at one time; with more, the oldest is given up. */
const MAX_WAITING = 4096;

/** Fragments of one packet at most: no honest one but the last is shorter than eight bytes. */
const MAX_FRAGMENTS = 8192;

interface Waiting {
  /** In the order of their offsets; those with the same in the order in which they came. */
  fragments: Fragment[];
  /** Length of the whole, once the last fragment was seen. */
  total: number | undefined;
  /** Bytes that fragments brought, those brought twice counted twice. */
  gathered: number;
}

/** Takes the fragments of a capture in their order. Holds four numbers a fragment, never its bytes. */
export class Fragments {
  readonly #waiting = new Map<string, Waiting>();
  /** By row of the packet that completed the whole: its fragments in the order of their offsets. */
  readonly #complete = new Map<number, readonly Fragment[]>();
  readonly #completedBy = new Map<number, number>();
  readonly #scratch = new Uint8Array(MAX_DATAGRAM + 1);

  /**
   * Adds a fragment.
   * @param key the same for all fragments of a packet, and for no others
   * @returns length of the whole, if it is complete with this one; `put` then puts it together
   */
  add(key: string, fragment: Fragment, hasMore: boolean): number | undefined {
    const end = fragment.offset + fragment.length;
    if (end > MAX_DATAGRAM || fragment.length <= 0) return undefined;
    let waiting = this.#waiting.get(key);
    if (!waiting) {
      if (this.#waiting.size >= MAX_WAITING) this.#waiting.delete(this.#waiting.keys().next().value!);
      this.#waiting.set(key, (waiting = { fragments: [], total: undefined, gathered: 0 }));
    }
    if (waiting.fragments.length >= MAX_FRAGMENTS) return undefined;
    insert(waiting.fragments, fragment);
    waiting.gathered += fragment.length;
    if (!hasMore) waiting.total ??= end;
    if (waiting.total === undefined || waiting.gathered < waiting.total) return undefined;
    const inOrder = waiting.fragments;
    let covered = 0;
    for (const { offset, length } of inOrder) {
      if (offset > covered) return undefined;
      covered = Math.max(covered, offset + length);
    }
    if (covered < waiting.total) return undefined;
    this.#waiting.delete(key);
    this.#complete.set(fragment.row, inOrder);
    for (const { row } of inOrder) this.#completedBy.set(row, fragment.row);
    return waiting.total;
  }

  /** The fragments that a row completed, in the order of their offsets. */
  completedAt(row: number): readonly Fragment[] | undefined {
    return this.#complete.get(row);
  }

  /** The row that completed the packet to which a row's fragment belongs. */
  completedBy(row: number): number | undefined {
    return this.#completedBy.get(row);
  }

  /** Puts a complete packet together in bytes that the next call uses again. */
  put(row: number, bytes: Uint8Array, total: number): Uint8Array {
    return this.#fill(this.#scratch.subarray(0, total), row, bytes);
  }

  /** The same in bytes of their own. */
  datagram(row: number, bytes: Uint8Array): Uint8Array {
    const last = this.#complete.get(row)!;
    const total = last.reduce((end, { offset, length }) => Math.max(end, offset + length), 0);
    return this.#fill(new Uint8Array(total), row, bytes);
  }

  /** Where fragments overlap, the bytes of the one that begins first count. */
  #fill(whole: Uint8Array, row: number, bytes: Uint8Array): Uint8Array {
    let covered = 0;
    for (const { at, offset, length } of this.#complete.get(row)!) {
      const end = Math.min(offset + length, whole.length);
      if (end <= covered) continue;
      whole.set(bytes.subarray(at + covered - offset, at + end - offset), covered);
      covered = end;
    }
    return whole;
  }
}

function insert(fragments: Fragment[], fragment: Fragment): void {
  let low = 0;
  let high = fragments.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (fragments[middle]!.offset <= fragment.offset) low = middle + 1;
    else high = middle;
  }
  fragments.splice(low, 0, fragment);
}

/** Datagrams put together lately. */
const KEPT = 32;
const lately = new WeakMap<Capture, Map<number, Uint8Array>>();

/** The packet that a row's fragment completed; kept for a while. */
export function keptDatagram(capture: Capture, fragments: Fragments, row: number): Uint8Array {
  let kept = lately.get(capture);
  if (!kept) lately.set(capture, (kept = new Map()));
  let datagram = kept.get(row);
  if (!datagram) {
    datagram = fragments.datagram(row, capture.bytes);
    if (kept.size >= KEPT) kept.delete(kept.keys().next().value!);
    kept.set(row, datagram);
  }
  return datagram;
}
