/** Is every message shown on its own line, in order, none missing and none repeated? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check, Outcome } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import type { MessageFact, PacketizationFacts } from '../facts.ts';

/** The lines that show messages are exactly the messages that the server sends; all other lines may be anything. */
export const messages: Check<PacketizationFacts, 'command'> = {
  needs: ['command'],
  title: () => 'shows every message on its own line, in order, none missing and none repeated',
  ask: (facts) => {
    if (!facts.isAnswered)
      return outcome(false, 'the messages of the server', 'none; the server had not answered yet');
    const lines = countText(facts.messages.length, 'line');
    const [first] = facts.messages;
    const last = facts.messages.at(-1);
    const range =
      first === undefined || last === undefined ? '' : `, from ${quote(first.text)} to ${quote(last.text)}`;
    return firstDifference(facts) ?? outcome(true, `${lines}${range}`, lines);
  },
};

function firstDifference(facts: PacketizationFacts): Outcome | undefined {
  const { shown } = facts;
  for (const [place, message] of facts.messages.entries()) {
    if (shown.messages[place]?.index !== message.index) return differenceAt(facts, place, message);
  }
  const extra = shown.messages[facts.messages.length];
  if (extra !== undefined) {
    const got = `line ${extra.line.number} shows ${quote(extra.line.bytes)} again`;
    return outcome(false, 'each message once', got, [{ line: extra.line.number }]);
  }
  return undefined;
}

/** What is shown in place of a message. */
function differenceAt({ main, shown }: PacketizationFacts, place: number, message: MessageFact): Outcome {
  const found = shown.messages[place];
  const [broken] = shown.broken;
  const expected = `line with ${quote(message.text)}`;
  const packets = message.packets.slice(0, 2).map(({ packet }) => ({ packet }));
  const calls = message.receives.slice(0, 2).map(({ n }) => ({ call: n }));
  if (message.arrivedAt === undefined) {
    const why =
      main?.incoming.carried === 0
        ? 'the server sent nothing'
        : 'the program left before the server sent this message';
    return outcome(false, expected, `no such line; ${why}`, calls);
  }
  const isRepeated =
    found !== undefined && shown.messages.slice(0, place).some(({ index }) => index === found.index);
  // A broken line explains a repeated or missing message better: it is what became of it.
  if (broken !== undefined && (isRepeated || found === undefined || broken.number < found.line.number)) {
    const got = `line ${broken.number}: ${quote(broken.bytes)}`;
    return outcome(false, expected, got, [{ line: broken.number }, ...calls, ...packets]);
  }
  if (found === undefined) {
    const got = `${countText(shown.messages.length, 'message')} shown, then no more`;
    return outcome(false, expected, got, [...calls, ...packets]);
  }
  const { number, bytes } = found.line;
  const got = isRepeated ? `line ${number} shows ${quote(bytes)} again` : `line ${number}: ${quote(bytes)}`;
  return outcome(false, expected, got, [{ line: number }, ...calls, ...packets]);
}
