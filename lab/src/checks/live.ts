/** Are messages shown as they arrive, not all at the end? */
import { shownMessages } from '../facts/shown.ts';
import { quote, seconds } from '../facts/text.ts';
import { type Check, outcome } from './check.ts';

/**
 * Room for a loaded machine, µs. A message is late when it is shown more than this after the *next* one arrived: that
 * next one is what a program may wait for, since only then it knows that the number is complete.
 */
const ROOM = 1_000_000;

export const live: Check = {
  id: 'live',
  needs: ['messages'],
  isAdvice: true,
  title: () => 'shows the messages as they arrive, not all at the end',
  ask: (facts) => {
    const lines = new Map(shownMessages(facts).messages.map(({ index, line }) => [index, line]));
    let judged = 0;
    for (const [place, message] of facts.messages.entries()) {
      const next = facts.messages[place + 1];
      const line = lines.get(message.index);
      if (next?.arrivedAt == null || line === undefined || message.arrivedAt === null) continue;
      judged++;
      const late = line.at - next.arrivedAt;
      if (late <= ROOM) continue;
      const packet = message.packets.at(-1)?.packet;
      return outcome(
        false,
        `${quote(message.text)} shown soon after it arrived`,
        `shown ${seconds(line.at - message.arrivedAt)} after it arrived, when the next one had been there for ${seconds(late)}`,
        [{ line: line.number }, ...(packet === undefined ? [] : [{ packet }])],
      );
    }
    return outcome(true, 'each message shown soon after it arrived', `${judged} in time`);
  },
};
