/** Fragments of IP packets: which belong together, and when all of a packet is there (RFC 791 section 3.2, RFC 8200 section 4.5). */
import { firstIndex } from '../basics/binary-search.ts';

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
/** Maximum incomplete packets at one time; beyond that, the oldest is dropped. */
const MAX_WAITING = 4096;

/** Maximum fragments of one packet: in valid traffic, only the last is shorter than eight bytes. */
const MAX_FRAGMENTS = 8192;

/** Maximum datagrams kept at one time. */
const MAX_KEPT = 32;

interface Waiting {
  /** In the order of their offsets; equal offsets in order of arrival. */
  fragments: Fragment[];
  /** Length of the whole, once the last fragment was seen. */
  total: number | undefined;
  /** Bytes in all fragments; bytes that arrived twice count twice. */
  gathered: number;
}

/** Takes the fragments of a capture in their order. Holds four numbers per fragment, never its bytes. */
export class Fragments {
  readonly #waiting = new Map<string, Waiting>();
  /** By row of the packet that completed the whole: its fragments in the order of their offsets. */
  readonly #complete = new Map<number, { fragments: readonly Fragment[]; total: number }>();
  readonly #completedBy = new Map<number, number>();
  /** Recently reassembled datagrams, by row. */
  readonly #kept = new Map<number, Uint8Array>();
  readonly #scratch = new Uint8Array(MAX_DATAGRAM + 1);

  /**
   * Adds a fragment.
   * @param key the same for all fragments of a packet, and for no others
   * @returns the length of the packet, if this fragment completes it; `put` then reassembles it
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
    this.#complete.set(fragment.row, { fragments: inOrder, total: waiting.total });
    for (const { row } of inOrder) this.#completedBy.set(row, fragment.row);
    return waiting.total;
  }

  /** The fragments that a row completed, in the order of their offsets. */
  completedAt(row: number): readonly Fragment[] | undefined {
    return this.#complete.get(row)?.fragments;
  }

  /** The row that completed the packet to which a row's fragment belongs. */
  completedBy(row: number): number | undefined {
    return this.#completedBy.get(row);
  }

  /** Reassembles a complete packet in a buffer that the next call reuses. */
  put(row: number, bytes: Uint8Array, total: number): Uint8Array {
    return this.#fill(this.#scratch.subarray(0, total), row, bytes);
  }

  /** The same in a new buffer. */
  datagram(row: number, bytes: Uint8Array): Uint8Array {
    return this.#fill(new Uint8Array(this.#complete.get(row)!.total), row, bytes);
  }

  /** The same as `datagram`, but the latest few are cached; they must not be changed. */
  kept(row: number, bytes: Uint8Array): Uint8Array {
    let datagram = this.#kept.get(row);
    if (!datagram) {
      datagram = this.datagram(row, bytes);
      if (this.#kept.size >= MAX_KEPT) this.#kept.delete(this.#kept.keys().next().value!);
      this.#kept.set(row, datagram);
    }
    return datagram;
  }

  /** Where fragments overlap, the one that begins first wins. */
  #fill(whole: Uint8Array, row: number, bytes: Uint8Array): Uint8Array {
    let covered = 0;
    for (const { at, offset, length } of this.#complete.get(row)!.fragments) {
      const end = Math.min(offset + length, whole.length);
      if (end <= covered) continue;
      whole.set(bytes.subarray(at + covered - offset, at + end - offset), covered);
      covered = end;
    }
    return whole;
  }
}

function insert(fragments: Fragment[], fragment: Fragment): void {
  const at = firstIndex(fragments.length, (index) => fragments[index]!.offset > fragment.offset);
  fragments.splice(at, 0, fragment);
}
