/** "Did you mean": the nearest name by edit distance. */

/** Maximum length of a word that is looked up. */
const MAX_WORD = 64;

/** Names nearest to a word, at most three, best first; none if nothing is near. */
export function nearest(word: string, names: Iterable<string>): string[] {
  if (word.length > MAX_WORD) return [];
  const wanted = word.toLowerCase();
  const limit = Math.max(1, Math.floor(wanted.length / 3));
  const found: [distance: number, name: string][] = [];
  for (const name of names) {
    if (Math.abs(name.length - wanted.length) > limit) continue;
    const d = distance(wanted, name.toLowerCase(), limit);
    if (d <= limit) found.push([d, name]);
  }
  found.sort((a, b) => a[0] - b[0]);
  const best = found[0]?.[0] ?? 0;
  return found
    .filter(([d]) => d <= best + 1)
    .map(([, name]) => name)
    .slice(0, 3);
}

/** `Did you mean "tcp.len" or "tcp.ack"?`; undefined if nothing is near. */
export function didYouMean(word: string, names: Iterable<string>): string | undefined {
  const found = nearest(word, names).map((name) => `"${name}"`);
  return found.length > 0 ? `Did you mean ${found.join(' or ')}?` : undefined;
}

/**
 * What exists, after the nearest names: `Did you mean "two"? Available cases: one, two.`
 * @param what the plural of what the names name
 */
export function available(word: string, known: readonly string[], what: string): string {
  const list = `Available ${what}: ${known.join(', ') || 'none'}.`;
  const near = didYouMean(word, known);
  return near === undefined ? list : `${near} ${list}`;
}

/** The edit distance of two words, with swaps of neighbors; beyond `limit`, any larger number. */
function distance(a: string, b: string, limit: number): number {
  let before: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    let least = i;
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1;
      let cost = Math.min(last[j]! + 1, row[j - 1]! + 1, last[j - 1]! + same);
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        cost = Math.min(cost, before[j - 2]! + 1);
      row.push(cost);
      least = Math.min(least, cost);
    }
    if (least > limit) return limit + 1;
    before = last;
    last = row;
  }
  return last[b.length]!;
}
