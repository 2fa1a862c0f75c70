/** EINPROGRESS of a non-blocking connect() taken for a failure. */
import { attemptsOf } from '../../attempts.ts';
import type { Rule } from '../../finding.ts';
import { callName } from '../../words.ts';

/** tcp.completeness: the handshake was seen in full. */
const HANDSHAKE = 7;
/** tcp.flags: SYN and ACK. */
const SYN_ACK = 0x12;

/** The connection came about, and the program gave the socket up without waiting for that. */
export const connectUnderWay: Rule = {
  id: 'connect-under-way',
  severity: 'wrong',
  title: 'A connect() under way that is taken for a failure',
  silent: 'The program waited for the socket, or used it, before it closed it or exited.',
  source: 'man 2 connect, EINPROGRESS',
  example:
    'connect() (call 8) returned EINPROGRESS, which means that the connection was under way, and it was established in packet 4; ' +
    'but the program gave it up. Wait until the socket is writable, with poll() or select(), and then ask getsockopt() for SO_ERROR.',
  find: (run) =>
    run.programs.flatMap((program) =>
      attemptsOf(program).flatMap(({ call, socket, isEstablished }) => {
        const { connection } = socket;
        if (call.error !== 'EINPROGRESS' || !isEstablished || connection === undefined) return [];
        // A socket that is closed before the SYN-ACK comes acknowledges nothing.
        if ((connection.connection.tcp.completeness & HANDSHAKE) !== HANDSHAKE) return [];
        const { end } = program;
        if (end?.reason !== 'exited' || end.code === 0) return [];
        const after = program.calls.filter(({ n }) => n > call.n);
        // A second connect() asks for the result too (man 2 connect, EALREADY and EISCONN).
        const isUsed =
          after.some(({ kind }) => kind === 'wait') ||
          socket.calls.some(
            ({ n, kind, args }) =>
              n > call.n && kind !== 'close' && !(kind === 'option' && args?.includes('SO_ERROR') !== true),
          );
        if (isUsed) return [];
        const { flags } = run.model.capture.table;
        const answer = connection.connection.tcp.rows.find((row) => (flags[row]! & SYN_ACK) === SYN_ACK);
        if (answer === undefined) return [];
        return [
          {
            actor: program.name,
            stream: connection.connection.stream,
            text:
              `${callName(call)} returned EINPROGRESS, which means that the connection was under way, and it was established in packet ${answer + 1}; ` +
              `but ${run.nameInside(program)} gave it up.`,
            change:
              'Wait until the socket is writable, with poll() or select(), and then ask getsockopt() for SO_ERROR.',
            evidence: [{ call: call.n }, { packet: answer + 1 }],
          },
        ];
      }),
    ),
};
