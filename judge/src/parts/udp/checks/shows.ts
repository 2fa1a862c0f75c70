/** Does the program show its acknowledgment? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { shownLine } from '../shown.ts';
import type { UdpFacts } from '../facts.ts';

/** A line of standard output has the number of an acknowledgment that was read. */
export const shows: Check<UdpFacts, 'repeats'> = {
  needs: ['repeats'],
  title: () => 'prints the acknowledgment, or at least its number',
  ask: (facts) => {
    const { text, number, read } = facts.acknowledged!;
    const expected = `a line of standard output with ${text}, or with ${number}`;
    const line = shownLine(facts);
    if (line !== undefined) return outcome(true, expected, quote(line.bytes), [{ line: line.number }]);
    const last = facts.lines.at(-1);
    const got =
      last === undefined
        ? 'nothing on standard output'
        : `${countText(facts.lines.length, 'line')} without it, the last: ${quote(last.bytes)}`;
    const lines = last === undefined ? [] : [{ line: last.number }];
    return outcome(false, expected, got, [{ call: read.call }, ...lines]);
  },
};
