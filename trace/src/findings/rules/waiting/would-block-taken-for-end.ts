/** EAGAIN of a non-blocking receive taken for the end, or for a failure. */
import type { Rule } from '../../finding.ts';
import { callName } from '../../words.ts';

/** The last receive failed with EAGAIN, the program closed or exited at once, and more came. */
export const wouldBlockTakenForEnd: Rule = {
  id: 'would-block-taken-for-end',
  severity: 'wrong',
  title: 'EAGAIN taken for the end',
  silent:
    'The program waited after it, the other end sent nothing more, or the time that EAGAIN stands for was a timeout of the program.',
  source: 'man 2 recv, EAGAIN',
  example:
    'recvfrom() (call 9) failed with EAGAIN, which means that nothing has come yet, and the program closed the connection (close(), call 10). More came: packet 8. ' +
    'Wait with poll() or select() until the socket is readable; only 0 bytes are the end.',
  find: (run) =>
    run.programs.flatMap((program) =>
      program.sockets.flatMap(({ calls, isTcp, connection }) => {
        if (!isTcp || connection === undefined) return [];
        const receives = calls.filter(({ kind }) => kind === 'receive');
        const last = receives.at(-1);
        // A receive that waited before it failed has a timeout (man 7 socket, SO_RCVTIMEO).
        if (last?.error !== 'EAGAIN' || (last.took ?? Infinity) > MAX_TIME || last.at > program.endedByUsAt)
          return [];
        // What the program waited for before an earlier receive, that one has taken.
        const before = receives.at(-2)?.n ?? 0;
        if (
          program.calls.some(
            (call) =>
              call.kind === 'wait' &&
              call.n > before &&
              call.at < last.at &&
              (call.took ?? 0) > MAX_TIME &&
              run.model.latestReturn(call) >= last.at - MAX_TIME,
          )
        )
          return [];
        const end =
          calls.find(({ n, kind }) => n > last.n && kind === 'close') ??
          program.calls.find(
            ({ n, kind, process }) => n > last.n && kind === 'exit' && process === last.process,
          );
        if (end === undefined || end.at > program.endedByUsAt) return [];
        if (program.calls.some(({ n, kind }) => kind === 'wait' && n > last.n && n < end.n)) return [];
        const more = connection.incoming.packets.find(
          ({ offset, length }) => offset + length > connection.incoming.received,
        );
        if (more === undefined || !connection.incoming.isReadingKnown) return [];
        return [
          {
            actor: program.name,
            stream: connection.connection.stream,
            text:
              `${callName(last)} failed with EAGAIN, which means that nothing has come yet, and ${run.nameInside(program)} ` +
              `${end.kind === 'close' ? 'closed the connection' : 'ended'} (${end.name}(), call ${end.n}). More came: packet ${more.packet}.`,
            change: 'Wait with poll() or select() until the socket is readable; only 0 bytes are the end.',
            evidence: [{ call: last.n }, { call: end.n }, { packet: more.packet }],
          },
        ];
      }),
    ),
};

/** A call that takes longer has waited. µs. */
const MAX_TIME = 5_000;
