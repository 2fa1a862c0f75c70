/** Reads values of a file that may be of any kind; their shape is checked elsewhere. */

/** The value where it is a map, and an empty map where it is not. */
export function mapOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

/** The items of a list with their places; a single value is a list without one. */
export function itemsOf(value: unknown): (readonly [place: readonly number[], item: unknown])[] {
  if (Array.isArray(value)) return value.map((item: unknown, i) => [[i], item]);
  return value === undefined ? [] : [[[], value]];
}
