/** Random numbers; the same seed repeats the run. */

/** A small generator (mulberry32): fast, with a different sequence for each seed. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 32 random bits. */
  bits(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return (t ^ (t >>> 14)) >>> 0;
  }

  /** A whole number from 0 to before `limit`. */
  below(limit: number): number {
    return Math.floor((this.bits() / 4_294_967_296) * limit);
  }

  /** True once in `times` on average. */
  once(times: number): boolean {
    return this.below(times) === 0;
  }

  /** One of a list. */
  of<T>(list: ArrayLike<T>): T {
    return list[this.below(list.length)] as T;
  }
}

/** The seed of the mutant `index` in a run: far from those of its neighbors. */
export function seedOf(run: number, index: number): number {
  let h = Math.imul(run ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35);
  h = Math.imul(h ^ (h >>> 15), 0x27d4eb2f);
  return (h ^ (h >>> 13)) >>> 0;
}
