/** Does the server send nothing but what others said? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { ChatServerFacts } from '../facts.ts';

/** Each line that a client was sent is one that another client said; not its own, and none twice. */
export const only: Check<ChatServerFacts, 'relays'> = {
  needs: ['relays'],
  title: () => 'sends nothing else, and no line back to who said it',
  ask: ({ others, due }) => {
    const expected = 'the lines of the others, each once';
    const [first] = others;
    if (first === undefined) return outcome(true, expected, countText(due.length, 'line'));
    return outcome(false, expected, `also ${quote(first.line.bytes)}, to ${first.to.name}`, [
      { packet: first.line.last.packet },
    ]);
  },
};
