/** Is the whole flood shown, unchanged? */
import type { Facts } from '../facts/facts.ts';
import { count, quote } from '../facts/text.ts';
import { type Check, outcome } from './check.ts';

export const flood: Check = {
  id: 'flood',
  needs: ['command'],
  title: () => 'shows the whole text of the flood, unchanged',
  ask: (facts) => {
    const text = facts.flood ?? new Uint8Array(0);
    const expected = `${count(text.length, 'byte')} of text, as sent`;
    // Other output may stand before and after it.
    if (Buffer.from(facts.output).indexOf(text) >= 0) return outcome(true, expected, 'all of it');
    const { from, same } = longestBeginning(facts);
    if (same === 0)
      return outcome(false, expected, `none of it; the output has ${count(facts.output.length, 'byte')}`);
    const line = facts.lines.findLast((candidate) => candidate.offset <= from + same);
    const next = facts.output.subarray(from + same, from + same + 24);
    const got =
      next.length === 0
        ? `the first ${count(same, 'byte')}, then no more`
        : `the first ${count(same, 'byte')}; then ${quote(next)} where ${quote(text.subarray(same, same + 24))} was sent`;
    const call = facts.main?.toProgram.calls.find(
      ({ offset, length }) => offset <= same && offset + length > same - 1,
    );
    return outcome(false, expected, got, [
      ...(line === undefined ? [] : [{ line: line.number }]),
      ...(call === undefined ? [] : [{ call: call.n }]),
    ]);
  },
};

/** Where in the output the flood begins, and how far it goes on unchanged. */
export function longestBeginning(facts: Pick<Facts, 'flood' | 'output'>): { from: number; same: number } {
  const text = facts.flood ?? new Uint8Array(0);
  const start = Buffer.from(facts.output).indexOf(text.subarray(0, 16));
  if (start < 0) return { from: 0, same: 0 };
  let same = 0;
  while (same < text.length && facts.output[start + same] === text[same]) same++;
  return { from: start, same };
}
