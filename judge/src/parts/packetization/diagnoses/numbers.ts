/** Misconceptions about where a message with a number at its end ends. */
import { callName, quote } from '@wireside/trace';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { MessageFact, PacketizationFacts } from '../facts.ts';
import { filledSpans } from './chunks.ts';

/** A line that shows a message without the last digits of its number. */
interface CutNumber {
  readonly message: MessageFact;
  readonly line: number;
  readonly shown: string;
  /** Offset in the stream after the last byte that is shown. */
  readonly end: number;
}

/** A number was taken for complete although more digits followed, because a receive ended there. */
export function findNumberCut(facts: PacketizationFacts, failed: Failed<'messages'>): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const cut = cutNumbers(facts).flatMap((one) => {
    const spans = filledSpans(facts);
    const place = spans.findIndex(({ offset, length }) => offset + length === one.end);
    const next = spans[place + 1];
    return place < 0 || next === undefined ? [] : [{ ...one, before: spans[place]!, next }];
  })[0];
  if (cut === undefined) return undefined;
  const { message, line, shown, before, next, end } = cut;
  const digits = facts.received.subarray(
    end,
    Math.min(message.offset + message.length, next.offset + next.length),
  );
  return {
    text:
      `Line ${line} shows "${shown}", but the message is "${message.text}": ${callName(facts.model.call(before.n)!)} ended inside the number, ` +
      `and ${callName(facts.model.call(next.n)!)} began with ${quote(digits)}. The program took the number for complete. ` +
      `More digits may follow as long as no other character has come and the connection has not ended.`,
    evidence: [{ call: before.n }, { call: next.n }, { line }],
  };
}

/** The program reads no more than so many digits, wherever the receives end. */
export function findFewDigits(facts: PacketizationFacts, failed: Failed<'messages'>): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const ends = new Set(filledSpans(facts).map(({ offset, length }) => offset + length));
  const all = cutNumbers(facts);
  const cut = all.find(({ end }) => !ends.has(end));
  if (cut === undefined) return undefined;
  const { message, line, shown } = cut;
  const digits = /\d+$/.exec(shown)?.[0].length ?? 0;
  // All longer numbers are cut to that length.
  const longer = facts.messages.filter(({ text }) => (/\d+$/.exec(text)?.[0].length ?? 0) > digits);
  const whole = new Set(facts.shown.messages.map(({ index }) => index));
  if (longer.some(({ index }) => whole.has(index))) return undefined;
  return {
    text:
      `Line ${line} shows "${shown}", but the message is "${message.text}": the program takes at most ${digits === 1 ? 'one digit' : `${digits} digits`} of a number. ` +
      `The numbers have as many digits as they need.`,
    evidence: [{ line }],
  };
}

/** The lines that show a message without its last digits, beyond those that show another message. */
function cutNumbers({ messages, lines, shown }: PacketizationFacts): CutNumber[] {
  const counts = new Map<string, number>();
  const whole = new Map(messages.map((message) => [message.text, message]));
  const found: CutNumber[] = [];
  const isShown = new Set(shown.messages.map(({ index }) => index));
  const decoder = new TextDecoder();
  for (const line of lines) {
    if (line.bytes.length > MAX_LENGTH) continue;
    const text = decoder.decode(line.bytes).trim();
    if (!/\D\d+$/.test(text)) continue;
    const count = (counts.get(text) ?? 0) + 1;
    counts.set(text, count);
    // The first time, it may be the message with that number.
    if (whole.has(text) && count === 1) continue;
    const message = messages.find(
      (one) =>
        !isShown.has(one.index) &&
        one.text.length > text.length &&
        one.text.startsWith(text) &&
        /^\d+$/.test(one.text.slice(text.length)),
    );
    if (message === undefined) continue;
    found.push({ message, line: line.number, shown: text, end: message.offset + text.length });
  }
  return found;
}

/** Longer lines are no messages. Bytes. */
const MAX_LENGTH = 200;
