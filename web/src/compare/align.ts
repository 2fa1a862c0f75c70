/** Aligns two sequences by what happened, not by when: the fewest things that only one of them has. */

/** One row of an alignment: what both have, what both have but not alike, or what one of them has. */
export interface Pair {
  /** Places in the two sequences. */
  readonly left?: number;
  readonly right?: number;
  readonly isSame: boolean;
}

/** Something that is aligned. */
export interface Alignable {
  /** Two are the same if their keys are. */
  readonly key: string;
  /** Two that are not the same may stand beside each other if their names are the same. */
  readonly name: string;
}

/** Differences that are searched for; what is left of two that differ in more is put side by side in order. */
const MAX_DIFFERENCES = 1500;

/**
 * Aligns two sequences (Myers, "An O(ND) Difference Algorithm", 1986). Between things that are the same, those of one name
 * that differ stand beside each other.
 */
export function align(left: readonly Alignable[], right: readonly Alignable[]): Pair[] {
  let begin = 0;
  while (begin < left.length && begin < right.length && left[begin]!.key === right[begin]!.key) begin++;
  let end = 0;
  while (
    end < left.length - begin &&
    end < right.length - begin &&
    left[left.length - 1 - end]!.key === right[right.length - 1 - end]!.key
  ) {
    end++;
  }
  const same = samePairs(left.slice(begin, left.length - end), right.slice(begin, right.length - end));
  const pairs: Pair[] = Array.from({ length: begin }, (_, i) => ({ left: i, right: i, isSame: true }));
  let [i, j] = [begin, begin];
  for (const [a, b] of [
    ...same.map(([x, y]) => [x + begin, y + begin] as const),
    [left.length - end, right.length - end] as const,
  ]) {
    pairs.push(...between(left, right, [i, a], [j, b]));
    [i, j] = [a, b];
    if (a < left.length - end && b < right.length - end) {
      pairs.push({ left: i++, right: j++, isSame: true });
    }
  }
  for (let k = end; k > 0; k--) pairs.push({ left: left.length - k, right: right.length - k, isSame: true });
  return pairs;
}

/** What stands between two rows that are the same: in order, those of one name beside each other. */
function between(
  left: readonly Alignable[],
  right: readonly Alignable[],
  [i, iEnd]: readonly [number, number],
  [j, jEnd]: readonly [number, number],
): Pair[] {
  const pairs: Pair[] = [];
  let [a, b] = [i, j];
  /** How many of each name are still to come at the right. */
  const toCome = new Map<string, number>();
  for (const { name } of right.slice(j, jEnd)) toCome.set(name, (toCome.get(name) ?? 0) + 1);
  const takeRight = (): number => {
    const { name } = right[b]!;
    toCome.set(name, toCome.get(name)! - 1);
    return b++;
  };
  for (;;) {
    const [one, other] = [a < iEnd ? left[a]!.name : undefined, b < jEnd ? right[b]!.name : undefined];
    if (one === undefined && other === undefined) return pairs;
    if (one !== undefined && one === other) pairs.push({ left: a++, right: takeRight(), isSame: false });
    // What has a partner waits for it.
    else if (other !== undefined && (one === undefined || (toCome.get(one) ?? 0) > 0)) {
      pairs.push({ right: takeRight(), isSame: false });
    } else pairs.push({ left: a++, isSame: false });
  }
}

/** Places in both sequences of what is the same, in order. */
function samePairs(left: readonly Alignable[], right: readonly Alignable[]): (readonly [number, number])[] {
  const most = Math.min(left.length + right.length, MAX_DIFFERENCES);
  /** For each number of differences, how far each diagonal reached. */
  const steps: Int32Array[] = [];
  const size = 2 * most + 3;
  const middle = most + 1;
  let reach = new Int32Array(size);
  for (let d = 0; d <= most; d++) {
    const next = reach.slice();
    for (let k = -d; k <= d; k += 2) {
      const isDown = k === -d || (k !== d && reach[middle + k - 1]! < reach[middle + k + 1]!);
      let x = isDown ? reach[middle + k + 1]! : reach[middle + k - 1]! + 1;
      let y = x - k;
      while (x < left.length && y < right.length && left[x]!.key === right[y]!.key) {
        x++;
        y++;
      }
      next[middle + k] = x;
      if (x >= left.length && y >= right.length) return backtrack(steps, left.length, right.length);
    }
    // Only the diagonals of this step are read again.
    steps.push(next.slice(middle - d - 1, middle + d + 2));
    reach = next;
  }
  return [];
}

/** The way back through the steps, from both ends. */
function backtrack(
  steps: readonly Int32Array[],
  leftLength: number,
  rightLength: number,
): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [leftLength, rightLength];
  for (let d = steps.length; d > 0; d--) {
    const before = steps[d - 1]!;
    const at = (k: number): number => before[k + d] ?? 0;
    const k = x - y;
    const isDown = k === -d || (k !== d && at(k - 1) < at(k + 1));
    const previous = isDown ? k + 1 : k - 1;
    const fromX = at(previous);
    const fromY = fromX - previous;
    const [startX, startY] = isDown ? [fromX, fromY + 1] : [fromX + 1, fromY];
    while (x > startX && y > startY) pairs.push([--x, --y]);
    [x, y] = [fromX, fromY];
  }
  while (x > 0 && y > 0) pairs.push([--x, --y]);
  return pairs.toReversed();
}
