/** Binary search. */

/** The first index whose number is at least `value`, in ascending numbers from index `from` to before `to`; `to` for none. */
export function lowerBound(
  numbers: ArrayLike<number>,
  value: number,
  from = 0,
  to: number = numbers.length,
): number {
  let low = from;
  let high = to;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (numbers[middle]! < value) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The first index from 0 to before `count` at which something holds; `count` if it never does.
 * @param holds once true, it must be true for every later index
 */
export function firstIndex(count: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = count;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
