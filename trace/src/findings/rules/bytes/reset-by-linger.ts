/** A reset that the program asked for. */
import type { Rule } from '../../finding.ts';
import { callName } from '../../words.ts';

/** SO_LINGER with a time of 0: close() throws away what was not sent, and sends RST (man 7 socket). */
const LINGER = /SO_LINGER, \{on, 0(?: s)?\}/;

/** The program set SO_LINGER to {on, 0}, and its close() sent RST. */
export const resetByLinger: Rule = {
  id: 'reset-by-linger',
  severity: 'note',
  title: 'A reset that the program asked for',
  silent: 'The option was not set on this socket.',
  source: 'man 7 socket, SO_LINGER',
  example:
    'setsockopt() (call 7) set SO_LINGER to {on, 0}, so close() (call 9) of the program sent RST instead of FIN (packet 8): what was not sent yet is thrown away.',
  over: ['reset'],
  find: (run) =>
    run.programs.flatMap((program) =>
      program.sockets.flatMap(({ calls, connection }) => {
        const option = calls.findLast(
          ({ kind, ret, args }) => kind === 'option' && ret === 0 && args?.includes('SO_LINGER') === true,
        );
        const close = calls.findLast(({ kind }) => kind === 'close');
        const reset = connection?.outgoing.reset;
        if (
          option === undefined ||
          !LINGER.test(option.args ?? '') ||
          close === undefined ||
          reset === undefined
        )
          return [];
        return [
          {
            actor: program.name,
            stream: connection!.connection.stream,
            text:
              `${callName(option)} set SO_LINGER to {on, 0}, so ${callName(close)} of ${run.nameInside(program)} ` +
              `sent RST instead of FIN (packet ${reset}): what was not sent yet is thrown away.`,
            evidence: [{ call: option.n }, { call: close.n }, { packet: reset }],
          },
        ];
      }),
    ),
};
