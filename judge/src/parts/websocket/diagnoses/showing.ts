/** Misconceptions about what a program prints of the messages, and about the frames that it reads. */
import type { OutputLine } from '@wireside/trace';
import { callName, lastLines, quote } from '@wireside/trace';
import { concat, countText, WEBSOCKET_OPCODE as OPCODE } from '@wireside/wire';
import { addedBetween } from '../../../common/added.ts';
import { indexOfBytes } from '../../../common/bytes.ts';
import { isCrashed } from '../../../common/calls.ts';
import { endText } from '../../../common/end-text.ts';
import { longestBeginning } from '../../../common/flood.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { WebsocketFacts } from '../facts.ts';
import { packetOf, receiveOf } from '../facts.ts';
import type { Frame } from '../frames.ts';
import { isLiteral } from '../shown.ts';

type Output = Failed<'messages' | 'flood'>;

/** Bytes by which a text is found again. */
const BEGINNING = 16;
/** Lines that are searched. */
const MAX_LINES = 10_000;
const NEWLINE = 10;

/** Objects as languages write them where their text was meant. */
const OBJECT =
  /\[object (?:Blob|ArrayBuffer|MessageEvent|Object)\]|HeapByteBuffer(?:R)?\[pos=|\[B@[0-9a-f]{1,8}\b|^Blob \{|^ArrayBuffer \{/;
/** Longer lines are no objects. Bytes. */
const MAX_OBJECT = 200;

/** The frames of each message that the server sent, also those of the flood. */
const rowsOf = ({ messages, floodFrames }: WebsocketFacts): (readonly Frame[])[] =>
  [...messages.map(({ frames }) => frames), floodFrames].filter((frames) => frames.length > 0);

const bytesOf = (frames: readonly Frame[]): Uint8Array => concat(frames.map(({ payload }) => payload));

/** A line shows the bytes of a message as a programming language writes them, or the object that holds them. */
export function findBytesShown(facts: WebsocketFacts, failed: Output): Finding | undefined {
  if (!failed.has('messages') && !failed.has('flood')) return undefined;
  const [row] = rowsOf(facts);
  if (row === undefined || facts.shown.lines.some((line) => line !== undefined)) return undefined;
  const bytes = bytesOf(row);
  const lines = facts.lines.slice(0, MAX_LINES);
  const literal = lines.find((line) => isLiteral(line.bytes.subarray(0, 4096), bytes));
  const objects = lines.filter(
    (line) => line.bytes.length <= MAX_OBJECT && OBJECT.test(new TextDecoder().decode(line.bytes)),
  );
  const line = literal ?? (objects.length < rowsOf(facts).length ? undefined : objects[0]);
  if (line === undefined) return undefined;
  const what =
    literal === undefined
      ? 'That is how the language names the object that holds the bytes.'
      : 'That is how the language writes bytes for a programmer.';
  return {
    text:
      `Line ${line.number} is ${quote(line.bytes)}, where the server sent ${quote(bytes)} (packet ${row[0]!.packet}). ${what} ` +
      `The messages come in binary frames: decode the bytes as text before you print them (message.decode() in Python, String(data) in JavaScript).`,
    evidence: [{ line: line.number }, { packet: row[0]!.packet }],
  };
}

/** Something is added where a frame of a message ended, because each frame is printed as if it were one. */
export function findFragmentsShown(facts: WebsocketFacts, failed: Output): Finding | undefined {
  if (!failed.has('messages') && !failed.has('flood')) return undefined;
  for (const [first, second] of rowsOf(facts)) {
    if (first === undefined || second === undefined) continue;
    const between = addedBetween(facts.output, first.payload, second.payload);
    if (between === undefined || !between.added.includes(NEWLINE)) continue;
    const line = facts.lines.findLast(({ offset }) => offset <= between.at);
    return {
      text:
        `The output has a line break after ${quote(first.payload.subarray(-BEGINNING))}, where only a frame ends (packet ${first.packet}): ` +
        `its FIN bit is 0, so the message goes on in the next frame (packet ${second.packet}). ` +
        `Put the frames together until one has FIN set, and print the message then.`,
      evidence: [
        ...(line === undefined ? [] : [{ line: line.number }]),
        { packet: first.packet },
        { packet: second.packet },
      ],
    };
  }
  return undefined;
}

/** A line has several messages, because nothing ends a line after each. */
export function findOneLine({ shown, messages }: WebsocketFacts, failed: Output): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const first = shown.lines.findIndex((line, i) => line !== undefined && line === shown.lines[i + 1]);
  const line: OutputLine | undefined = shown.lines[first];
  if (line === undefined) return undefined;
  const packets = [messages[first]!, messages[first + 1]!].flatMap((message) => packetOf(message) ?? []);
  return {
    text:
      `Line ${line.number} has ${quote(messages[first]!.text)} and ${quote(messages[first + 1]!.text)}, both on one line. ` +
      `The text of a message has no newline at its end; print one after each message.`,
    evidence: [{ line: line.number }, ...packets.map((packet) => ({ packet }))],
  };
}

/** A line shows a message that the server did not send. */
export function findNotSent({ shown, messages }: WebsocketFacts, failed: Output): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const words = (messages[0]?.text ?? '').replace(/\d+$/, '');
  const numbers = new Set(messages.map(({ text }) => text.slice(words.length)));
  const last = messages.findLast((message) => packetOf(message) !== undefined);
  const packet = last === undefined ? undefined : packetOf(last);
  if (words === '' || last === undefined || packet === undefined) return undefined;
  for (const line of shown.extra) {
    const text = new TextDecoder().decode(line.bytes.subarray(0, 4096));
    const at = text.indexOf(words);
    const [number] = /^\d+/.exec(at < 0 ? '' : text.slice(at + words.length)) ?? [];
    if (number === undefined || numbers.has(number)) continue;
    return {
      text:
        `Line ${line.number} is ${quote(line.bytes)}, and the server sent no such message: ` +
        `it sent ${countText(messages.length, 'message')}, from ${quote(messages[0]!.text)} to ${quote(last.text)} (packet ${packet}). Print what has come, and nothing else.`,
      evidence: [{ line: line.number }, { packet }],
    };
  }
  return undefined;
}

/** The program received all, and shows none of it. */
export function findNotShown(facts: WebsocketFacts, failed: Output): Finding | undefined {
  if (!failed.has('messages') && !failed.has('flood')) return undefined;
  const { end, shown, output, errors, lines, flood } = facts;
  const rows = rowsOf(facts);
  const [first] = rows;
  const last = rows.at(-1)?.at(-1);
  if (first === undefined || last?.isFinal !== true || end.reason !== 'exited' || isCrashed(facts))
    return undefined;
  const receive = receiveOf(facts, last.offset + last.length - 1);
  const call = receive === undefined ? undefined : facts.model.call(receive.n);
  const isShown =
    flood === undefined
      ? shown.lines.some((line) => line !== undefined) || shown.extra.length > 0
      : indexOfBytes(output, bytesOf(first).subarray(0, BEGINNING)) >= 0;
  if (call === undefined || isShown) return undefined;
  const what =
    output.length === 0 ? 'printed nothing' : `printed ${quote(lines[0]!.bytes)} and no text of a message`;
  const isBinary = first[0]!.opcode === OPCODE.binary;
  const hints = [
    ...(isBinary
      ? [`The messages come in binary frames (opcode ${OPCODE.binary}): take those too, not only text.`]
      : []),
    errors.length === 0
      ? 'An error that is caught without a word hides why nothing is printed: print it on standard error.'
      : `The last line on standard error: ${lastLines(errors, 1)}`,
  ];
  return {
    text:
      `The program received all that the server sent (the last bytes with ${callName(call)}), ${what}, and ${endText(end)}. ` +
      (output.length === 0 ? hints.join(' ') : 'Print the text of each message as it came.'),
    evidence: [{ call: call.n }, { packet: last.packet }],
  };
}

/** The program shows the first messages, and ends. */
export function findStopsEarly(
  { messages, shown, end, ...facts }: WebsocketFacts,
  failed: Output,
): Finding | undefined {
  if (!failed.has('messages') || end.reason !== 'exited' || isCrashed({ end, ...facts })) return undefined;
  const count = shown.lines.filter((line) => line !== undefined).length;
  const isPrefix = shown.lines.slice(0, count).every((line) => line !== undefined);
  // One that lacks the last message only may have lost it otherwise.
  if (count === 0 || count >= messages.length - 1 || !isPrefix || shown.extra.length > 0) return undefined;
  const line = shown.lines[count - 1]!;
  return {
    text:
      `The server sends ${countText(messages.length, 'message')}; the program showed the first ${count === 1 ? 'one' : count} (line ${line.number}), and ${endText(end)}. ` +
      `A receive of a library returns one message: receive and print in a loop, until the server's close frame ends it.`,
    evidence: [{ line: line.number }],
  };
}

/** The output has the bytes of a frame's extended length before its payload. */
export function findExtendedLength(facts: WebsocketFacts, failed: Output): Finding | undefined {
  const [frame] = facts.floodFrames;
  if (!failed.has('flood') || frame === undefined || facts.main === undefined) return undefined;
  const head = facts.received.subarray(frame.offset, frame.offset + frame.length - frame.payload.length);
  const extended = head.subarray(2);
  if (extended.length === 0) return undefined;
  const wanted = concat([extended, frame.payload.subarray(0, BEGINNING)]);
  if (indexOfBytes(facts.output, wanted) < 0) return undefined;
  const short = head[1]! & 0x7f;
  return {
    text:
      `The output has ${quote(extended)} before ${quote(frame.payload.subarray(0, BEGINNING))}: that is the length of the frame (packet ${frame.packet}), ${countText(frame.payload.length, 'byte')}. ` +
      `A length of ${short} in the second byte says that the length is in the next ${extended.length} bytes (RFC 6455, 5.2): 126 means 2, and 127 means 8.`,
    evidence: [{ packet: frame.packet }],
  };
}

/** The output ends where a receive ended inside a frame. */
export function findShortRead(facts: WebsocketFacts, failed: Output): Finding | undefined {
  const { flood, floodFrames, output, main, end } = facts;
  // A program that is stopped loses what it had not flushed.
  if (!failed.has('flood') || flood === undefined || main === undefined || end.reason !== 'exited')
    return undefined;
  const { same, missing } = longestBeginning(flood.bytes, output);
  if (same === 0 || missing > 0 || same === flood.length) return undefined;
  if (indexOfBytes(output, flood.bytes.subarray(same, same + BEGINNING)) >= 0) return undefined;
  const place = flood.placeOf(same);
  const receive = main.incoming.receives.find(
    ({ lane, offset, length }) => lane === 'calls' && length > 0 && offset + length === place,
  );
  const frame = floodFrames.find(({ offset, length }) => offset < place && place < offset + length);
  const call = receive === undefined ? undefined : facts.model.call(receive.n);
  if (call === undefined || frame === undefined) return undefined;
  return {
    text:
      `The output has the first ${countText(same, 'byte')} of the flood, as far as ${callName(call)} brought it, and not what follows. ` +
      `The frame (packet ${frame.packet}) has ${countText(frame.payload.length, 'byte')}, and a receive returns what has come, which may be less: ` +
      `receive again until all bytes that the length of the frame promises are there.`,
    evidence: [{ call: call.n }, { packet: frame.packet }],
  };
}
