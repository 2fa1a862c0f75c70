/** A write to a connection that the other end has closed: SIGPIPE or EPIPE, and the packet that caused it. */
import type { CallRecord } from '../../../format.ts';
import { CLOCK_SKEW } from '../../../returns.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { lastWords } from '../../last-words.ts';
import { callName } from '../../words.ts';

const CHANGE =
  'When a receive returns 0 bytes, the other end has closed: send nothing more. Ignore SIGPIPE (MSG_NOSIGNAL, or SIG_IGN), and check for EPIPE.';

/** A process was killed by SIGPIPE, or failed with EPIPE, on a connection. */
export const sigpipe: Rule = {
  id: 'sigpipe',
  severity: 'wrong',
  title: 'A write to a connection that the other end has closed',
  silent: 'The write was to a pipe, or the program handled the error: it went on, and ended with status 0.',
  source: 'man 2 send, EPIPE; man 7 signal; RFC 9293, 3.5.2',
  example:
    'client was killed by SIGPIPE in sendto() (call 25). The other end had closed the connection (packet 6), and answered the data in packet 8 with RST (packet 9); ' +
    'the next write to such a connection fails with EPIPE, and the signal ends the program. ' +
    CHANGE,
  over: ['reset'],
  find: (run) => run.programs.flatMap((program) => deathsOf(run, program)),
};

function deathsOf(run: RunView, program: ProgramView): FoundInRun[] {
  const failed = new Map<number, CallRecord>();
  for (const call of program.calls)
    if (call.kind === 'send' && call.error === 'EPIPE') failed.set(call.process, call);
  return [...failed.values()].flatMap((call) => {
    if (call.at > program.endedByUsAt) return [];
    const killed = program.calls.find(
      ({ kind, name, args, process }) =>
        kind === 'exit' &&
        name === 'killed' &&
        args?.includes('SIGPIPE') === true &&
        process === call.process,
    );
    const { end } = program;
    const hasFailed = end?.reason === 'exited' && end.code !== 0 && call.process === 1;
    if (killed === undefined && !hasFailed) return [];
    const connection = program.connections.find(({ calls }) => calls.includes(call.n));
    const reset = connection?.incoming.reset;
    if (connection === undefined || reset === undefined) return [];
    // Then the failure has another reason: the program's own shutdown(), or one that it copes with.
    const isAfter = run.model.capture.time(reset - 1) <= run.model.latestReturn(call) + CLOCK_SKEW;
    const isOwn = connection.calls.some((n) => {
      const { kind, args = '' } = run.model.call(n)!;
      return n < call.n && kind === 'shutdown' && !args.includes('SHUT_RD)') && args !== 'SHUT_RD';
    });
    const isLast =
      killed !== undefined ||
      /EPIPE|[Bb]roken ?[Pp]ipe/.test(
        lastWords(run.model.output('stderr', program.name).bytes)?.message ?? '',
      );
    if (!isAfter || isOwn || !isLast) return [];
    const { fin } = connection.incoming;
    const caused = connection.outgoing.packets.findLast(({ packet }) => packet < reset)?.packet;
    const isChild = call.process !== 1 && killed !== undefined;
    const name = isChild ? `A child process of ${run.nameInside(program)}` : run.nameOf(program);
    const isAnswered = caused !== undefined && fin !== undefined && fin < caused;
    const closed = fin !== undefined && fin < reset ? `had closed the connection (packet ${fin}), and ` : '';
    return [
      {
        actor: program.name,
        stream: connection.connection.stream,
        text:
          `${name} ${killed === undefined ? `failed with EPIPE in ${callName(call)}` : `was killed by SIGPIPE in ${callName(call)}`}. ` +
          `The other end ${closed}${isAnswered ? `answered the data in packet ${caused} with` : 'sent'} RST (packet ${reset}); ` +
          `the next write to such a connection fails with EPIPE${killed === undefined ? '' : ', and the signal ends the program'}.`,
        change: CHANGE,
        evidence: [
          { call: call.n },
          { packet: reset },
          ...(isAnswered ? [{ packet: caused! }] : []),
          ...(killed === undefined ? [] : [{ call: killed.n }]),
        ],
      },
    ];
  });
}
