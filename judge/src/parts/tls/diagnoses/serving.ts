/** Misconceptions about how long a server lives, and how long a connection. */
import { callName, seconds } from '@wireside/trace';
import type { Failed, Finding } from '../../../diagnosis.ts';
import { leftOpen } from '../checks/closes.ts';
import type { TlsFacts } from '../facts.ts';
import { callsSeen, hasCrashed, hasEnded, howItEnded, lastServed, waitingReceive } from '../words.ts';

type Serving = Failed<'stays' | 'closes' | 'handshake'>;

const exitOf = ({ calls }: TlsFacts): Finding['evidence'] =>
  callsSeen(calls.findLast(({ kind }) => kind === 'exit'));

/** A client that does not speak TLS ended the program. */
export function findDiesOnFailedHandshake(facts: TlsFacts, failed: Serving): Finding | undefined {
  const last = failed.has('stays') && hasEnded(facts) ? lastServed(facts) : undefined;
  if (last === undefined || last.isClient || last.sent === undefined) return undefined;
  return {
    text:
      `${last.name} does not speak TLS, so its handshake failed, and the program ${howItEnded(facts)}. A client must not be able to end a server. ` +
      `Catch the error of the handshake for each client (in Python, OSError from accept() of a wrapped socket, or from wrap_socket()), close the connection, and go back to accept().`,
    evidence: [{ peer: last.sent.n }, ...exitOf(facts)],
  };
}

/** A client that left without a command ended the program. */
export function findDiesOnLeavingClient(facts: TlsFacts, failed: Serving): Finding | undefined {
  const last = failed.has('stays') && hasEnded(facts) ? lastServed(facts) : undefined;
  if (last === undefined || last.isClient || last.sent !== undefined || last.connected === undefined)
    return undefined;
  return {
    text:
      `${last.name} left without a command, and the program ${howItEnded(facts)}. Clients leave at any moment: a receive then returns no bytes, or fails. ` +
      `Expect both, close the connection, and go back to accept().`,
    evidence: [{ peer: last.connected.n }, ...exitOf(facts)],
  };
}

/** An error ended the program after it had served a client. */
export function findDiesAfterServing(facts: TlsFacts, failed: Serving): Finding | undefined {
  const last = failed.has('stays') && hasCrashed(facts) ? lastServed(facts) : undefined;
  if (last?.isClient !== true || last.answered === undefined) return undefined;
  return {
    text:
      `The program had served ${last.name}, and then ${howItEnded(facts)}. In the loop for the clients, close the socket of the client only; ` +
      `the listening socket stays open, and accept() is called on it again.`,
    evidence: exitOf(facts),
  };
}

/** The program ended by itself after it had served a client. */
export function findOneClient(facts: TlsFacts, failed: Serving): Finding | undefined {
  const last = failed.has('stays') && hasEnded(facts) ? lastServed(facts) : undefined;
  if (last?.isClient !== true || last.answered === undefined) return undefined;
  return {
    text:
      `The program served ${last.name}, and then ${howItEnded(facts)}; the next client found no server. ` +
      `A server serves one client after the other: call accept() in a loop without an end.`,
    evidence: exitOf(facts),
  };
}

/** The program never stops sending. */
export function findEndless(facts: TlsFacts, failed: Serving): Finding | undefined {
  const open = failed.has('closes') ? leftOpen(facts) : undefined;
  if (open?.gaveUp?.event !== 'refuse') return undefined;
  return {
    text: `The answer to ${open.name} had no end: ${open.gaveUp.note ?? 'too many bytes'}. Send at most 90 messages, and close the connection.`,
    evidence: [{ peer: open.gaveUp.n }],
  };
}

/** After its answer, the program waits for the client, which waits for the end. */
export function findWaitsForClient(facts: TlsFacts, failed: Serving): Finding | undefined {
  const open = failed.has('closes') ? leftOpen(facts) : undefined;
  const wait = open === undefined ? undefined : waitingReceive(open);
  if (open === undefined || wait === undefined || open.gaveUp?.event !== 'timeout') return undefined;
  return {
    text:
      `After its answer, the program waited in ${callName(wait)} for ${open.name}, which waited for the end of the answer: each for the other. ` +
      `Only the server knows which message is the last one, so it closes first.`,
    evidence: [...callsSeen(wait), { peer: open.gaveUp.n }],
  };
}

/** The program leaves its connections open. */
export function findNeverCloses(facts: TlsFacts, failed: Serving): Finding | undefined {
  const open = failed.has('closes') ? leftOpen(facts) : undefined;
  const { gaveUp, answered } = open ?? {};
  if (open === undefined || gaveUp?.event !== 'timeout' || answered === undefined) return undefined;
  return {
    text:
      `The program never closed the connection of ${open.name}, which gave up ${seconds(gaveUp.at - answered.at)} after the first message. ` +
      `A client cannot know how many messages there are: close the connection after the last one (close(), or the end of a with block in Python).`,
    evidence: [{ peer: gaveUp.n }],
  };
}
