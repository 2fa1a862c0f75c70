/** Does the program end by itself when it has its acknowledgment? */
import { seconds } from '@wireside/trace';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { UdpFacts } from '../facts.ts';

/** How long after the acknowledgment a program may run: more than any wait that the handout asks for. µs. */
const SOON = 10_000_000;

/** The program exits soon after the acknowledgment; in strict editions with status 0. */
export const ends: Check<UdpFacts, 'repeats'> = {
  needs: ['repeats'],
  title: ({ edition }) =>
    edition.strict
      ? 'exits soon after the acknowledgment, with status 0'
      : 'exits soon after the acknowledgment',
  ask: ({ end, edition, acknowledged }) => {
    const { read } = acknowledged!;
    const expected = edition.strict
      ? 'the program exits by itself, with status 0, after the acknowledgment'
      : 'the program exits by itself after the acknowledgment';
    const after = Math.max(0, end.at - read.at);
    const got = `it ${endText(end, `, ${seconds(after)} after it had read the acknowledgment`)}`;
    const isRight = end.reason === 'exited' && after < SOON && (!edition.strict || end.code === 0);
    return outcome(isRight, expected, got, [{ call: read.call }]);
  },
};
