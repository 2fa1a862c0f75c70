/** A connection that one end closed because it was idle, and that the other end then used. */
import type { Rule } from '../../finding.ts';
import { callName, seconds } from '../../words.ts';

/** A send on a connection that the other end had closed long before, after a silence. */
export const idleConnectionClosed: Rule = {
  id: 'idle-connection-closed',
  severity: 'wrong',
  title: 'A connection that was closed while it was idle',
  silent:
    'The other end closed right after data, the program had read the end of the stream, or its next receive got an answer.',
  source: 'RFC 9112, 9.5 and 9.6; RFC 9293, 3.6',
  example:
    'server closed the connection in packet 12, after 5.00 s without data: its idle timeout. client sent its next request there 2.10 s later (sendto(), call 20), and was answered by RST (packet 14). ' +
    'Before a connection is used again, look whether its end has come (a receive that returns 0), or open a new one when that fails.',
  over: ['sigpipe', 'reset'],
  find: (run) =>
    run.programs.flatMap((program) =>
      program.connections.flatMap(({ incoming, outgoing, calls, connection }) => {
        const { fin, reset } = incoming;
        if (fin === undefined || reset === undefined || reset < fin) return [];
        const { capture } = run.model;
        const [finAt, resetAt] = [capture.time(fin - 1), capture.time(reset - 1)];
        const before = [...incoming.packets, ...outgoing.packets].reduce(
          (last, { packet, at }) => (packet < fin ? Math.max(last, at) : last),
          0,
        );
        if (before === 0 || finAt - before < MIN_IDLE || resetAt > program.endedByUsAt) return [];
        const own = calls.flatMap((n) => run.model.call(n) ?? []);
        const send = own.find(({ kind, at, ret = -1 }) => kind === 'send' && at > finAt && ret > 0);
        const isNoticed = own.some(
          ({ kind, ret, at }) => kind === 'receive' && ret === 0 && at < (send?.at ?? 0),
        );
        if (send === undefined || isNoticed) return [];
        const other = incoming.from.actor ?? incoming.from.endpoint;
        return [
          {
            actor: program.name,
            stream: connection.stream,
            text:
              `${other} closed the connection in packet ${fin}, after ${seconds(finAt - before)} without data: its idle timeout. ` +
              `${run.nameOf(program)} sent its next request there ${seconds(send.at - finAt)} later (${callName(send).replace(' (', ', ')}, and was answered by RST (packet ${reset}).`,
            change:
              'Before a connection is used again, look whether its end has come (a receive that returns 0), or open a new one when that fails.',
            evidence: [{ packet: fin }, { call: send.n }, { packet: reset }],
          },
        ];
      }),
    ),
};

/** A silence that is shorter is no idle time. µs. */
const MIN_IDLE = 800_000;
