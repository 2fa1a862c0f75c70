/** Misconceptions about the command and the messages. */
import type { CallRecord } from '@wireside/trace';
import { callName, printable, quote, seconds } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { generalReason } from '../../../common/general.ts';
import { wrongAnswer } from '../checks/answers.ts';
import { withoutHandshake } from '../checks/handshake.ts';
import { answeredEarly } from '../checks/waits.ts';
import type { Caller, TlsFacts } from '../facts.ts';
import { linesOf, messageText } from '../text.ts';
import { callsSeen, hasCrashed, waitingReceive } from '../words.ts';

type Answers = Failed<'answers' | 'waits'>;

/** Type of a record with application data (RFC 8446, 5.1). */
const APPLICATION_DATA = 23;
/** Bytes before the content of a record. */
const HEADER = 5;
/** Bytes of a record of TLS 1.3 with the command: header, 11 bytes, the type, 16 bytes against changes. */
const COMMAND_RECORD = 33;
/** Characters of a line that are shown. */
const MAX_LINE = 160;
/** Words of error messages. */
const ERROR = /error|exception|errno|\[(?:SSL|X509)|is required|cannot|unexpected|fail/i;

const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);

/** An error that nothing caught, or a signal, ended the program. */
export function findCrash({ model, isInterrupted }: TlsFacts): Finding | undefined {
  return isInterrupted ? undefined : generalReason(model, 'crash');
}

/** Messages came before the command was sent. */
export function findAnswersEarly(facts: TlsFacts, failed: Answers): Finding | undefined {
  const early = failed.has('waits') ? answeredEarly(facts) : undefined;
  if (early?.answered === undefined) return undefined;
  return {
    text:
      `The program sent ${quote(linesOf(early.received)[0] ?? '')} before ${early.name} had sent its command: it does not wait for it. ` +
      `Receive the command first, and answer then.`,
    evidence: [{ peer: early.answered.n }, ...(early.sent === undefined ? [] : [{ peer: early.sent.n }])],
  };
}

/** A client that got nothing after its command. */
function unanswered(facts: TlsFacts, failed: Answers): Caller | undefined {
  const client = failed.has('answers') && !hasCrashed(facts) ? wrongAnswer(facts)?.client : undefined;
  return client?.sent === undefined || client.answered !== undefined ? undefined : client;
}

/** Where the record with the command ends in what a client sent; undefined where it was not sent. */
function endOfCommand({ connection, connected }: Caller): number | undefined {
  const bytes = connection?.incoming.bytes ?? new Uint8Array(0);
  const isTls13 = connected?.note?.startsWith('TLSv1.3') === true;
  for (let at = 0; at + HEADER <= bytes.length;) {
    const end = at + HEADER + (bytes[at + 3]! << 8) + bytes[at + 4]!;
    // TLS 1.3 has the end of the handshake in such records too, and the version before it has not.
    const isCommand = bytes[at] === APPLICATION_DATA && (!isTls13 || end - at === COMMAND_RECORD);
    if (isCommand) return end <= bytes.length ? end : undefined;
    at = end;
  }
  return undefined;
}

/** The receive of the program that took the last byte of a client's command; undefined where that is not certain. */
function takenBy({ model }: TlsFacts, client: Caller): CallRecord | undefined {
  const end = endOfCommand(client);
  if (end === undefined) return undefined;
  const taken = client.connection!.incoming.receives.find(
    (one) => one.lane === 'calls' && one.offset + one.length >= end,
  );
  return taken === undefined ? undefined : model.call(taken.n);
}

/** A client got nothing, and the program printed an error. */
export function findErrorReported(
  facts: TlsFacts,
  failed: Failed<'answers' | 'waits' | 'handshake'>,
): Finding | undefined {
  const client = (failed.has('handshake') ? withoutHandshake(facts) : undefined) ?? unanswered(facts, failed);
  const { startedAt = Infinity, endedAt = 0 } = client ?? {};
  if (client === undefined || hasCrashed(facts)) return undefined;
  // What is printed without a flush comes at the end; it can only be about the only client.
  const until = facts.callers.length === 1 ? Infinity : endedAt;
  const line = (['stderr', 'stdout'] as const)
    .flatMap((stream) =>
      facts.model.lines(stream).filter(({ at }) => at < (stream === 'stderr' ? endedAt : until)),
    )
    .findLast(({ at, bytes }) => at >= startedAt && ERROR.test(textOf(bytes)));
  if (line === undefined) return undefined;
  return {
    text: `${client.name} got no message, and the program printed an error: "${printable(textOf(line.bytes)).slice(0, MAX_LINE)}". Find out what it means; where an error is caught, print all of it, with its line in the program (in Python, traceback.print_exc()).`,
    evidence: line.stream === 'stdout' ? [{ line: line.number }] : [],
  };
}

/** It has the command, and waits for more. */
export function findWaitsForMore(facts: TlsFacts, failed: Answers): Finding | undefined {
  const client = unanswered(facts, failed);
  const taken = client === undefined ? undefined : takenBy(facts, client);
  const wait = client === undefined ? undefined : waitingReceive(client);
  if (client === undefined || taken === undefined || wait === undefined) return undefined;
  return {
    text:
      `${callName(taken)} took the command of ${client.name}, and the program did not answer, but waited in ${callName(wait)} for more. ` +
      `The command is the 11 bytes CMD_short:0 and nothing after them, and the client waits for the answer. Answer as soon as they are there. ` +
      `If your program compares them with something: in Python, that is b"CMD_short:0".`,
    evidence: callsSeen(taken, wait),
  };
}

/** It has the command, and does not answer. */
export function findNoAnswer(facts: TlsFacts, failed: Answers): Finding | undefined {
  const client = unanswered(facts, failed);
  const taken = client === undefined ? undefined : takenBy(facts, client);
  if (client === undefined || taken === undefined) return undefined;
  const then = client.closed === undefined ? '' : ', and closed the connection';
  return {
    text:
      `${callName(taken)} took the command of ${client.name}, but the program sent no message${then}. ` +
      `If it compares the command with something, check that: the command is CMD_short:0, without a newline; in Python, what recv() returns is bytes, which can be equal to b"CMD_short:0", but never to a text.`,
    evidence: callsSeen(taken),
  };
}

/** It did not wait long enough for the command. */
export function findGivesUpEarly(facts: TlsFacts, failed: Answers): Finding | undefined {
  const early = failed.has('waits') ? answeredEarly(facts) : undefined;
  const { connected, closed, answered } = early ?? {};
  if (early === undefined || connected === undefined || closed === undefined || answered !== undefined)
    return undefined;
  return {
    text:
      `The program closed the connection of ${early.name} ${seconds(closed.at - connected.at)} after the handshake, before that had sent its command. ` +
      `Wait for the command as long as the client is there: a receive waits by itself, without a timeout.`,
    evidence: [{ peer: closed.n }],
  };
}

/** The answer that is not what it should be; undefined where there is none. */
function wrong(
  facts: TlsFacts,
  failed: Answers,
): { readonly client: Caller; readonly line: string; readonly expected: string } | undefined {
  const found = failed.has('answers') ? wrongAnswer(facts) : undefined;
  const line = found?.wrong.line;
  return found === undefined || line === undefined
    ? undefined
    : { client: found.client, line, expected: found.wrong.expected };
}

const seen = ({ answered }: Caller): Finding['evidence'] =>
  answered === undefined ? [] : [{ peer: answered.n }];

/** What a language writes for bytes, instead of the bytes. */
export function findBytesShown(facts: TlsFacts, failed: Answers): Finding | undefined {
  const found = wrong(facts, failed);
  const shown = /b['"][\r\n]*This is PMU data/.exec(found?.client.received ?? '')?.[0];
  if (found === undefined || shown === undefined) return undefined;
  const whole = found.client.received.replaceAll(/[\r\n]+/g, '');
  return {
    text:
      `The answer to ${found.client.name} begins with ${quote(whole.slice(0, 40))}: that is how Python writes bytes for a programmer. ` +
      `Send the bytes themselves; to make bytes of a text, use text.encode(), not str().`,
    evidence: seen(found.client),
  };
}

/** The first number is 1. */
export function findCountsFromOne(facts: TlsFacts, failed: Answers): Finding | undefined {
  const found = wrong(facts, failed);
  if (found === undefined || found.expected !== messageText(0) || found.line !== messageText(1))
    return undefined;
  return {
    text: `The first message to ${found.client.name} is ${quote(found.line)}, but the numbers begin with 0: ${quote(messageText(0))}.`,
    evidence: seen(found.client),
  };
}

/** Only the case of letters differs. */
export function findWrongCase(facts: TlsFacts, failed: Answers): Finding | undefined {
  const found = wrong(facts, failed);
  if (found === undefined || found.line.toLowerCase() !== found.expected.toLowerCase()) return undefined;
  return {
    text: `The program sent ${quote(found.line)} to ${found.client.name}, where ${quote(found.expected)} is expected: capital and small letters are different bytes. Write the message exactly as the handout does.`,
    evidence: seen(found.client),
  };
}

/** Something else than the messages. */
export function findWrongText(facts: TlsFacts, failed: Answers): Finding | undefined {
  const found = wrong(facts, failed);
  if (found === undefined) return undefined;
  const { client, line, expected } = found;
  const same = [...expected].findIndex((letter, at) => letter !== line[at]);
  const at = same < 0 ? expected.length : same;
  const where = at === 0 ? '' : ` The first ${countText(at, 'character is', 'characters are')} the same.`;
  return {
    text: `The program sent ${quote(line)} to ${client.name}, where ${quote(expected)} is expected.${where} Between messages there may be line ends and blanks, and nothing else.`,
    evidence: seen(client),
  };
}
