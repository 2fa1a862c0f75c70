/** Values that are computed from a capture on demand and kept until the capture changes. */

/** Names one derived value, and carries its type. Create each key once, next to the code that computes the value. */
export interface DerivedKey<T> {
  /** What the value is, for people who debug. */
  readonly name: string;
  /** Never set; it ties the key to the type of its value. */
  readonly type?: T;
}

/** Creates a key; two keys never share a value, even under the same name. */
export function derivedKey<T>(name: string): DerivedKey<T> {
  return { name };
}

/** The derived values of one capture. A value is released with its key, so a key may belong to a short-lived object. */
export class DerivedValues {
  #values = new WeakMap<object, { readonly value: unknown }>();

  /** The value of a key; computed by `make` unless it was computed since the last `clear`. */
  get<T>(key: DerivedKey<T>, make: () => T): T {
    const known = this.#values.get(key);
    if (known) return known.value as T;
    const value = make();
    this.#values.set(key, { value });
    return value;
  }

  /** Forgets every value. */
  clear(): void {
    this.#values = new WeakMap();
  }
}
