/** SYNs that the listening host drops because its accept queue is full. */
import { countText } from '@wireside/wire';
import { hostsByAddress, isLoopback } from '../../../hosts.ts';
import { attemptsOf } from '../../attempts.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { Listener } from '../../listeners.ts';
import { isV6Only, listensAt } from '../../listeners.ts';
import type { ProgramView } from '../../run-view.ts';
import type { SocketView } from '../../sockets.ts';
import { callName } from '../../words.ts';

/** tcp.completeness: the handshake was seen in full. */
const HANDSHAKE = 7;
/** The kernel's bound on a backlog: /proc/sys/net/core/somaxconn of Linux 5.4 and later. */
const SOMAXCONN = 4096;

/** A program's socket that listens. */
interface Server {
  readonly program: ProgramView;
  readonly socket: SocketView;
  readonly listener: Pick<Listener, 'endpoint' | 'isV6Only'>;
}

/** A connection attempt without an answer, at a server of the run that did not accept. */
export const acceptQueueFull: Rule = {
  id: 'accept-queue-full',
  severity: 'wrong',
  title: 'A full accept queue',
  silent:
    'The connections that wait are fewer than the backlog allows: then the SYN was lost for another reason.',
  source: 'man 2 listen, "backlog"; RFC 9293, 3.10.7.2',
  example:
    'connect() (call 20) of client to 10.0.0.1:5000 got no answer (SYN in packet 9, sent again in packet 10): the accept queue of server is full. ' +
    'listen(0) (call 4) lets 1 connection wait, and 1 was waiting that server had not accepted. ' +
    'Call accept() as long as the server runs, and give listen() a larger backlog.',
  over: ['syn-unanswered', 'everyone-waits'],
  find: (run) => {
    const servers = run.programs.flatMap((program) =>
      program.sockets.flatMap((socket) => {
        const listen = socket.calls.find(({ kind, ret }) => kind === 'listen' && ret === 0);
        if (listen === undefined || socket.local === undefined) return [];
        const listener = { endpoint: socket.local, isV6Only: isV6Only(socket.calls) };
        return [{ program, socket, listen, listener }];
      }),
    );
    const told = new Set<number>();
    const hostOf = hostsByAddress(run.model.run);
    return run.programs.flatMap((client) =>
      attemptsOf(client).flatMap((attempt): FoundInRun[] => {
        const { call, target, socket, isEstablished } = attempt;
        const { connection } = socket;
        if (isEstablished || connection === undefined || attempt.refusal !== undefined) return [];
        const host = hostOf(target) ?? (isLoopback(target) ? client.actor.host : undefined);
        const server = servers.find(
          (one) => one.program.actor.host === host && listensAt(one.listener, target),
        );
        if (server === undefined || call.at < server.listen.at) return [];
        const { tcp, stream } = connection.connection;
        const [syn, ...again] = [...tcp.rows].map((row) => row + 1);
        if (syn === undefined || again.length === 0) return [];
        const waiting = waitingAt(server, run.model.capture.time(again[0]! - 1));
        const backlog = Math.min(Number(server.listen.args ?? Number.NaN), SOMAXCONN);
        // Linux lets one more wait than asked for.
        if (!(waiting > backlog)) return [];
        const isFirst = !told.has(server.listen.n);
        told.add(server.listen.n);
        if (!isFirst) {
          return [
            {
              severity: 'note' as const,
              actor: server.program.name,
              stream,
              text: `${callName(call)} of ${client.name} got no answer either (SYN in packet ${syn}).`,
              evidence: [{ packet: syn }, { call: call.n }],
            },
          ];
        }
        return [
          {
            actor: server.program.name,
            stream,
            text:
              `${callName(call)} of ${client.name} to ${target} got no answer (SYN in packet ${syn}, sent again in packet ${again[0]}): ` +
              `the accept queue of ${server.program.name} is full. listen(${server.listen.args}) (call ${server.listen.n}) lets ${countText(backlog + 1, 'connection')} wait, ` +
              `and ${waiting} ${waiting === 1 ? 'was' : 'were'} waiting that ${server.program.name} had not accepted.`,
            change: 'Call accept() as long as the server runs, and give listen() a larger backlog.',
            evidence: [{ packet: syn }, { call: call.n }, { call: server.listen.n }, { packet: again[0]! }],
          },
        ];
      }),
    );
  },
};

/** How many connections had been established at a listening socket at a time, and not accepted. */
function waitingAt({ program, socket, listener }: Server, at: number): number {
  const { model, name, actor } = program;
  const established = model.connections.filter(
    ({ server, tcp }) =>
      (server.actor === name || (server.actor === undefined && server.host === actor.host)) &&
      listensAt(listener, server.endpoint) &&
      (tcp.completeness & HANDSHAKE) === HANDSHAKE &&
      model.capture.time(tcp.rows[0]!) < at,
  ).length;
  const accepted = socket.calls.filter(
    ({ kind, ret, at: began, took = Infinity }) =>
      kind === 'accept' && ret !== undefined && ret >= 0 && began + took < at,
  ).length;
  return established - accepted;
}
