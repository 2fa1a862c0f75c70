/** Does the program print every message of the group on a line of its own? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { ReceiverFacts } from '../facts.ts';

/** Each message that is due is the end of a line of its own. */
export const messages: Check<ReceiverFacts, 'joins'> = {
  needs: ['joins'],
  title: () => 'prints each message of the group on a line of its own',
  ask: ({ due, lines, end, isInterrupted }) => {
    const missing = due.filter(({ line }) => line === undefined);
    const [first] = missing;
    if (first === undefined) {
      const [shown] = due;
      const evidence =
        shown?.line === undefined ? [] : [{ packet: shown.datagram.packet }, { line: shown.line.number }];
      const got = due.length === 0 ? 'no message came' : `all ${countText(due.length, 'message')}`;
      return outcome(true, 'a line for each message', got, evidence);
    }
    const expected = `a line that ends with ${quote(first.text)}`;
    const [last] = lines.filter(({ at }) => at >= first.datagram.at);
    const ended = isInterrupted ? '' : `; it ${endText(end)}`;
    const got =
      last === undefined
        ? `${lines.length === 0 ? 'nothing' : 'nothing more'} on standard output${ended}`
        : `${missing.length} of ${countText(due.length, 'message')} without such a line; the next line is ${quote(last.bytes)}${ended}`;
    const evidence = [
      { packet: first.datagram.packet },
      ...(first.read === undefined ? [] : [{ call: first.read.call.n }]),
      ...(last === undefined ? [] : [{ line: last.number }]),
    ];
    return outcome(false, expected, got, evidence);
  },
};
