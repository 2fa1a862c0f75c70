/** A loop that asks again and again whether something has come, without waiting. */
import { numberText } from '@wireside/wire';
import type { Rule } from '../../finding.ts';
import { callName, seconds } from '../../words.ts';

/** From this many refused calls on, the program does nothing else. */
const MIN_CALLS = 1000;

/** A non-blocking receive, send or accept failed with EAGAIN over and over, with no wait between. */
export const spinning: Rule = {
  id: 'spinning',
  severity: 'suspicious',
  title: 'A loop that asks without waiting',
  silent: `There are fewer than ${MIN_CALLS} calls that failed with EAGAIN, or the program waited between them.`,
  source: 'man 2 recv, EAGAIN; man 2 poll',
  example:
    'The program does not wait for what it needs, it asks again and again: recvfrom() (call 12) failed with EAGAIN, and 8,410 calls of the same kind failed like it within 1.20 s. ' +
    'Wait with poll() or select() until the socket is ready, or leave the socket blocking.',
  find: (run) =>
    run.programs.flatMap((program) =>
      program.sockets.flatMap(({ calls, connection }) => {
        const refused = calls.filter(({ error }) => error === 'EAGAIN' || error === 'EWOULDBLOCK');
        const count = refused.reduce((sum, { times = 1 }) => sum + times, 0);
        const [first] = refused;
        const last = refused.at(-1);
        if (first === undefined || last === undefined || count < MIN_CALLS) return [];
        const until = last.at + (last.took ?? 0);
        const waits = program.calls.filter(
          ({ kind, at }) => kind === 'wait' && at >= first.at && at <= until,
        ).length;
        if (waits > count / 100) return [];
        return [
          {
            actor: program.name,
            ...(connection === undefined ? {} : { stream: connection.connection.stream }),
            text:
              `${run.nameOf(program)} does not wait for what it needs, it asks again and again: ${callName(first)} failed with ${first.error}, ` +
              `and ${numberText(count - 1)} calls of the same kind failed like it within ${seconds(until - first.at)}.`,
            change: 'Wait with poll() or select() until the socket is ready, or leave the socket blocking.',
            evidence: [{ call: first.n }, { call: last.n }],
          },
        ];
      }),
    ),
};
