/** Misconceptions about what a receiver prints, and about its end. */
import type { OutputLine } from '@wireside/trace';
import { callName, lastWords, quote, seconds } from '@wireside/trace';
import { countText } from '@wireside/wire';
import { literalEnd } from '../../../common/bytes-literal.ts';
import { indexOfBytes } from '../../../common/bytes.ts';
import { isCrashed } from '../../../common/calls.ts';
import { endText } from '../../../common/end-text.ts';
import { generalReason } from '../../../common/general.ts';
import { isBlank, isUtf8 } from '../../../common/text-bytes.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { EITHER } from '../../../second-run.ts';
import { lateMessages } from '../checks/live.ts';
import type { Message, ReceiverFacts } from '../facts.ts';

type Shown = Failed<'messages' | 'live' | 'stays'>;

const latin1 = new TextDecoder('latin1');

/** Longer lines are not searched. Bytes. */
const MAX_LINE = 65_536;
/** Messages that are searched for in one line. */
const MAX_TEXTS = 100;

/** An error that nothing caught, or a signal, ended the program. */
export function findCrash({ model, isInterrupted }: ReceiverFacts): Finding | undefined {
  return isInterrupted ? undefined : generalReason(model, 'crash');
}

/** What is special about a message, so that a program that has read others may end by it. */
interface Peculiarity {
  readonly has: (message: Message) => boolean;
  /** What the program's last words then speak of. */
  readonly words: RegExp;
  readonly text: string;
}

const PECULIARITIES: readonly Peculiarity[] = [
  {
    has: ({ text }) => text.length === 0,
    words: /index|range|empty|bounds|slice|length|unpack|undefined|null/i,
    text: 'That is an id and an empty text.',
  },
  {
    has: ({ text }) => !isUtf8(text),
    words: /unicode|decod|utf|charset|malformed|codec|invalid byte/i,
    text: 'That is not UTF-8: another sender writes its letters in another encoding. Say what is to happen with such bytes (in Python, decode(errors="replace")), or print the bytes as they are.',
  },
];

/** The program ended by an error right after the first message that has something special, and had read others before. */
export function findCrashOnMessage(facts: ReceiverFacts, failed: Shown): Finding | undefined {
  const { messages, isInterrupted, errors, end } = facts;
  if (!failed.has('stays') || isInterrupted || !isCrashed(facts)) return undefined;
  const read = messages.filter((message) => message.read !== undefined);
  const last = read.at(-1);
  const said = lastWords(errors);
  const peculiar = PECULIARITIES.find(
    ({ has, words }) =>
      last !== undefined &&
      read.length > 1 &&
      read.findIndex(has) === read.length - 1 &&
      (said === undefined || words.test(said.message)),
  );
  if (last === undefined || peculiar === undefined) return undefined;
  const place = said?.place === undefined ? '' : ` (${said.place})`;
  const words = said === undefined ? '' : `; its last words are "${said.message}"${place}`;
  return {
    text:
      `The program ${endText(end)} after ${callName(last.read!.call)} had returned ${quote(last.bytes)} (packet ${last.datagram.packet})${words}. ` +
      `${peculiar.text} Anyone can send anything to a group: a receiver goes on, whatever comes.`,
    evidence: [{ call: last.read!.call.n }, { packet: last.datagram.packet }],
  };
}

/** The program ended by itself, without an error, after some messages. */
export function findStops(facts: ReceiverFacts, failed: Shown): Finding | undefined {
  const { messages, isInterrupted, end } = facts;
  const read = messages.filter((message) => message.read !== undefined);
  const last = read.at(-1);
  if (
    !failed.has('stays') ||
    isInterrupted ||
    end.reason !== 'exited' ||
    isCrashed(facts) ||
    last === undefined
  )
    return undefined;
  return {
    text:
      `The program ${endText(end)} after ${countText(read.length, 'message')} (the last by ${callName(last.read!.call)}). ` +
      `No message of a group is the last one: receive and print in a loop without an end, until the user ends the program.`,
    evidence: [{ call: last.read!.call.n }, { packet: last.datagram.packet }],
  };
}

/** Ctrl-C does not end the program. */
export function findIgnoresInterrupt(facts: ReceiverFacts, failed: Shown): Finding | undefined {
  const { isInterrupted, end, calls } = facts;
  if (!failed.has('stays') || !isInterrupted || end.reason === 'exited' || end.reason === 'signal')
    return undefined;
  const last = calls.at(-1);
  return {
    text:
      `The user pressed Ctrl-C (SIGINT), and the program did not end: it had to be killed. ` +
      `Let the signal end it, or end the loop where you catch it (in Python, KeyboardInterrupt; "except:" catches that too).`,
    evidence: last === undefined ? [] : [{ call: last.n }],
  };
}

/** The first message that was read and not shown, with the first line after it that fits. */
function unshown(
  { due, lines }: ReceiverFacts,
  fits: (line: OutputLine, message: Message) => boolean,
): { message: Message; line: OutputLine } | undefined {
  const missing = due.filter(({ line, read }) => line === undefined && read !== undefined);
  for (const message of missing.slice(0, 10)) {
    const line = lines.find(
      (one) => one.bytes.length < MAX_LINE && one.at >= message.datagram.at && fits(one, message),
    );
    if (line !== undefined) return { message, line };
  }
  return undefined;
}

/** A line shows the bytes of a message as a programming language writes them: `b'…'`, a tuple, a list of numbers. */
export function findBytesShown(facts: ReceiverFacts, failed: Shown): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const found = unshown(facts, ({ bytes }, message) => literalEnd(bytes, message) > 0);
  if (found === undefined) return undefined;
  const { message, line } = found;
  const shown = line.bytes.subarray(0, literalEnd(line.bytes, message));
  const isTuple = /^\(b['"]/.test(latin1.decode(shown.subarray(0, 3)));
  const what = isTuple
    ? 'That is the pair that recvfrom() returns, the bytes and the address of the sender.'
    : 'That is how the language writes bytes for a programmer.';
  const begins = shown.length < line.bytes.length ? 'begins with' : 'is';
  return {
    text:
      `Line ${line.number} ${begins} ${quote(shown)}, for the message ${quote(message.bytes)} (packet ${message.datagram.packet}). ${what} ` +
      `Print the text: decode the bytes (in Python, data.decode(errors="replace")).`,
    evidence: [{ line: line.number }, { call: message.read!.call.n }, { packet: message.datagram.packet }],
  };
}

/** A line has several messages, because nothing ends a line after each. */
export function findOneLine(facts: ReceiverFacts, failed: Shown): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const found = unshown(facts, ({ bytes }, { text }) => {
    const at = indexOfBytes(bytes, text);
    return at >= 0 && at + text.length < bytes.length && textsIn(facts, bytes).length > 1;
  });
  const [first, second] = found === undefined ? [] : textsIn(facts, found.line.bytes);
  if (found === undefined || first === undefined || second === undefined) return undefined;
  const { number } = found.line;
  return {
    text:
      `Line ${number} has ${quote(first.text)}, ${quote(second.text)} and so on, all on one line. ` +
      `The text of a message has no newline at its end; print one after each message.`,
    evidence: [{ line: number }, { packet: first.datagram.packet }, { packet: second.datagram.packet }],
  };
}

/** The messages whose texts a line has, in the order in which they first stand there. */
function textsIn({ due }: ReceiverFacts, bytes: Uint8Array): readonly Message[] {
  const line = latin1.decode(bytes.subarray(0, MAX_LINE));
  const found = new Map<number, Message>();
  for (const message of due.slice(0, MAX_TEXTS)) {
    const at = line.indexOf(latin1.decode(message.text));
    if (at >= 0 && !found.has(at)) found.set(at, message);
  }
  return [...found].toSorted(([a], [b]) => a - b).map(([, message]) => message);
}

/** The buffer of a receive is smaller than a message, whose end is lost. */
export function findSmallBuffer(facts: ReceiverFacts, failed: Shown): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const cut = facts.due.find(
    ({ read, bytes, line }) =>
      line === undefined && read?.call.size !== undefined && read.call.size < bytes.length,
  );
  if (cut?.read === undefined) return undefined;
  const { call } = cut.read;
  return {
    text:
      `${callName(call)} had a buffer of ${countText(call.size!, 'byte')}, and the datagram in packet ${cut.datagram.packet} had ${countText(cut.bytes.length, 'byte')}: the rest is lost, and no later call returns it. ` +
      `Give each receive a buffer for the longest datagram that may come, such as 2,048 bytes or more.`,
    evidence: [{ call: call.n }, { packet: cut.datagram.packet }],
  };
}

/** A line lacks the first letters of a text: more than the id was cut off. */
export function findTextCut(facts: ReceiverFacts, failed: Shown): Finding | undefined {
  if (!failed.has('messages')) return undefined;
  const found = unshown(facts, ({ bytes }, { text }) =>
    [1, 2, 3, 4].some((cut) => text.length > cut + 8 && sameText(bytes, text.subarray(cut))),
  );
  if (found === undefined) return undefined;
  const { message, line } = found;
  const cut = message.text.length - line.bytes.length;
  return {
    text:
      `Line ${line.number} is ${quote(line.bytes)}: of ${quote(message.bytes)} (packet ${message.datagram.packet}) it lacks ${6 + cut} bytes at the start. ` +
      `The sender's id has 6 bytes, and nothing separates it from the text.`,
    evidence: [{ line: line.number }, { packet: message.datagram.packet }],
  };
}

const sameText = (a: Uint8Array, b: Uint8Array): boolean =>
  a.length === b.length && a.every((byte, place) => byte === b[place]);

/** Each message is shown only when the next one has come. */
export function findOneLate(facts: ReceiverFacts, failed: Shown): Finding | undefined {
  const { late, judged } = lateMessages(facts);
  const one = late.filter(({ next }) => next.length === 1);
  const [first] = one;
  if (!failed.has('live') || first === undefined || one.length * 2 <= judged) return undefined;
  const { text, line, read } = first.message;
  const next = first.next[0]!.read!.call;
  return {
    text:
      `${callName(read!.call)} returned ${quote(text)}, and the program showed it on line ${line!.number} only when ${callName(next)} had brought the next message; so it did with most of them. ` +
      `Print a message before you wait for the next one.`,
    evidence: [{ call: read!.call.n }, { call: next.n }, { line: line!.number }],
  };
}

/** Messages were read, and what shows them left the program late or never. */
export function findOutputNotFlushed(facts: ReceiverFacts, failed: Shown): Finding | undefined {
  const { due, output, calls, isInterrupted } = facts;
  const [first] = due.filter(({ read }) => read !== undefined);
  if (first === undefined) return undefined;
  // A program that is ended loses what it had printed but not flushed.
  const isLost = failed.has('messages') && isInterrupted && output.length === 0;
  if (isLost) {
    return {
      text: `The program read messages of the group, the first by ${callName(first.read!.call)}, and wrote nothing before it was ended. ${EITHER}`,
      evidence: [{ call: first.read!.call.n }],
    };
  }
  const [late] = failed.has('live') ? lateMessages(facts).late : [];
  if (late === undefined) return undefined;
  const writes = calls.filter((call) => call.kind === 'output' && call.fd === 1);
  const { read, line, text } = late.message;
  const write = writes.find(({ at, took = 0 }) => at + took >= line!.at);
  return {
    text:
      `${callName(read!.call)} returned ${quote(text)}, but the program wrote that ${seconds(line!.at - read!.at)} later` +
      `${write === undefined ? '' : `, by ${callName(write)}`}, in ${countText(writes.length, 'call')} for all of its output. ${EITHER}`,
    evidence: [
      { call: read!.call.n },
      ...(write === undefined ? [] : [{ call: write.n }]),
      { line: line!.number },
    ],
  };
}

/** The program has joined, messages came, and it reads none. */
export function findNeverReads(facts: ReceiverFacts, failed: Shown): Finding | undefined {
  const { member, messages, due, calls, isInterrupted } = facts;
  const [first] = messages.filter(({ text }) => !isBlank(text));
  if (!failed.has('messages') || member === undefined || first === undefined || due.length === 0)
    return undefined;
  if (member.socket.calls.some(({ kind }) => kind === 'receive')) return undefined;
  if (!isInterrupted && isCrashed(facts)) return undefined;
  const last = calls.at(-1);
  return {
    text:
      `Messages of the group came to the program's socket, the first in packet ${first.datagram.packet}, and the program never received on it. ` +
      `Call recv() or recvfrom() in a loop.`,
    evidence: [{ packet: first.datagram.packet }, ...(last === undefined ? [] : [{ call: last.n }])],
  };
}
