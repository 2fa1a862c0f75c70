/** Random numbers that are the same in every run, and bytes to fill packets with. */

/** Numbers out of one seed: Marsaglia's xorshift of 32 bits. */
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

  /** Whether something happens that does so with a given chance. */
  happens(chance: number): boolean {
    return this.next() < chance;
  }

  /** 32 bits. */
  word(): number {
    return this.below(4_294_967_296);
  }

  /** Sizes as they are on the net: most are near `typical`, few are much bigger; at most `most`. */
  size(typical: number, most: number): number {
    return Math.min(most, Math.ceil(typical / (1 - this.next()) ** 0.8 / 2));
  }
}

/** A block that pieces of payload are cut from, so that making a packet costs no random number a byte. */
function block(bytes: (random: Random) => number): Buffer {
  const random = new Random(7);
  const made = Buffer.alloc(1 << 20);
  for (let i = 0; i < made.length; i++) made[i] = bytes(random);
  return made;
}

/** As encrypted bytes look. */
export const NOISE = block((random) => random.below(256));
/** As text looks. */
export const LETTERS = block((random) => 'etaoin shrdlu\n<p>0123'.charCodeAt(random.below(21)));
