/** Misconceptions about putting together what several receives returned, and about showing bytes as text. */
import { callName, quote } from '@wireside/trace';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { generalReason } from '../../../common/general.ts';
import type { MessageFact, PacketizationFacts } from '../facts.ts';
import { filledSpans, numbersOf } from './chunks.ts';

/** Longer lines are no messages. Bytes. */
const MAX_LENGTH = 4096;

const decoder = new TextDecoder();

/** Messages that came in one receive are shown, those that were split over several are not. */
export function findSplitLost(facts: PacketizationFacts, failed: Failed<'messages'>): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const { shown, received, model, messages } = facts;
  const shownIndexes = new Set(shown.messages.map(({ index }) => index));
  const [whole, split] = [
    messages.filter(({ receives }) => receives.length === 1),
    messages.filter(({ receives }) => receives.length > 1),
  ];
  const [victim] = split.filter(({ index }) => !shownIndexes.has(index));
  if (victim === undefined || !whole.every(({ index }) => shownIndexes.has(index))) return undefined;
  // One that is shown although it was split shows that the program does join its receives.
  const isCertain = ({ index, text }: MessageFact): boolean =>
    shownIndexes.has(index) && !messages.some((other) => other.text !== text && other.text.startsWith(text));
  if (split.some(isCertain)) return undefined;
  const [first, second] = victim.receives;
  if (first === undefined || second === undefined) return undefined;
  const end = Math.min(victim.offset + victim.length, second.offset + second.length);
  const head = received.subarray(victim.offset, second.offset);
  const tail = received.subarray(second.offset, end);
  return {
    text:
      `Message ${numbersOf([victim])} was split: ${callName(model.call(first.n)!)} ended with ${quote(head)}, and ` +
      `${callName(model.call(second.n)!)} began with ${quote(tail)}. It is not shown, and neither is any other message that was split, ` +
      `while all that came in one receive are. Keep what is left of a receive after its last whole message, and join the next receive to it.`,
    evidence: [{ call: first.n }, { call: second.n }],
  };
}

/** A line shows a Python bytes object. */
export function findBytesLiteral(facts: PacketizationFacts): Finding | undefined {
  const line = facts.lines.find(({ bytes }) => {
    const text = decoder.decode(bytes.subarray(0, 24));
    // What follows was received: other lines may begin so too.
    return (
      /^\s*b['"]/.test(text) &&
      facts.received.length > 0 &&
      text.includes(decoder.decode(facts.received.subarray(0, 4)).slice(0, 3))
    );
  });
  if (line === undefined) return undefined;
  return {
    text: `Line ${line.number} shows ${quote(line.bytes)}: that is how Python prints a bytes object. Decode the bytes before you print them.`,
    evidence: [{ line: line.number }],
  };
}

/** A line shows what a receive returned, and after it what an earlier one had left in the buffer. */
export function findOldBytes(facts: PacketizationFacts): Finding | undefined {
  const buffer: number[] = [];
  const stream = decoder.decode(facts.received);
  const lines = new Map(
    facts.lines
      .filter(({ bytes }) => bytes.length <= MAX_LENGTH)
      .map((line) => [decoder.decode(line.bytes), line]),
  );
  for (const { offset, length, n } of filledSpans(facts)) {
    if (length > MAX_LENGTH) return undefined;
    const chunk = facts.received.subarray(offset, offset + length);
    chunk.forEach((byte, place) => (buffer[place] = byte));
    if (buffer.length <= length) continue;
    const text = decoder.decode(Uint8Array.from(buffer));
    const line = lines.get(text);
    // Bytes that came one after the other may be of one receive, and need no old ones.
    if (line === undefined || stream.includes(text)) continue;
    const old = Uint8Array.from(buffer.slice(length));
    return {
      text:
        `Line ${line.number} shows ${quote(line.bytes)}: ${callName(facts.model.call(n)!)} returned only the first ${length} of these bytes; ` +
        `${quote(old)} had been left in the buffer by an earlier receive. A receive puts no zero after its bytes: ` +
        `use the number that it returns, as with fwrite() or printf("%.*s"), or set the zero yourself.`,
      evidence: [{ call: n }, { line: line.number }],
    };
  }
  return undefined;
}

/** A receive ended inside a character, and each receive was decoded alone: as the rule about all programs says it. */
export function findCharacterCut(
  facts: PacketizationFacts,
  failed: Failed<'flood' | 'end'>,
): Finding | undefined {
  if (!failed.has('flood') && !failed.has('end')) return undefined;
  return generalReason(facts.model, 'character-cut');
}
