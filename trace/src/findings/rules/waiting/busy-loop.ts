/** A loop that goes on receiving after the end of the stream. */
import type { Rule } from '../../finding.ts';
import { callName } from '../../words.ts';
import { countText } from '@wireside/wire';

/** From this many receives of 0 bytes on, a loop does not notice the end; fewer may be an event loop that looks again. */
const MIN_RECEIVES = 50;

/** The program keeps receiving 0 bytes. */
export const busyLoop: Rule = {
  id: 'busy-loop',
  severity: 'wrong',
  title: 'A loop that goes on receiving after the end',
  silent: `There are fewer than ${MIN_RECEIVES} receives of 0 bytes, as where a program looks once more.`,
  source: 'man 2 recv, "RETURN VALUE"',
  example:
    'The program kept receiving after the end of the stream: recvfrom() (call 7) returned 0 bytes, and so did the 61,440 ' +
    'calls after it. 0 bytes means that the other end has closed the connection (packet 9): leave the loop then.',
  find: (run) =>
    run.programs.flatMap((program) =>
      program.sockets.flatMap(({ calls, connection }) => {
        if (connection === undefined) return [];
        const empty = calls.filter(({ kind, ret, size }) => kind === 'receive' && ret === 0 && size !== 0);
        const [first] = empty;
        const count = empty.reduce((sum, { times = 1 }) => sum + times, 0);
        if (first === undefined || count < MIN_RECEIVES) return [];
        const { fin } = connection.incoming;
        return [
          {
            actor: program.name,
            stream: connection.connection.stream,
            text:
              `${run.nameOf(program)} kept receiving after the end of the stream: ${callName(first)} returned 0 bytes, ` +
              `and so did the ${countText(count - 1, 'call')} after it.`,
            change: `0 bytes means that the other end has closed the connection${fin === undefined ? '' : ` (packet ${fin})`}: leave the loop then.`,
            evidence: [{ call: first.n }, ...(fin === undefined ? [] : [{ packet: fin }])],
          },
        ];
      }),
    ),
};
