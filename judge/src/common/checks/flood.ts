/** Is the whole flood shown, unchanged? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Edition } from '../../case.ts';
import type { Check } from '../../check.ts';
import { outcome } from '../../check.ts';
import { indexOfBytes } from '../bytes.ts';
import type { FloodFacts } from '../flood.ts';
import { longestBeginning } from '../flood.ts';

/** Maximum number of bytes quoted at the first difference. */
const QUOTED = 24;

/**
 * The output holds the flood that the server announced, every byte of which was on the wire.
 * @param ignored the bytes of line ends that may differ in an edition
 */
export const floodCheck = (
  ignored: (edition: Edition) => readonly number[],
): Check<FloodFacts, 'command'> => ({
  needs: ['command'],
  title: () => 'shows the whole text of the flood, unchanged',
  ask: (facts) => {
    if (facts.flood === undefined)
      return outcome(false, 'the text of the flood', 'none of it; the server had not answered yet');
    const { bytes, length, placeOf } = facts.flood;
    const expected = `${countText(length, 'byte')} of text, as sent`;
    // Other output may come before and after it.
    const isWhole = bytes.length === length;
    if (isWhole && indexOfBytes(facts.output, bytes) >= 0) return outcome(true, expected, 'all of it');
    const free = ignored(facts.edition);
    const without = (some: Uint8Array): Uint8Array => some.filter((byte) => !free.includes(byte));
    if (isWhole && free.length > 0 && indexOfBytes(without(facts.output), without(bytes)) >= 0)
      return outcome(true, expected, 'all of it, with other line ends');
    const { from, same, missing } = longestBeginning(bytes, facts.output);
    if (same === 0)
      return outcome(false, expected, `none of it; the output has ${countText(facts.output.length, 'byte')}`);
    if (missing > 0) {
      const lost = quote(bytes.subarray(0, missing));
      const got = `the first ${countText(missing, 'byte')} are missing: ${lost}; the output begins with ${quote(facts.output.subarray(from, from + QUOTED))}`;
      return outcome(false, expected, got, facts.lines.length === 0 ? [] : [{ line: 1 }]);
    }
    const line = facts.lines.findLast((candidate) => candidate.offset <= from + same);
    const next = facts.output.subarray(from + same, from + same + QUOTED);
    const sent = bytes.subarray(same, same + QUOTED);
    const first = `the first ${countText(same, 'byte')}`;
    const got =
      next.length === 0
        ? `${first}, then no more`
        : sent.length === 0
          ? `${first}; then ${quote(next)}, and the program left before the server sent the rest`
          : `${first}; then ${quote(next)} where ${quote(sent)} was sent`;
    const place = placeOf(same);
    const call = facts.main?.incoming.receives.find(
      ({ offset, length: size }) => offset <= place && offset + size > place - 1,
    );
    return outcome(false, expected, got, [
      ...(line === undefined ? [] : [{ line: line.number }]),
      ...(call === undefined ? [] : [{ call: call.n }]),
    ]);
  },
});
