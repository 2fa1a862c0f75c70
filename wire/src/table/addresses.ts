/** Addresses as small integers: each distinct IPv4, IPv6 or hardware address is kept once. */
import { enlarged } from '../basics/arrays.ts';

/** Kinds of address. */
export const ADDRESS = { none: 0, ip4: 4, ip6: 6, mac: 1 } as const;

/** Interned addresses; id 0 stands for "none". */
export class Addresses {
  /** Number of ids given out, 0 included. */
  count = 1;
  /** Kind of each id, one of `ADDRESS`. */
  kinds = new Uint8Array(256);
  /** Four 32-bit words of each id; IPv4 uses the first, a hardware address the first two. */
  words = new Uint32Array(1024);

  #slots = new Uint32Array(1024);
  #mask = 1023;
  #names: string[] = [];

  /** Id of an IPv4 address given as a number. */
  ip4(address: number): number {
    // Most addresses are in the slot that their hash gives.
    const id = this.#slots[hash(ADDRESS.ip4, address, 0, 0, 0) & this.#mask]!;
    if (this.words[id * 4] === address && this.kinds[id] === ADDRESS.ip4) return id;
    return this.#intern(ADDRESS.ip4, address, 0, 0, 0);
  }

  /** Id of the IPv6 address whose 16 bytes begin at `o`. */
  ip6(b: Uint8Array, o: number): number {
    return this.#intern(ADDRESS.ip6, word(b, o), word(b, o + 4), word(b, o + 8), word(b, o + 12));
  }

  /** Id of the hardware address whose 6 bytes begin at `o`. */
  mac(b: Uint8Array, o: number): number {
    return this.#intern(ADDRESS.mac, word(b, o), (b[o + 4]! << 8) | b[o + 5]!, 0, 0);
  }

  /** The address as text; RFC 5952 for IPv6; empty for id 0. */
  text(id: number): string {
    return (this.#names[id] ??= this.#text(id));
  }

  /** Id of an address by kind and words, or 0 where the capture does not have it. */
  find(kind: number, w0: number, w1: number, w2: number, w3: number): number {
    const slot = this.#slot(kind, w0, w1, w2, w3);
    return this.#slots[slot]!;
  }

  #text(id: number): string {
    const at = id * 4;
    const w = this.words;
    switch (this.kinds[id]) {
      case ADDRESS.ip4:
        return ip4Text(w[at]!);
      case ADDRESS.mac:
        return [
          w[at]! >>> 24,
          (w[at]! >>> 16) & 255,
          (w[at]! >>> 8) & 255,
          w[at]! & 255,
          w[at + 1]! >>> 8,
          w[at + 1]! & 255,
        ]
          .map((byte) => byte.toString(16).padStart(2, '0'))
          .join(':');
      case ADDRESS.ip6: {
        const groups: number[] = [];
        for (let i = 0; i < 4; i++) groups.push(w[at + i]! >>> 16, w[at + i]! & 0xffff);
        return ip6Text(groups);
      }
      default:
        return '';
    }
  }

  #intern(kind: number, w0: number, w1: number, w2: number, w3: number): number {
    const slot = this.#slot(kind, w0, w1, w2, w3);
    const found = this.#slots[slot]!;
    if (found !== 0) return found;
    const id = this.count++;
    if (id >= this.kinds.length) {
      this.kinds = enlarged(this.kinds, this.kinds.length * 2);
      this.words = enlarged(this.words, this.words.length * 2);
    }
    this.kinds[id] = kind;
    const at = id * 4;
    this.words[at] = w0;
    this.words[at + 1] = w1;
    this.words[at + 2] = w2;
    this.words[at + 3] = w3;
    this.#slots[slot] = id;
    if (this.count * 2 > this.#slots.length) this.#rehash();
    return id;
  }

  /** The slot that holds these words, or the empty one where they belong. */
  #slot(kind: number, w0: number, w1: number, w2: number, w3: number): number {
    const mask = this.#mask;
    const slots = this.#slots;
    const words = this.words;
    const kinds = this.kinds;
    let slot = hash(kind, w0, w1, w2, w3) & mask;
    for (;;) {
      const id = slots[slot]!;
      if (id === 0) return slot;
      const at = id * 4;
      if (
        words[at] === w0 &&
        kinds[id] === kind &&
        words[at + 1] === w1 &&
        words[at + 2] === w2 &&
        words[at + 3] === w3
      ) {
        return slot;
      }
      slot = (slot + 1) & mask;
    }
  }

  #rehash(): void {
    this.#slots = new Uint32Array(this.#slots.length * 2);
    this.#mask = this.#slots.length - 1;
    const w = this.words;
    for (let id = 1; id < this.count; id++) {
      const at = id * 4;
      let slot = hash(this.kinds[id]!, w[at]!, w[at + 1]!, w[at + 2]!, w[at + 3]!) & this.#mask;
      while (this.#slots[slot] !== 0) slot = (slot + 1) & this.#mask;
      this.#slots[slot] = id;
    }
  }
}

/** Dotted decimal of an IPv4 address given as a number. */
export function ip4Text(address: number): string {
  return `${address >>> 24}.${(address >>> 16) & 255}.${(address >>> 8) & 255}.${address & 255}`;
}

/** RFC 5952 text of eight 16-bit groups: lower case, the longest run of at least two zeros as "::". */
function ip6Text(groups: readonly number[]): string {
  let best = -1;
  let bestLength = 1;
  for (let i = 0; i < 8; i++) {
    let n = 0;
    while (i + n < 8 && groups[i + n] === 0) n++;
    if (n > bestLength) [best, bestLength] = [i, n];
    if (n > 0) i += n - 1;
  }
  // IPv4-mapped and IPv4-compatible addresses keep their dotted tail, as inet_ntop(3) writes them.
  const tail = ip4Text(((groups[6]! << 16) | groups[7]!) >>> 0);
  if (best === 0 && bestLength === 6) return `::${tail}`;
  if (best === 0 && bestLength === 5 && groups[5] === 0xffff) return `::ffff:${tail}`;
  if (best < 0) return hex(groups);
  return `${hex(groups.slice(0, best))}::${hex(groups.slice(best + bestLength))}`;
}

/** RFC 5952 text of the 16 bytes at an offset. */
export function ip6TextAt(b: Uint8Array, o: number): string {
  const groups: number[] = [];
  for (let i = 0; i < 16; i += 2) groups.push((b[o + i]! << 8) | b[o + i + 1]!);
  return ip6Text(groups);
}

function hex(groups: readonly number[]): string {
  return groups.map((group) => group.toString(16)).join(':');
}

function word(b: Uint8Array, o: number): number {
  return ((b[o]! << 24) | (b[o + 1]! << 16) | (b[o + 2]! << 8) | b[o + 3]!) >>> 0;
}

function hash(kind: number, w0: number, w1: number, w2: number, w3: number): number {
  let h = Math.imul(w0 ^ Math.imul(kind, 0x9e3779b1), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 15) ^ w1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 13) ^ w2, 0x27d4eb2f);
  h = Math.imul(h ^ (h >>> 15) ^ w3, 0x165667b1);
  return (h ^ (h >>> 16)) >>> 0;
}
