/** Does the program go on until the user ends it, and end then? */
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { ReceiverFacts } from '../facts.ts';

/** The program runs until Ctrl-C, which ends it; how, and with which status, is its own affair. */
export const stays: Check<ReceiverFacts, 'joins'> = {
  needs: ['joins'],
  title: () => 'goes on until Ctrl-C, which ends it',
  ask: ({ end, isInterrupted, calls }) => {
    const last = calls.at(-1);
    const evidence = last === undefined ? [] : [{ call: last.n }];
    const expected = 'the program goes on until Ctrl-C, and ends then';
    if (!isInterrupted) return outcome(false, expected, `it ${endText(end)} before Ctrl-C`, evidence);
    const isEnded = end.reason === 'exited' || end.reason === 'signal';
    const got = isEnded
      ? `it ${endText(end)} after Ctrl-C`
      : 'it went on after Ctrl-C (SIGINT), and was killed';
    return outcome(isEnded, expected, got, evidence);
  },
};
