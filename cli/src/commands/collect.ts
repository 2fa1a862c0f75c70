/** Options that may be given several times. */

/** Adds a value to those before it; for commander, which calls it with each. */
export function collect(value: string, before: readonly string[] = []): string[] {
  return [...before, value];
}
