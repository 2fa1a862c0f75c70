/** Pairs two lists of which both are in order, where neither needs to have all of the other; only certain pairs. */

/** How far a partner is searched for. */
const MAX_AHEAD = 1000;
/** Most comparisons of two lists; what is left then stays without partners. */
const MAX_COMPARISONS = 10_000_000;

/**
 * The pairs of items that belong together, by index. Two lists are paired from their beginnings and again from their
 * ends, each item with the next one that it fits; a pair is certain if both ways lead to it. Where one list has fewer of
 * several equal items, the ways differ, and none of these are paired.
 * @param fits whether an item of the first list may be an item of the second.
 * @returns by index in the first list: the index in the second
 */
export function alignLists(
  first: number,
  second: number,
  fits: (i: number, j: number) => boolean,
): Map<number, number> {
  const forward = walk(first, second, fits);
  const backward = walk(first, second, (i, j) => fits(first - 1 - i, second - 1 - j));
  const pairs = new Map<number, number>();
  for (const [i, j] of forward) if (backward.get(first - 1 - i) === second - 1 - j) pairs.set(i, j);
  return pairs;
}

function walk(first: number, second: number, fits: (i: number, j: number) => boolean): Map<number, number> {
  const pairs = new Map<number, number>();
  let next = 0;
  let comparisons = 0;
  for (let i = 0; i < first && comparisons < MAX_COMPARISONS; i++) {
    const end = Math.min(second, next + MAX_AHEAD);
    for (let j = next; j < end; j++) {
      comparisons++;
      if (!fits(i, j)) continue;
      pairs.set(i, j);
      next = j + 1;
      break;
    }
  }
  return pairs;
}
