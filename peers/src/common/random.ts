/** Repeatable random numbers: the same seed produces the same sequence on every machine, today and in ten years. */
import { createHash } from 'node:crypto';

/**
 * A generator of pseudo-random numbers: xoshiro128** of Blackman and Vigna ("Scrambled linear pseudorandom number
 * generators", ACM TOMS 47(4), 2021), 32 bits at a time. Good for variety, useless for secrets.
 *
 * Why not `Math.random()`? It takes no seed, so a failure could not be repeated.
 *
 * Give each purpose a generator of its own (`new Random(`${seed}/flood`)`): then one number more or fewer in one place
 * changes nothing elsewhere.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;

  /**
   * @param seed any text (its SHA-256 becomes the state, so that `case-1` and `case-2` have nothing in common), or the
   *   state itself as four 32-bit words that are not all zero.
   */
  constructor(seed: string | readonly [number, number, number, number]) {
    if (typeof seed === 'string') {
      const digest = createHash('sha256').update(seed, 'utf8').digest();
      [this.#a, this.#b, this.#c, this.#d] = [0, 4, 8, 12].map((at) => digest.readUInt32LE(at)) as [
        number,
        number,
        number,
        number,
      ];
    } else {
      [this.#a, this.#b, this.#c, this.#d] = seed;
    }
  }

  /** The next 32 bits, as an integer from 0 to 2^32 - 1. */
  next(): number {
    const result = Math.imul(rotate(Math.imul(this.#b, 5), 7), 9) >>> 0;
    const shifted = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= shifted;
    this.#d = rotate(this.#d, 11);
    return result;
  }

  /** An integer from `min` to `max`, both included, each equally likely; `max - min` must be under 2^32. */
  integer(min: number, max: number): number {
    const choices = max - min + 1;
    // 2^32 is rarely a multiple of `choices`. The numbers that are left over would favor small results, so they are
    // discarded and drawn again.
    const fair = 2 ** 32 - (2 ** 32 % choices);
    let drawn = this.next();
    while (drawn >= fair) drawn = this.next();
    return min + (drawn % choices);
  }

  /**
   * One element of a list, each equally likely.
   *
   * @throws {RangeError} when the list is empty.
   */
  pick<T>(list: readonly T[]): T {
    if (list.length === 0) throw new RangeError('cannot pick from an empty list');
    return list[this.integer(0, list.length - 1)]!;
  }
}

/** Rotates a 32-bit word to the left: the bits that leave on the left come in on the right. */
function rotate(word: number, by: number): number {
  return (word << by) | (word >>> (32 - by));
}
