/** Misconceptions about the end of a connection. */
import { callName } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Failed, Finding } from '../../diagnosis.ts';
import { filledReceives, isCrashed, mainCalls, timedOutAfter } from '../calls.ts';
import type { ClientFacts } from '../facts.ts';

/** More receives of 0 bytes than that are a loop of their own. */
const MAX_EMPTY = 10;

/** The server closed the connection, and the program did not exit. */
export function findHangAtEnd(facts: ClientFacts, failed: Failed<'end'>): Finding | undefined {
  const { end, serverFin } = facts;
  if (!failed.has('end') || end.reason !== 'limit' || serverFin === undefined) return undefined;
  const last = mainCalls(facts, 'receive').find((call) => call.ret === 0);
  // A loop that goes on receiving does not wait.
  const empty = mainCalls(facts, 'receive').filter((call) => call.ret === 0);
  if (empty.reduce((sum, { times = 1 }) => sum + times, 0) > MAX_EMPTY) return undefined;
  const ignored =
    last === undefined
      ? ' without receiving again'
      : `, although ${callName(last)} had returned 0 bytes, which means exactly that`;
  const where = end.waitingIn === undefined ? '' : ` It was waiting in ${end.waitingIn}().`;
  return {
    text:
      `The server closed the connection (packet ${serverFin.packet}), but the program kept running${ignored}.${where} ` +
      `A receive that returns 0 bytes is the end of the connection: close the socket and exit.`,
    evidence: [{ packet: serverFin.packet }, ...(last === undefined ? [] : [{ call: last.n }])],
  };
}

/** The program closed the connection before the server did. */
export function findEarlyClose(facts: ClientFacts): Finding | undefined {
  const { main, end } = facts;
  if (main === undefined || end.reason === 'limit' || isCrashed(facts)) return undefined;
  if (mainCalls(facts, 'receive').some((call) => call.ret === 0)) return undefined;
  const filled = filledReceives(facts);
  const last = filled.at(-1);
  // A single receive is a misconception of its own, unless the program waited for more and gave up.
  if (last !== undefined && filled.length === 1 && !timedOutAfter(facts, last)) return undefined;
  const close = mainCalls(facts, 'close')[0] ?? facts.calls.findLast((call) => call.kind === 'exit');
  if (close === undefined) return undefined;
  const packet = main.outgoing.reset ?? main.outgoing.fin;
  const got = main.incoming.received;
  const unread = main.incoming.carried - got;
  return {
    text:
      `The program closed the connection with ${callName(close)} before the server did: it had received ${countText(got, 'byte')}` +
      `${unread > 0 ? `, and ${countText(unread, 'byte')} that had arrived were never read` : ''}` +
      `${packet === undefined ? '' : ` (packet ${packet})`}. A client cannot know in advance how much will arrive: receive until a receive returns 0 bytes.`,
    evidence: [{ call: close.n }, ...(packet === undefined ? [] : [{ packet }])],
  };
}
