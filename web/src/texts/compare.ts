/** Texts of the comparison of two runs. */
import { countText, numberText } from '@wireside/wire';

/** The texts. */
export const COMPARE = {
  title: 'Compare',
  choose: 'Compare with another run',
  search: 'Search runs',
  none: 'There is no other run to compare with.',
  close: 'Close',
  stop: 'Back to the ladder',
  swap: 'Open the other run',
  views: { calls: 'Calls', packets: 'Packets', lines: 'Output' },
  left: 'This run',
  right: 'The other run',
  differences: (count: number): string => (count === 0 ? 'no difference' : countText(count, 'difference')),
  count: (count: number): string => numberText(count),
  next: 'Next difference',
  previous: 'Difference before',
  place: (place: number, all: number): string => `${numberText(place)} of ${countText(all, 'difference')}`,
  kinds: {
    same: 'the same',
    changed: 'differs',
    left: 'only in this run',
    right: 'only in the other run',
  },
  signs: { same: '', changed: '≠', left: '◀', right: '▶' },
  empty: 'Neither run has any.',
  reading: 'Reading the other run …',
  unreturned: 'did not return',
} as const;
