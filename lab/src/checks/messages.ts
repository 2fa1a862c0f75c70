/** Is every message shown on a line of its own, in order, none missing and none twice? */
import type { Facts } from '../facts/facts.ts';
import { shownMessages } from '../facts/shown.ts';
import { count, quote } from '../facts/text.ts';
import { type Check, outcome, type Outcome } from './check.ts';

export const messages: Check = {
  id: 'messages',
  needs: ['command'],
  title: () => 'shows every message on a line of its own, in order, none missing, none twice',
  ask: (facts) => {
    const expected = `${count(facts.messages.length, 'line')}, from ${quote(facts.messages[0]?.text ?? '')} to ${quote(facts.messages.at(-1)?.text ?? '')}`;
    const difference = firstDifference(facts);
    return difference ?? outcome(true, expected, count(facts.messages.length, 'line'));
  },
};

function firstDifference(facts: Facts): Outcome | null {
  const shown = shownMessages(facts);
  for (const [place, message] of facts.messages.entries()) {
    const found = shown.messages[place];
    if (found?.index === message.index) continue;
    const expected = `line with ${quote(message.text)}`;
    const broken = shown.broken[0];
    const packets = message.packets.slice(0, 2).map(({ packet }) => ({ packet }));
    const calls = message.receives.slice(0, 2).map(({ n }) => ({ call: n }));
    if (message.arrivedAt === null) {
      const why =
        facts.main?.toProgram.carried === 0
          ? 'the server sent nothing'
          : 'the server had not sent it yet when the program went';
      return outcome(false, expected, `no such line; ${why}`, calls);
    }
    if (found !== undefined && shown.messages.slice(0, place).some(({ index }) => index === found.index)) {
      const got =
        broken === undefined
          ? `line ${found.line.number} shows ${quote(found.line.bytes)} again`
          : `line ${broken.number}: ${quote(broken.bytes)}`;
      return outcome(false, expected, got, [{ line: (broken ?? found.line).number }, ...calls, ...packets]);
    }
    if (broken !== undefined && (found === undefined || broken.number < found.line.number)) {
      return outcome(false, expected, `line ${broken.number}: ${quote(broken.bytes)}`, [
        { line: broken.number },
        ...calls,
        ...packets,
      ]);
    }
    const got =
      found === undefined
        ? `${count(shown.messages.length, 'message')} shown, then no more`
        : `line ${found.line.number}: ${quote(found.line.bytes)}`;
    return outcome(false, expected, got, [
      ...(found === undefined ? [] : [{ line: found.line.number }]),
      ...calls,
      ...packets,
    ]);
  }
  const extra = shown.messages[facts.messages.length];
  if (extra !== undefined) {
    return outcome(
      false,
      'each message once',
      `line ${extra.line.number} shows ${quote(extra.line.bytes)} again`,
      [{ line: extra.line.number }],
    );
  }
  const [broken] = shown.broken;
  if (broken === undefined) return null;
  return outcome(
    false,
    'each message on a line of its own',
    `line ${broken.number}: ${quote(broken.bytes)}`,
    [{ line: broken.number }],
  );
}
