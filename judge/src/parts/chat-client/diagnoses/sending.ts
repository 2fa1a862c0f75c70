/** Misconceptions about the lines that a chat client sends. */
import { callName, quote } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { indexOfBytes, sameBytes } from '../../../common/bytes.ts';
import { isPending } from '../../../common/calls.ts';
import { isUtf8 } from '../../../common/text-bytes.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { ChatClientFacts, TypedLine } from '../facts.ts';
import { LATE } from '../facts.ts';

type Sending = Failed<'sends'>;

/** Fewer bytes at the start of a line do not say that it is the line. */
const MIN_START = 8;
/** Standard input. */
const STDIN = 0;

/** The first line that was sent otherwise, with what is in its place. */
function oddLine({ typed }: ChatClientFacts, failed: Sending): Required<TypedLine> | undefined {
  const line = failed.has('sends') ? typed.find(({ isSent }) => !isSent) : undefined;
  return line?.sent === undefined ? undefined : (line as Required<TypedLine>);
}

/** The text of a line is on the wire, and no newline is behind it. */
export function findNewlineMissing(facts: ChatClientFacts, failed: Sending): Finding | undefined {
  const line = oddLine(facts, failed);
  const { outgoing } = facts.main ?? {};
  if (line === undefined || outgoing === undefined) return undefined;
  const { sent, bytes } = line;
  const isBare = !sent.ended && sameBytes(sent.bytes, bytes);
  // The next line follows at once.
  const next = facts.typed[facts.typed.indexOf(line) + 1];
  const isGlued =
    next !== undefined &&
    indexOfBytes(sent.bytes, bytes) === 0 &&
    indexOfBytes(sent.bytes.subarray(bytes.length), next.bytes) === 0;
  if (!isBare && !isGlued) return undefined;
  const span = outgoing.sends.find(({ offset, length }) => offset + length > sent.offset);
  const call = span === undefined ? undefined : facts.model.call(span.n);
  return {
    text:
      `${call === undefined ? 'The program' : callName(call)} sent ${quote(bytes)} (packet ${sent.first.packet}), and no newline after it. ` +
      `On the wire nothing else says where a line ends: the other side waits for the rest of it. Send the newline too (in Python, (line + "\\n").encode()).`,
    evidence: [{ packet: sent.first.packet }, ...(call === undefined ? [] : [{ call: call.n }])],
  };
}

/** A line is on the wire with something before it or after it. */
export function findLineChanged(facts: ChatClientFacts, failed: Sending): Finding | undefined {
  const line = oddLine(facts, failed);
  if (line === undefined || line.bytes.length < MIN_START) return undefined;
  const at = indexOfBytes(line.sent.bytes, line.bytes);
  const extra = line.sent.bytes.length - line.bytes.length;
  if (at < 0 || extra <= 0 || !line.sent.ended) return undefined;
  return {
    text:
      `The line ${quote(line.text)} was typed, and ${quote(line.sent.bytes)} was sent (packet ${line.sent.first.packet}): ${countText(extra, 'byte')} more. ` +
      `Send the text of the line and a newline, with nothing before or between them.`,
    evidence: [{ packet: line.sent.first.packet }],
  };
}

/** A line is on the wire as far as a buffer was long. */
export function findLineCut(facts: ChatClientFacts, failed: Sending): Finding | undefined {
  const line = oddLine(facts, failed);
  if (line === undefined) return undefined;
  const { sent, bytes, text } = line;
  const length = sent.bytes.length;
  if (length < MIN_START || length >= bytes.length) return undefined;
  if (!sameBytes(bytes.subarray(0, length), sent.bytes)) return undefined;
  return {
    text:
      `A line of ${countText(bytes.length, 'byte')} was typed, ${quote(text)}, and the line that was sent has the first ${countText(length, 'byte')} of it (packet ${sent.first.packet}). ` +
      `A line may be as long as its writer likes: read until the newline, whatever the size of your buffer.`,
    evidence: [{ packet: sent.first.packet }, { packet: sent.last.packet }],
  };
}

/** Letters that are not ASCII were sent in another encoding than UTF-8. */
export function findWrongLetters(facts: ChatClientFacts, failed: Sending): Finding | undefined {
  const line = oddLine(facts, failed);
  if (line === undefined || line.bytes.every((byte) => byte < 0x80)) return undefined;
  const ascii = (bytes: Uint8Array): string =>
    new TextDecoder('latin1').decode(bytes).replaceAll(/[^\x20-\x3e\x40-\x7e]/g, '');
  if (ascii(line.sent.bytes) !== ascii(line.bytes)) return undefined;
  const how = isUtf8(line.sent.bytes) ? 'Some of its letters were replaced' : 'That is not UTF-8';
  return {
    text:
      `The line ${quote(line.text)} was typed, and ${quote(line.sent.bytes)} was sent (packet ${line.sent.first.packet}). ${how}. ` +
      `Encode the text as UTF-8 (in Python, text.encode()), or send the bytes as they were read.`,
    evidence: [{ packet: line.sent.first.packet }],
  };
}

/** A line was typed, and the program did not read it: it was waiting for the other side. */
export function findNetworkFirst(facts: ChatClientFacts, failed: Sending): Finding | undefined {
  const { typed, mainCalls, calls, isStopped } = facts;
  const line = failed.has('sends') ? typed.find(({ sent }) => sent === undefined) : undefined;
  if (line === undefined || !isStopped) return undefined;
  const wait = mainCalls.findLast((call) => call.kind === 'receive' && isPending(facts, call));
  const isRead = calls.some(
    ({ fd, name, at, took }) =>
      fd === STDIN && name.includes('read') && at + (took ?? Infinity) > line.at - LATE,
  );
  if (wait === undefined || isRead) return undefined;
  return {
    text:
      `${quote(line.text)} was typed, and the program did not read it: it was in ${callName(wait)}, and waited for the other side to speak. ` +
      `Two people do not speak in turn. Receive in a second thread (or wait for both with select()), so that the first one can always wait at the keyboard.`,
    evidence: [{ call: wait.n }],
  };
}
