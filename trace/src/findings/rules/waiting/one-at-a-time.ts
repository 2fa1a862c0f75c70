/** A server that serves one connection at a time, and a client that waits for its turn. */
import { countText } from '@wireside/wire';
import type { CallRecord } from '../../../format.ts';
import type { Connection } from '../../../connection.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import { isV6Only, listensAt } from '../../listeners.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import type { SocketView } from '../../sockets.ts';
import { callName, seconds } from '../../words.ts';

/** A shorter wait does no harm. µs. */
const MIN_WAIT = 500_000;
/** tcp.completeness: the handshake was seen in full. */
const HANDSHAKE = 7;

/** While the server waited for one client, another had sent its request and was not accepted. */
export const oneAtATime: Rule = {
  id: 'one-at-a-time',
  severity: 'wrong',
  title: 'A client that blocks all others',
  silent: 'Another thread or process accepted the second connection in time, or its client had sent nothing.',
  source: 'man 2 accept; man 7 epoll',
  example:
    'server waits in recvfrom() (call 14) for 10.0.0.2:39224, which sends nothing, and serves nobody else meanwhile: the connection of 10.0.0.2:39230, open since packet 7, waits in the accept queue. ' +
    'client had sent 18 bytes on it (packet 9), and waited in recvfrom() (call 20) for 2.00 s. ' +
    'Serve each connection in a thread of its own, or wait for all sockets at once with poll() or select().',
  over: ['everyone-waits'],
  find: (run) =>
    run.programs.flatMap((server) =>
      server.sockets.flatMap((socket) => {
        const isListening = socket.calls.some(({ kind, ret }) => kind === 'listen' && ret === 0);
        return isListening && socket.isTcp && socket.local !== undefined
          ? blockedAt(run, server, socket)
          : [];
      }),
    ),
};

/** What of a listening socket waits too long; the first of it. */
function blockedAt(run: RunView, server: ProgramView, listening: SocketView): FoundInRun[] {
  const { model } = run;
  const ended = server.end?.at ?? Infinity;
  const own = model.connections.filter(
    ({ server: end, tcp }) =>
      end.host === server.actor.host &&
      listensAt({ endpoint: listening.local!, isV6Only: isV6Only(listening.calls) }, end.endpoint) &&
      (tcp.completeness & HANDSHAKE) === HANDSHAKE,
  );
  if (own.length < 2) return [];
  const accepts = listening.calls.filter(
    ({ kind, ret }) => kind === 'accept' && ret !== undefined && ret >= 0,
  );
  const acceptedAt = ({ client }: Connection): number => {
    const accept = accepts.find(({ args }) => args === client.endpoint);
    return accept === undefined ? Infinity : accept.at + (accept.took ?? 0);
  };
  for (const { calls, remote, connection } of server.sockets) {
    if (connection === undefined || connection.isClient) continue;
    for (const call of calls) {
      if (call.kind !== 'receive' || call.times !== undefined) continue;
      const until = Math.min(call.took === undefined ? Infinity : call.at + call.took, ended);
      if (until - call.at < MIN_WAIT) continue;
      for (const other of own) {
        if (other === connection.connection || acceptedAt(other) < until) continue;
        const sent = other.toServer.packets.find(({ at }) => at < until);
        const opened = model.capture.time(other.tcp.rows[0]!);
        if (sent === undefined || opened > until || until - sent.at < MIN_WAIT) continue;
        const wait = waitOf(model.callsOf(other.client.actor ?? ''), other, sent.at, until);
        if (wait === undefined) continue;
        const waited = Math.min(until, wait.at + (wait.took ?? Infinity)) - Math.max(wait.at, call.at);
        if (waited < MIN_WAIT) continue;
        return [
          {
            actor: server.name,
            stream: other.stream,
            text:
              `${server.name} waits in ${callName(call)} for ${remote ?? 'a client'}, which sends nothing, and serves nobody else meanwhile: ` +
              `the connection of ${other.client.endpoint}, open since packet ${other.tcp.rows[0]! + 1}, waits in the accept queue. ` +
              `${other.client.actor} had sent ${countText(other.toServer.carried, 'byte')} on it (packet ${sent.packet}), and waited in ${callName(wait)} for ${seconds(waited)}.`,
            change:
              'Serve each connection in a thread of its own, or wait for all sockets at once with poll() or select().',
            evidence: [
              { call: call.n },
              { packet: other.tcp.rows[0]! + 1 },
              { packet: sent.packet },
              { call: wait.n },
            ],
          },
        ];
      }
    }
  }
  return [];
}

/** The call in which the client waited for its answer. */
function waitOf(
  calls: readonly CallRecord[],
  { client }: Connection,
  sentAt: number,
  until: number,
): CallRecord | undefined {
  return calls.find(
    ({ kind, at, took = Infinity, socket }) =>
      (kind === 'receive' ? socket?.local === client.endpoint : kind === 'wait') &&
      at + took > sentAt &&
      at < until &&
      took >= MIN_WAIT,
  );
}
