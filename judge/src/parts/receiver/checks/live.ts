/** Are messages printed as they arrive, and not some time later? */
import { quote, seconds } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { Message, ReceiverFacts } from '../facts.ts';

/** A message that was read this long before the end of the scene, and shown after it, is late. µs. */
const LONG = 1_000_000;
/** Fewer late messages are an accident of a busy machine. */
const MIN_LATE = 3;

/** A message that was shown late, and the next ones that had been read before that. */
export interface Late {
  readonly message: Message;
  readonly next: readonly Message[];
}

/** The messages that were shown late, and how many were examined. */
export function lateMessages({ due, messages, sceneEnd }: ReceiverFacts): { late: Late[]; judged: number } {
  const read = messages.filter((message) => message.read !== undefined);
  const late: Late[] = [];
  let judged = 0;
  for (const message of due) {
    const { line, datagram } = message;
    if (line === undefined || message.read === undefined) continue;
    const after = read.filter((one) => one.datagram.packet > datagram.packet);
    const next = after.filter((one) => one.read!.at < line.at);
    const isLeft = line.at > sceneEnd && sceneEnd - message.read.at > LONG;
    if (!isLeft && after.length === 0) continue;
    if (isLeft || next.length > 0) late.push({ message, next });
    judged++;
  }
  return { late, judged };
}

/** Most messages are shown before the program has read the next ones, and before Ctrl-C: a busy machine may delay some. */
export const live: Check<ReceiverFacts, 'messages'> = {
  needs: ['messages'],
  isAdvice: true,
  title: () => 'prints each message as it arrives, not later',
  ask: (facts) => {
    const { late, judged } = lateMessages(facts);
    const [first] = late;
    const expected = 'each message shown before the next ones are read';
    if (first === undefined || late.length < MIN_LATE || late.length * 2 <= judged)
      return outcome(true, expected, `${countText(judged - late.length, 'message')} in time`);
    const { line, read, text } = first.message;
    const wait = seconds(line!.at - read!.at);
    const after =
      line!.at > facts.sceneEnd
        ? 'after Ctrl-C'
        : `when ${countText(first.next.length, 'more message', 'more messages')} had been read`;
    return outcome(
      false,
      expected,
      `${quote(text)} shown ${wait} after it was read, ${after}; so were ${late.length - 1} more`,
      [{ call: read!.call.n }, { line: line!.number }],
    );
  },
};
