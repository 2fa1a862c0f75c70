/** Typed arrays that grow. */

type Numbers = Uint8Array | Int8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** The same numbers in a longer array; what is new is 0. */
export function enlarged<T extends Numbers>(numbers: T, length: number): T {
  const Kind = numbers.constructor as new (length: number) => T;
  const longer = new Kind(length);
  longer.set(numbers);
  return longer;
}

/** Bytes that grow at their end by doubling, so that adding to them does not copy all of them each time. */
export class GrowingBytes {
  #length = 0;
  #buffer: Uint8Array;

  /** @param capacity bytes to reserve at first */
  constructor(capacity = 64 * 1024) {
    this.#buffer = new Uint8Array(capacity);
  }

  /** Number of bytes so far. */
  get length(): number {
    return this.#length;
  }

  /** The bytes so far: a view, which stays as it is while more are added, until `clear`. */
  get view(): Uint8Array {
    return this.#buffer.subarray(0, this.#length);
  }

  /** Adds bytes at the end. */
  add(bytes: Uint8Array): void {
    const needed = this.#length + bytes.length;
    if (needed > this.#buffer.length) {
      const longer = new Uint8Array(Math.max(needed, this.#buffer.length * 2));
      longer.set(this.view);
      this.#buffer = longer;
    }
    this.#buffer.set(bytes, this.#length);
    this.#length = needed;
  }

  /** Forgets all bytes; their place is used again. */
  clear(): void {
    this.#length = 0;
  }
}
