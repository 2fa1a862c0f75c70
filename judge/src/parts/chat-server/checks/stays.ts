/** Does the server go on, whatever its clients do? */
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { ChatServerFacts } from '../facts.ts';

/** The server runs until the scene ends it. */
export const stays: Check<ChatServerFacts, 'listens'> = {
  needs: ['listens'],
  title: () => 'goes on when clients have left',
  ask: ({ end, stoppedAt, calls }) => {
    const isOwn = end.reason === 'exited' || end.reason === 'signal';
    const last = calls.at(-1);
    const got = isOwn && end.at < stoppedAt ? `it ${endText(end)}` : 'it ran until the end';
    return outcome(
      !isOwn || end.at >= stoppedAt,
      'a server that ends only by Ctrl-C',
      got,
      last === undefined ? [] : [{ call: last.n }],
    );
  },
};
