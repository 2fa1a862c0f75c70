/** Does the program go on serving, whatever its clients do? */
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { TlsFacts } from '../facts.ts';

/** The program did not end before it had answered the last client; what it does after that does not show. */
export const stays: Check<TlsFacts, 'listens'> = {
  needs: ['listens'],
  title: () => 'serves the next client, whatever the one before it did',
  ask: ({ isInterrupted, end, calls, clients }) => {
    const last = clients.at(-1);
    const expected = `the program still runs when ${last?.name ?? 'the last client'} comes`;
    if (isInterrupted || last?.answered !== undefined) return outcome(true, expected, 'it did');
    const call = calls.at(-1);
    return outcome(
      false,
      expected,
      `it ${endText(end)} before that`,
      call === undefined ? [] : [{ call: call.n }],
    );
  },
};
