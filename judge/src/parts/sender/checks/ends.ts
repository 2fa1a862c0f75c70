/** Does the program end by itself after the end of its input? */
import { seconds } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { SenderFacts } from '../facts.ts';

/** The program exits when its input has ended; with which status is its own affair. */
export const ends: Check<SenderFacts, 'sends'> = {
  needs: ['sends'],
  title: () => 'ends when its input has ended',
  ask: ({ end, closedAt, calls }) => {
    const last = calls.at(-1);
    const after =
      closedAt === undefined || end.at < closedAt
        ? ''
        : `, ${seconds(end.at - closedAt)} after the end of its input`;
    const expected = 'the program exits by itself after the end of its input';
    return outcome(
      end.reason === 'exited',
      expected,
      `it ${endText(end, after)}`,
      last === undefined ? [] : [{ call: last.n }],
    );
  },
};
