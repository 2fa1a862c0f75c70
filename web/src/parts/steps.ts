/** The keys that move the selection of a list. */

/** The place that a key goes to; undefined for a key that moves nothing. @param page rows of a page */
export function nextPlace(
  pressed: string,
  selected: number,
  count: number,
  page: () => number,
): number | undefined {
  const steps: Readonly<Record<string, () => number>> = {
    ArrowDown: () => selected + 1,
    j: () => selected + 1,
    ArrowUp: () => selected - 1,
    k: () => selected - 1,
    PageDown: () => selected + page(),
    PageUp: () => selected - page(),
    Home: () => 0,
    End: () => count - 1,
  };
  const next = steps[pressed]?.();
  return next === undefined ? undefined : Math.max(0, Math.min(count - 1, next));
}
