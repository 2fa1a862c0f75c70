/** Misconceptions about the output: what is on a line, what is left at the end, and when it leaves the program. */
import { callName, quote, seconds } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { filledReceives, isCrashed } from '../../../common/calls.ts';
import { shownOneLate } from '../checks/live.ts';
import { EITHER } from '../../../second-run.ts';
import type { PacketizationFacts } from '../facts.ts';

/** Longer lines are not messages. Bytes. */
const MAX_LENGTH = 4096;

/** All output came at the end, or was lost because the program was stopped. */
export function findOutputNotFlushed(facts: PacketizationFacts, failed: Failed<'live'>): Finding | undefined {
  const [received] = filledReceives(facts);
  // A program that is stopped loses what it had printed but not flushed.
  const isLost = facts.end.reason === 'limit' && facts.output.length === 0;
  if (received === undefined || (!failed.has('live') && !isLost)) return undefined;
  const writes = facts.calls.filter((call) => call.kind === 'output' && call.fd === 1);
  const [first] = writes;
  if (first === undefined) {
    if (!isLost) return undefined;
    const bytes = countText(facts.main?.incoming.received ?? 0, 'byte');
    return {
      text: `The program received ${bytes} but wrote nothing before it was stopped. ${EITHER}`,
      evidence: [{ call: received.n }],
    };
  }
  const wait = first.at - (received.at + (received.took ?? 0));
  return {
    text:
      `The first bytes were received by ${callName(received)}, but the first output was written ${seconds(wait)} later, ` +
      `by ${callName(first)}, in ${countText(writes.length, 'call')} for all of it. ${EITHER}`,
    evidence: [{ call: received.n }, { call: first.n }],
  };
}

/** Each message is shown only when the next one arrives. */
export function findOneLate(facts: PacketizationFacts, failed: Failed<'live'>): Finding | undefined {
  const [first, ...others] = failed.has('live') ? shownOneLate(facts) : [];
  if (first === undefined) return undefined;
  const next = facts.messages[first.index + 1];
  const call = next?.receives.at(-1);
  const line = facts.shown.messages.find(({ index }) => index === first.index)?.line;
  if (call === undefined || line === undefined) return undefined;
  return {
    text:
      `"${first.text}" is shown only after ${callName(facts.model.call(call.n)!)} has brought the next message (line ${line.number}), and so are the ${countText(others.length, 'message')} after it. ` +
      `The program waits for the next message to know that the number is complete. Print what you have at once, without a line break; ` +
      `when the next message begins, print the line break first.`,
    evidence: [{ call: call.n }, { line: line.number }],
  };
}

/** All messages but the last are shown. */
export function findDroppedLast(facts: PacketizationFacts, failed: Failed<'messages'>): Finding | undefined {
  if (!failed.has('messages') || facts.main === undefined || isCrashed(facts)) return undefined;
  const shown = facts.shown.messages.map(({ index }) => index);
  const last = facts.messages.at(-1);
  const call = last?.receives.at(-1);
  if (last === undefined || call === undefined) return undefined;
  if (shown.length !== facts.messages.length - 1 || shown.some((index, place) => index !== place))
    return undefined;
  return {
    text:
      `The last message, "${last.text}", was received by ${callName(facts.model.call(call.n)!)} but never shown. ` +
      `No message follows it, so the end of the connection is its end: when a receive returns 0 bytes, show what is left.`,
    evidence: [{ call: call.n }],
  };
}

/** A line holds text of the program's own beside a message, or messages joined by something that was not sent. */
export function findLineWithMore(facts: PacketizationFacts, failed: Failed<'messages'>): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const decoder = new TextDecoder();
  // From the last message on, so that `data 1` does not take its part out of `data 12`.
  const texts = facts.messages.map(({ text }) => text).toReversed();
  const line = facts.lines.find(({ bytes }) => {
    const text = decoder.decode(bytes.subarray(0, MAX_LENGTH)).trim();
    const rest = texts.reduce((left, message) => left.replaceAll(message, ''), text);
    return rest !== text && rest !== '' && !texts.some((message) => message.includes(rest));
  });
  if (line === undefined) return undefined;
  return {
    text:
      `Line ${line.number} shows ${quote(line.bytes)}: a message, and something else. ` +
      `Each message must be on its own line, exactly as it was sent; other text may go on other lines, or to standard error.`,
    evidence: [{ line: line.number }],
  };
}
