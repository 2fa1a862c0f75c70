/** Misconceptions about what a chat server does when a client leaves, and about errors that end it or one of its threads. */
import { callName, lastWords, quote } from '@wireside/trace';
import { isCrashed } from '../../../common/calls.ts';
import { failedThreadText } from '../../../common/diagnoses/threads.ts';
import { generalReason } from '../../../common/general.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { leftOpen, noticing } from '../checks/closes.ts';
import type { ChatServerFacts } from '../facts.ts';

/** Bytes before a cut that are shown. */
const LAST_BYTES = 12;

type Leaving = Failed<'listens' | 'relays' | 'stays' | 'closes'>;

/** What a client said was decoded piece by piece, and an error came of it where a receive had ended inside a character. */
export function findLettersCut(facts: ChatServerFacts): Finding | undefined {
  const said = failedThreadText(facts) ?? lastWords(facts.errors)?.message;
  if (said === undefined || !/unicode|utf-?8|codec|malformed/i.test(said)) return undefined;
  for (const { name, connection } of facts.guests) {
    const { bytes, receives } = connection.incoming;
    const cut = receives.find(({ offset, length }) => isInsideCharacter(bytes, offset + length));
    const call = cut === undefined ? undefined : facts.model.call(cut.n);
    if (cut === undefined || call === undefined) continue;
    const from = Math.max(0, cut.offset + cut.length - LAST_BYTES);
    return {
      text:
        `${callName(call)} returned what ${name} said up to the middle of a character: its last bytes are ${quote(bytes.subarray(from, cut.offset + cut.length))}. The program decoded that alone, and an error came of it. ` +
        `Collect the bytes of a line until its newline is there, and decode them then, or pass them on as they are.`,
      evidence: [{ call: call.n }],
    };
  }
  return undefined;
}

/** Whether a place in a text in UTF-8 is not between two of its characters. */
function isInsideCharacter(bytes: Uint8Array, at: number): boolean {
  if (at < bytes.length) return (bytes[at]! & 0xc0) === 0x80;
  // The last character may never have come whole.
  const lead = bytes.subarray(Math.max(0, at - 3), at).findLastIndex((byte) => byte >= 0xc0);
  if (lead < 0) return false;
  const start = Math.max(0, at - 3) + lead;
  const length = bytes[start]! >= 0xf0 ? 4 : bytes[start]! >= 0xe0 ? 3 : 2;
  return at - start < length && bytes.subarray(start + 1, at).every((byte) => (byte & 0xc0) === 0x80);
}

/** A thread ended by an error, and what its client said was no longer passed on. */
export function findThreadFailed(facts: ChatServerFacts, failed: Leaving): Finding | undefined {
  const said = failed.has('relays') || failed.has('closes') ? failedThreadText(facts) : undefined;
  const missing = facts.due.find(({ heard }) => heard === undefined);
  const [packet, what] =
    missing === undefined
      ? [undefined, 'and with it the connection of a client']
      : [
          missing.line.last.packet,
          `and ${quote(missing.line.bytes)}, which ${missing.from.name} said (packet ${missing.line.last.packet}), did not reach ${missing.to.name}`,
        ];
  if (said === undefined) return undefined;
  const advice = /Pipe|Reset|Connection|descriptor/.test(said)
    ? 'Handle the errors of a connection where they occur: a client that has gone is taken off the list, and the others still get the line.'
    : 'Correct what caused the error.';
  return {
    text: `${said}, ${what}. ${advice}`,
    evidence: packet === undefined ? [] : [{ packet }],
  };
}

/** The server wrote to a client that had gone, and SIGPIPE killed it. */
export function findSigpipe(facts: ChatServerFacts): Finding | undefined {
  const { end, calls, guests, model } = facts;
  if (end.reason !== 'signal' || end.signal !== 'SIGPIPE') return undefined;
  const call = calls.findLast(
    ({ kind, error }) => kind === 'send' && (error === 'EPIPE' || error === undefined),
  );
  const to =
    call === undefined ? undefined : guests.find(({ connection }) => connection.calls.includes(call.n));
  const { reset, fin } = to?.connection.incoming ?? {};
  const packet = reset ?? fin;
  if (call === undefined || to === undefined || packet === undefined) return undefined;
  if (model.capture.packet(packet - 1).time > call.at) return undefined;
  return {
    text:
      `The server was killed by SIGPIPE in ${callName(call)}: it wrote to ${to.name}, who had left before (packet ${packet}). ` +
      `Take a client off the list when it leaves, and let no write kill the server: signal(SIGPIPE, SIG_IGN), or MSG_NOSIGNAL in each send().`,
    evidence: [{ call: call.n }, { packet }],
  };
}

/** An error that nothing caught, or a signal, ended the server. */
export function findCrash(facts: ChatServerFacts): Finding | undefined {
  if (facts.end.at >= facts.stoppedAt || !isCrashed(facts)) return undefined;
  return generalReason(facts.model, 'crash');
}

/** The server ended by itself when a client had left. */
export function findEndsWithClient(facts: ChatServerFacts, failed: Leaving): Finding | undefined {
  const { end, guests, stoppedAt, calls } = facts;
  if (!failed.has('stays') || end.reason !== 'exited' || isCrashed(facts) || end.at >= stoppedAt)
    return undefined;
  const gone = guests.filter(({ leftAt }) => leftAt < end.at).at(-1);
  const exit = calls.findLast(({ kind }) => kind === 'exit');
  if (gone === undefined) return undefined;
  const packet = gone.goodbye?.last.packet ?? gone.connection.incoming.fin ?? gone.connection.incoming.reset;
  return {
    text:
      `The server exited after ${gone.name} had left${packet === undefined ? '' : ` (packet ${packet})`}. ` +
      `One client that leaves does not end the chat of the others: close its connection only, and go on.`,
    evidence: [
      ...(packet === undefined ? [] : [{ packet }]),
      ...(exit === undefined ? [] : [{ call: exit.n }]),
    ],
  };
}

/** A client left, and the server kept its side of the connection open. */
export function findNeverCloses(facts: ChatServerFacts, failed: Leaving): Finding | undefined {
  if (!failed.has('closes')) return undefined;
  const [open] = leftOpen(facts);
  if (open === undefined || (isCrashed(facts) && facts.end.at < facts.stoppedAt)) return undefined;
  const call = noticing(open, facts);
  const packet = open.goodbye?.last.packet ?? open.connection.incoming.fin;
  if (call === undefined || packet === undefined) return undefined;
  const what =
    open.goodbye === undefined
      ? `closed its side of the connection (packet ${packet}), and ${callName(call)} returned 0 bytes, which says so`
      : `said an empty line (packet ${packet}), which ends its conversation, and ${callName(call)} read that`;
  return {
    text: `${open.name} ${what}. The server did not close the connection. Close the socket then, and no longer send to it.`,
    evidence: [{ packet }, { call: call.n }],
  };
}
