/** Are messages shown as they arrive, not all at the end? */
import { quote, seconds } from '@wireside/trace';
import type { Check, Outcome } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { MessageFact, PacketizationFacts } from '../facts.ts';

/** How late a message may be shown after the *next* one arrived, for a loaded machine, µs. */
const TOLERANCE = 1_000_000;

/** Where the messages are at least so far apart, one is not waited for to show the one before it. µs. */
const MIN_DISTANCE = 800_000;

/** From this many on, it is no accident that each message was shown only when the next one had arrived. */
const MIN_LATE = 3;

/**
 * Each message is shown soon after it arrived. A loaded machine may delay one; but if each is shown only when the next one
 * has arrived, the program waits for that.
 */
export const live: Check<PacketizationFacts, 'messages'> = {
  needs: ['messages'],
  isAdvice: true,
  title: () => 'shows each message as it arrives, not all of them at the end',
  ask: (facts) => {
    const lines = new Map(facts.shown.messages.map(({ index, line }) => [index, line]));
    let judged = 0;
    for (const [place, message] of facts.messages.entries()) {
      const next = facts.messages[place + 1];
      const line = lines.get(message.index);
      if (next?.arrivedAt === undefined || line === undefined || message.arrivedAt === undefined) continue;
      judged++;
      const late = line.at - next.arrivedAt;
      if (late <= TOLERANCE) continue;
      const packet = message.packets.at(-1)?.packet;
      return outcome(
        false,
        `${quote(message.text)} shown soon after it arrived`,
        `shown ${seconds(line.at - message.arrivedAt)} after it arrived, ${seconds(late)} after the next message arrived`,
        [{ line: line.number }, ...(packet === undefined ? [] : [{ packet }])],
      );
    }
    return oneLate(facts) ?? outcome(true, 'each message shown soon after it arrived', `${judged} in time`);
  },
};

/** The messages that were shown only when the next one had arrived; empty if one of them was shown before. */
export function shownOneLate({ messages, shown }: PacketizationFacts): readonly MessageFact[] {
  const lines = new Map(shown.messages.map(({ index, line }) => [index, line]));
  const late: MessageFact[] = [];
  for (const [place, message] of messages.entries()) {
    const next = messages[place + 1]?.arrivedAt;
    const line = lines.get(message.index);
    if (next === undefined || line === undefined || message.arrivedAt === undefined) continue;
    if (next - message.arrivedAt < MIN_DISTANCE) continue;
    // Later than that, the program does not wait for the next message, but for something else.
    if (line.at < next || line.at >= (messages[place + 2]?.arrivedAt ?? Infinity)) return [];
    late.push(message);
  }
  return late.length >= MIN_LATE ? late : [];
}

function oneLate(facts: PacketizationFacts): Outcome | undefined {
  const [first] = shownOneLate(facts);
  if (first === undefined) return undefined;
  const line = facts.shown.messages.find(({ index }) => index === first.index)!.line;
  const next = facts.messages[first.index + 1];
  const packet = next?.packets.at(-1)?.packet;
  return outcome(
    false,
    `${quote(first.text)} shown when it arrived`,
    `shown ${seconds(line.at - first.arrivedAt!)} after it arrived, when the next message had arrived; so were the others`,
    [{ line: line.number }, ...(packet === undefined ? [] : [{ packet }])],
  );
}
