/** Misconceptions about where a chat server listens, and for whom it waits. */
import type { CallRecord } from '@wireside/trace';
import { callName, quote, splitEndpoint } from '@wireside/trace';
import { isPending } from '../../../common/calls.ts';
import type { Failed, Finding } from '../../../diagnosis.ts';
import type { ChatServerFacts, Guest } from '../facts.ts';
import { isRead } from '../facts.ts';

type Listening = Failed<'listens' | 'relays' | 'stays' | 'closes'>;

/** The successful bind() or listen() that says where the program listens. */
function listeningCall({
  calls,
}: ChatServerFacts): { call: CallRecord; address: string; port: number } | undefined {
  const call = calls.find(({ kind, ret }) => kind === 'listen' && ret === 0);
  if (call?.socket?.local === undefined) return undefined;
  return { call, ...splitEndpoint(call.socket.local) };
}

/** The program listens at a port that is not on its command line. */
export function findPortHardCoded(facts: ChatServerFacts, failed: Listening): Finding | undefined {
  const found = failed.has('listens') ? listeningCall(facts) : undefined;
  if (found === undefined || found.port === facts.port) return undefined;
  const { call, port } = found;
  return {
    text:
      `${callName(call)} is for port ${port}, and the command line said ${facts.port}: ${facts.model.program.command.join(' ')}. ` +
      `Take the port from the arguments; do not write it into the program.`,
    evidence: [{ call: call.n }],
  };
}

/** The program listens where only its own host can reach it. */
export function findLoopbackOnly(facts: ChatServerFacts, failed: Listening): Finding | undefined {
  const found = failed.has('listens') ? listeningCall(facts) : undefined;
  if (found === undefined || !/^(?:127\.|::1$|::ffff:127\.)/.test(found.address)) return undefined;
  return {
    text:
      `${callName(found.call)} is at ${found.address}, which only programs on the same host can reach. ` +
      `Bind to all addresses (an empty host in Python, INADDR_ANY in C).`,
    evidence: [{ call: found.call.n }],
  };
}

/** The first client that connected and was never accepted, although others were. */
function waitingGuest({ guests }: ChatServerFacts): Guest | undefined {
  const isAny = guests.some(({ accepted }) => accepted !== undefined);
  return isAny ? guests.find(({ accepted }) => accepted === undefined) : undefined;
}

/** The server is busy with one client, and does not come back to accept() for the next one. */
export function findOneAtATime(facts: ChatServerFacts, failed: Listening): Finding | undefined {
  const waiting = failed.has('relays') ? waitingGuest(facts) : undefined;
  const first = facts.guests.find(({ accepted }) => accepted !== undefined);
  if (waiting === undefined || first?.accepted === undefined || facts.end.reason === 'exited')
    return undefined;
  const own = new Set(first.connection.calls);
  const receive = facts.calls.findLast(
    (call) => call.kind === 'receive' && own.has(call.n) && isPending(facts, call),
  );
  const accepts = facts.calls.filter(({ kind }) => kind === 'accept');
  const isAccepting = accepts.some((call) => isPending(facts, call));
  const [row] = waiting.connection.connection.tcp.rows;
  if (receive === undefined || isAccepting || row === undefined) return undefined;
  return {
    text:
      `The server is in ${callName(receive)}, and waits for ${first.name} to say something. In the meantime ${waiting.name} has connected (packet ${row + 1}), and no accept() returned that connection. ` +
      `In a chat no one knows who speaks next: give each client a thread, or wait for all sockets at the same time (select()).`,
    evidence: [{ call: receive.n }, { packet: row + 1 }],
  };
}

/** The server waits for one client to speak, while the line of another one lies there unread. */
export function findWaitsForOne(facts: ChatServerFacts, failed: Listening): Finding | undefined {
  const missing = failed.has('relays') ? facts.due.find(({ heard }) => heard === undefined) : undefined;
  if (missing === undefined || facts.end.at < facts.stoppedAt) return undefined;
  const { from, line } = missing;
  if (isRead(facts, missing)) return undefined;
  const waits = facts.calls.filter((call) => call.kind === 'receive' && isPending(facts, call));
  const guestOf = (call: CallRecord): Guest | undefined =>
    facts.guests.find(({ connection }) => connection.calls.includes(call.n));
  const [wait] = waits;
  const other = wait === undefined ? undefined : guestOf(wait);
  if (wait === undefined || other === undefined || waits.some((call) => guestOf(call) === from))
    return undefined;
  return {
    text:
      `${from.name} said ${quote(line.bytes)} (packet ${line.last.packet}), and the server did not receive it: it was in ${callName(wait)}, and waited for ${other.name}. ` +
      `In a chat no one knows who speaks next: give each client a thread, or wait for all sockets at the same time (select()).`,
    evidence: [{ packet: line.last.packet }, { call: wait.n }],
  };
}
