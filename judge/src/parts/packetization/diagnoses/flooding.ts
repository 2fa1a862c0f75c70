/** Misconceptions about the flood: what is added to it, and how it is decoded. */
import { callName, quote } from '@wireside/trace';
import { concat, countText } from '@wireside/wire';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { addedBetween } from '../../../common/added.ts';
import { indexOfBytes, sameBytes } from '../../../common/bytes.ts';
import type { PacketizationFacts } from '../facts.ts';
import { filledSpans } from './chunks.ts';

const NEWLINE = 10;
/** Bytes by which a text is found again. */
const BEGINNING = 16;

/** Something is added wherever a receive ended: a line break, a text, a number. */
export function findAddedToPieces(facts: PacketizationFacts, failed: Failed<'flood'>): Finding | undefined {
  if (!failed.has('flood') || facts.flood === undefined) return undefined;
  const [first, second, third] = filledSpans(facts);
  if (first === undefined || second === undefined) return undefined;
  const [head, next] = [first, second].map(({ offset, length }) =>
    facts.received.subarray(offset, offset + length),
  );
  const between = addedBetween(facts.output, head!, next!);
  if (between === undefined || between.added.length === 0) return undefined;
  const { added, at: boundary } = between;
  // The same has to stand after the second piece too, apart from digits that count.
  const after = boundary + added.length + second.length;
  const isAgain =
    third === undefined ||
    withoutDigits(facts.output.subarray(after, after + added.length + 2)).startsWith(
      withoutDigits(added).slice(0, added.length),
    );
  if (!isAgain) return undefined;
  const line = facts.lines.findLast((candidate) => candidate.offset <= boundary);
  const what = added.length === 1 && added[0] === NEWLINE ? 'a line break' : quote(added);
  return {
    text:
      `The output has ${what} wherever a receive ended: ${callName(facts.model.call(first.n)!)} returned ${countText(first.length, 'byte')}, ` +
      `and after exactly as many it stands in the output. The server did not send it. Write what you receive as it is, and add nothing.`,
    evidence: [{ call: first.n }, ...(line === undefined ? [] : [{ line: line.number }])],
  };
}

const withoutDigits = (bytes: Uint8Array): string =>
  new TextDecoder('latin1').decode(bytes).replaceAll(/\d+/g, '0');

/** Line breaks were put into the flood where none were sent, as by a search for messages. */
export function findAddedLineBreaks(facts: PacketizationFacts, failed: Failed<'flood'>): Finding | undefined {
  const { flood, output } = facts;
  if (!failed.has('flood') || flood === undefined || flood.bytes.length < flood.length) return undefined;
  const [own, sent] = [output, flood.bytes].map((bytes) =>
    bytes.filter((byte) => byte !== NEWLINE && byte !== 13),
  );
  if (own === undefined || sent === undefined || own.length !== sent.length || !sameBytes(own, sent))
    return undefined;
  const count = (bytes: Uint8Array): number =>
    bytes.reduce((sum, byte) => sum + (byte === NEWLINE ? 1 : 0), 0);
  const more = count(output) - count(flood.bytes);
  if (more <= 1) return undefined;
  let at = 0;
  while (output[at] === flood.bytes[at]) at++;
  const line = facts.lines.findLast((candidate) => candidate.offset <= at);
  return {
    text:
      `The output has ${countText(more, 'line break')} that were not sent, the first before ${quote(output.subarray(at + 1, at + 1 + BEGINNING))}. ` +
      `The flood is one text, not messages: write it as it comes, without the search for messages.`,
    evidence: line === undefined ? [] : [{ line: line.number }],
  };
}

/** The bytes of UTF-8 were taken for characters of ISO 8859-1, and encoded once more. */
export function findLatin1(facts: PacketizationFacts, failed: Failed<'flood'>): Finding | undefined {
  if (!failed.has('flood') || facts.flood === undefined) return undefined;
  const { received, output } = facts;
  const at = received.findIndex((byte) => byte >= 0x80);
  if (at < 0) return undefined;
  let end = at + 1;
  while (end < received.length && (received[end]! & 0xc0) === 0x80) end++;
  const character = received.subarray(at, end);
  const twice = new TextEncoder().encode([...character].map((byte) => String.fromCharCode(byte)).join(''));
  const before = received.subarray(Math.max(0, at - BEGINNING), at);
  const place = indexOfBytes(output, concat([before, twice]));
  if (place < 0) return undefined;
  const line = facts.lines.findLast((candidate) => candidate.offset <= place);
  return {
    text:
      `The server sent ${quote(character)}, one character in UTF-8, and the output shows ${quote(twice)}: each byte was taken for a character of its own (ISO 8859-1, Latin-1). ` +
      `Decode the text as UTF-8, or write the bytes as they are.`,
    evidence: line === undefined ? [] : [{ line: line.number }],
  };
}
