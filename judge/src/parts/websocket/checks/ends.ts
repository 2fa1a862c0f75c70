/** Does the program end by itself? */
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { WebsocketFacts } from '../facts.ts';

/** The program exits by itself; in strict editions with status 0. */
export const ends: Check<WebsocketFacts, 'command'> = {
  needs: ['command'],
  title: ({ edition }) => (edition.strict ? 'ends by itself, with status 0' : 'ends by itself'),
  ask: ({ end, edition, calls }) => {
    const expected = edition.strict
      ? 'the program exits by itself, with status 0'
      : 'the program exits by itself';
    const last = calls.at(-1);
    const holds = end.reason === 'exited' && (!edition.strict || end.code === 0);
    return outcome(holds, expected, `it ${endText(end)}`, last === undefined ? [] : [{ call: last.n }]);
  },
};
