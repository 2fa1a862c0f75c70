/** Is each message printed once, as text, on a line of its own? */
import { quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Check } from '../../../check.ts';
import { outcome } from '../../../check.ts';
import { endText } from '../../../common/end-text.ts';
import type { Message, WebsocketFacts } from '../facts.ts';
import { packetOf } from '../facts.ts';

/** Each message of the server is on one line, in order, and no other line shows one. */
export const messages: Check<WebsocketFacts, 'command'> = {
  needs: ['command'],
  title: () => 'prints each message once, as text, on a line of its own',
  ask: (facts) => {
    const { messages: sent, shown } = facts;
    const missing = sent.findIndex((_, i) => !isInPlace(facts, i));
    if (missing >= 0) {
      const message = sent[missing]!;
      const packet = packetOf(message);
      const evidence = packet === undefined ? [] : [{ packet }];
      return outcome(false, `a line with ${quote(message.text)}`, inPlaceOf(facts, missing), evidence);
    }
    const expected = `${countText(sent.length, 'line')}, one for each message`;
    const [extra] = shown.extra;
    if (extra === undefined) return outcome(true, expected, countText(sent.length, 'line'));
    const got = `these, and line ${extra.number}: ${quote(extra.bytes)}`;
    return outcome(false, expected, got, [{ line: extra.number }]);
  },
};

/** Whether a message has a line of its own, which comes after that of the message before it. */
function isInPlace({ shown }: WebsocketFacts, i: number): boolean {
  const [line, before, after] = [shown.lines[i], shown.lines[i - 1], shown.lines[i + 1]];
  return line !== undefined && line !== after && (before === undefined || before.number < line.number);
}

/** What the output has in place of a message. */
function inPlaceOf({ shown, messages: sent, lines, end }: WebsocketFacts, i: number): string {
  const line = shown.lines[i];
  if (line !== undefined) {
    const other = shown.lines.findIndex((one, k) => k !== i && one === line);
    return other < 0
      ? `line ${line.number} shows it, before ${quote(sent[i - 1]?.text ?? '')}`
      : `line ${line.number} has it together with ${quote(sent[other]!.text)}`;
  }
  if (packetOf(sent[i] as Message) === undefined)
    return `the server had not sent it; the program ${endText(end)}`;
  const after = i === 0 ? 0 : (shown.lines[i - 1]?.number ?? 0);
  const next = lines.find(({ number }) => number > after);
  const count = shown.lines.filter((one) => one !== undefined).length;
  if (next === undefined)
    return count === 0
      ? `nothing on standard output; it ${endText(end)}`
      : `${countText(count, 'message')} shown, then no more; it ${endText(end)}`;
  return `line ${next.number}: ${quote(next.bytes)}`;
}
