/** Misconceptions about what is in a sender's datagrams: the id, what follows it, and the text. */
import { callName, quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { indexOfBytes } from '../../../common/bytes.ts';
import { ID_LENGTH, textOf } from '../../../common/group.ts';
import { trimBlanks } from '../../../common/text-bytes.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { Sending, SenderFacts, TypedLine } from '../facts.ts';
import { hasId } from '../facts.ts';

type Content = Failed<'id' | 'lines'>;

const latin1 = new TextDecoder('latin1');

/** `sendto() (call 12) sent "…" (packet 9)`, and where that is. */
function sentText(
  facts: SenderFacts,
  { datagram, bytes }: Sending,
): { what: string; evidence: Finding['evidence'] } {
  const call = datagram.send?.lane === 'calls' ? facts.model.call(datagram.send.n) : undefined;
  return {
    what: `${call === undefined ? 'The program' : callName(call)} sent ${quote(bytes)} (packet ${datagram.packet})`,
    evidence: [{ packet: datagram.packet }, ...(call === undefined ? [] : [{ call: call.n }])],
  };
}

/** A datagram begins with the text. */
export function findIdMissing(facts: SenderFacts, failed: Content): Finding | undefined {
  if (!failed.has('id')) return undefined;
  const line = facts.typed.find(
    ({ sending, bytes }) =>
      sending !== undefined && indexOfBytes(trimBlanks(sending.bytes), trimBlanks(bytes)) === 0,
  );
  if (line?.sending === undefined) return undefined;
  const { what, evidence } = sentText(facts, line.sending);
  return {
    text: `${what}, the line without an id. All others take its first six bytes for the id. Begin each datagram with the six digits${facts.id === undefined ? '' : ` (here ${facts.id})`}.`,
    evidence,
  };
}

/** A datagram begins with six other digits than the argument. */
export function findIdHardCoded(facts: SenderFacts, failed: Content): Finding | undefined {
  const { id } = facts;
  const other =
    failed.has('id') && id !== undefined ? facts.sent.find(({ bytes }) => !hasId(bytes, id)) : undefined;
  if (other === undefined || !hasId(other.bytes, undefined)) return undefined;
  const begin = latin1.decode(other.bytes.subarray(0, ID_LENGTH));
  if (facts.typed.some(({ text }) => text.startsWith(begin))) return undefined;
  const { what, evidence } = sentText(facts, other);
  return {
    text:
      `${what}: it begins with ${begin}, but its id was ${id}. ` +
      `The program was started as: ${facts.model.program.command.join(' ')}. Take the id from the arguments; do not write it into the program.`,
    evidence,
  };
}

/** The id is there, but not as the six digits at the start. */
export function findWrongId(facts: SenderFacts, failed: Content): Finding | undefined {
  const other = failed.has('id') ? facts.sent.find(({ bytes }) => !hasId(bytes, facts.id)) : undefined;
  if (other === undefined) return undefined;
  const { what, evidence } = sentText(facts, other);
  return {
    text:
      `${what}. Its first six bytes are ${quote(other.bytes.subarray(0, ID_LENGTH))}, and they are to be the digits${facts.id === undefined ? '' : ` ${facts.id}`} as text, one byte each: ` +
      `no number in binary, nothing before it, and neither more nor fewer.`,
    evidence,
  };
}

/** The first line that was sent otherwise, where what follows the id has what a function looks for. */
function oddLine(
  facts: SenderFacts,
  fits: (text: string, line: TypedLine) => boolean,
): Required<TypedLine> | undefined {
  const found = facts.typed.find(
    (line) =>
      !line.isSent && line.sending !== undefined && fits(latin1.decode(textOf(line.sending.bytes)), line),
  );
  return found as Required<TypedLine> | undefined;
}

/** A line's bytes, one character each. */
const bytesText = ({ bytes }: TypedLine): string => latin1.decode(trimBlanks(bytes));

/** Something stands between the id and the text. */
export function findSeparator(facts: SenderFacts, failed: Content): Finding | undefined {
  if (!failed.has('lines')) return undefined;
  const line = oddLine(facts, (text, one) => {
    const at = text.indexOf(bytesText(one));
    return (
      at > 0 &&
      /^[\s:;,.|>=\-\0]+$/.test(text.slice(0, at)) &&
      text.slice(0, at).trim() + text.slice(0, at) !== ''
    );
  });
  if (line === undefined) return undefined;
  const text = latin1.decode(textOf(line.sending.bytes));
  const extra = text.slice(0, text.indexOf(bytesText(line)));
  const { what, evidence } = sentText(facts, line.sending);
  return {
    text: `${what}: ${quote(extra)} stands between the id and the text. The id has six bytes, so nothing has to separate it; what follows is the text.`,
    evidence,
  };
}

/** The newline of the input was sent, or a zero byte. */
export function findNewline(facts: SenderFacts, failed: Content): Finding | undefined {
  if (!failed.has('lines')) return undefined;
  const line = oddLine(facts, (text, one) => {
    const at = text.indexOf(bytesText(one));
    return at >= 0 && /^[ \t]*[\r\n\0]+$/.test(text.slice(at + bytesText(one).length));
  });
  if (line === undefined) return undefined;
  const end = /[\r\n\0]+$/.exec(latin1.decode(line.sending.bytes))![0];
  const { what, evidence } = sentText(facts, line.sending);
  const kind = end.includes('\n')
    ? 'The newline ends the line of the input, and is no part of its text: remove it'
    : 'A datagram has a length, so nothing has to mark its end: send the bytes of the text only';
  return { text: `${what}, with ${quote(end)} after the text. ${kind}.`, evidence };
}

/** All lines are in one datagram. */
export function findAllInOne(facts: SenderFacts, failed: Content): Finding | undefined {
  const [first, second] = facts.typed;
  if (!failed.has('lines') || first?.sending === undefined || second === undefined) return undefined;
  const text = latin1.decode(first.sending.bytes);
  if (!text.includes(bytesText(first)) || !text.includes(bytesText(second))) return undefined;
  const { what, evidence } = sentText(facts, first.sending);
  return {
    text: `${what}, which has several lines. Read one line at a time, and send each in a datagram of its own, when it has been typed.`,
    evidence,
  };
}

/** Letters that are not ASCII were sent in another encoding, or replaced. */
export function findWrongLetters(facts: SenderFacts, failed: Content): Finding | undefined {
  if (!failed.has('lines')) return undefined;
  const line = oddLine(facts, (text, one) => {
    const ascii = (some: string): string => some.replaceAll(/[^\x20-\x3e\x40-\x7e]/g, '');
    return /[^\x20-\x7e]/.test(one.text) && ascii(text) === ascii(one.text);
  });
  if (line === undefined) return undefined;
  const { what, evidence } = sentText(facts, line.sending);
  return {
    text: `${what} for the line ${quote(line.text)}. Its letters are not those of UTF-8, in which the text of the group is: encode it so (in Python, text.encode()), or send the bytes as they were read.`,
    evidence,
  };
}

/** A line was split into several datagrams, or cut. */
export function findLineCut(facts: SenderFacts, failed: Content): Finding | undefined {
  if (!failed.has('lines')) return undefined;
  const line = oddLine(facts, (text, one) => {
    const whole = latin1.decode(one.bytes);
    return text.length >= 8 && text.length < whole.length && whole.startsWith(text);
  });
  if (line === undefined) return undefined;
  const { what, evidence } = sentText(facts, line.sending);
  const sent = line.sending.bytes.length - ID_LENGTH;
  return {
    text: `${what}: the first ${countText(sent, 'byte')} of a line of ${line.bytes.length}. A line goes into one datagram, whole: read it into a buffer that is long enough, and count its bytes, not its letters.`,
    evidence,
  };
}

/** The first line for which nothing was sent, where nothing was sent for any line after it either. */
export function firstUnsent({ typed }: SenderFacts): TypedLine | undefined {
  const place = typed.findIndex(({ sending }) => sending === undefined);
  const rest = place < 0 ? [] : typed.slice(place);
  return rest.every(({ sending }) => sending === undefined) ? rest[0] : undefined;
}
