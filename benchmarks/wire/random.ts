/** Random numbers that are the same in every run, and bytes to fill packets with. */

/** Numbers from one seed: Marsaglia's xorshift of 32 bits. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed | 0 || 1;
  }

  /** A number from 0 to just below 1. */
  next(): number {
    let x = this.#state;
    x ^= x << 13;
    x ^= x >>> 17;
    x ^= x << 5;
    this.#state = x;
    return (x >>> 0) / 4_294_967_296;
  }

  /** A whole number from 0 to just below `bound`. */
  below(bound: number): number {
    return Math.floor(this.next() * bound);
  }

  /** Whether an event with a given probability happens. */
  happens(chance: number): boolean {
    return this.next() < chance;
  }

  /** 32 bits. */
  word(): number {
    return this.below(4_294_967_296);
  }

  /** Sizes as in real networks: most are near `typical`, few are much larger; at most `most`. */
  size(typical: number, most: number): number {
    return Math.min(most, Math.ceil(typical / (1 - this.next()) ** 0.8 / 2));
  }
}

/** A block that payloads are taken from, so that a packet does not need a random number per byte. */
function block(bytes: (random: Random) => number): Buffer {
  const random = new Random(7);
  const made = Buffer.alloc(1 << 20);
  for (let i = 0; i < made.length; i++) made[i] = bytes(random);
  return made;
}

/** Bytes that look encrypted. */
export const NOISE = block((random) => random.below(256));
/** Bytes that look like text. */
export const LETTERS = block((random) => 'etaoin shrdlu\n<p>0123'.charCodeAt(random.below(21)));
