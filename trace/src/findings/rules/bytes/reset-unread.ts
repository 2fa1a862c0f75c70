/** close() with bytes that were not read: the kernel sends RST instead of FIN. */
import { countText } from '@wireside/wire';
import type { ActorConnection } from '../../../connection.ts';
import type { CallRecord } from '../../../format.ts';
import { CLOCK_SKEW } from '../../../returns.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { furthest } from '../../furthest.ts';
import { callName } from '../../words.ts';

/** The program closed a connection with unread bytes, and the reset cost the other end something. */
export const resetUnread: Rule = {
  id: 'reset-unread',
  severity: 'wrong',
  title: 'A reset because of unread bytes',
  silent: 'The program asked for the reset with SO_LINGER, or the bytes came after its close().',
  source: 'RFC 1122, 4.2.2.13; RFC 9293, 3.6.1',
  example:
    'server closed the connection with 100,000 bytes unread (close(), call 18), so the kernel sent RST instead of FIN (packet 12). ' +
    'What server had sent was lost with it: recvfrom() (call 20) of client failed with ECONNRESET. ' +
    'Read until a receive returns 0 bytes before close(); to end your own side first, use shutdown(SHUT_WR).',
  over: ['reset', 'sigpipe'],
  find: (run) =>
    run.programs.flatMap((program) => program.connections.flatMap((one) => resetOf(run, program, one))),
};

function resetOf(run: RunView, program: ProgramView, one: ActorConnection): FoundInRun[] {
  const { model } = run;
  const { incoming, outgoing, connection } = one;
  // After its FIN, an end resets because of what came later: that was not unread when it closed.
  if (outgoing.reset === undefined || outgoing.fin !== undefined || !incoming.isReadingKnown) return [];
  const own = one.calls.flatMap((n) => model.call(n) ?? []);
  if (own.some(({ args }) => args?.includes('SO_LINGER') === true)) return [];
  const end = own.findLast(({ kind }) => kind === 'close') ?? program.exitOf(own.at(-1)?.process);
  const resetAt = model.capture.time(outgoing.reset - 1);
  if (end === undefined || end.at > program.endedByUsAt || end.at > resetAt + CLOCK_SKEW) return [];
  const arrived = furthest(incoming.packets.filter(({ at }) => at <= end.at + CLOCK_SKEW));
  const unread = arrived - incoming.received;
  if (unread <= 0) return [];
  const failed = failedAfter(run, one, resetAt);
  const lost = outgoing.carried - outgoing.received;
  const isLost = outgoing.isReadingKnown && lost > 0;
  const name = run.nameOf(program);
  const harm =
    failed === undefined && !isLost
      ? ''
      : failed === undefined
        ? ` ${countText(lost, 'byte')} that ${run.nameInside(program)} had sent never reached the program at the other end.`
        : ` ${isLost ? `What ${run.nameInside(program)} had sent was lost with it: ` : ''}${callName(failed)} of ${failed.actor} failed with ${failed.error}.`;
  return [
    {
      severity: harm === '' ? 'note' : 'wrong',
      actor: program.name,
      stream: connection.stream,
      text:
        `${name} closed the connection with ${countText(unread, 'byte')} unread (${end.name}(), call ${end.n}), ` +
        `so the kernel sent RST instead of FIN (packet ${outgoing.reset}).${harm}`,
      change:
        'Read until a receive returns 0 bytes before close(); to end your own side first, use shutdown(SHUT_WR).',
      evidence: [
        { call: end.n },
        { packet: outgoing.reset },
        ...(failed === undefined ? [] : [{ call: failed.n }]),
      ],
    },
  ];
}

/** The first call of the other end that failed because of the reset. */
function failedAfter(
  { model }: RunView,
  { connection, isClient }: ActorConnection,
  at: number,
): CallRecord | undefined {
  return connection
    .seenBy(isClient ? 'server' : 'client')
    .calls.flatMap((n) => model.call(n) ?? [])
    .find(
      (call) =>
        (call.error === 'ECONNRESET' || call.error === 'EPIPE') &&
        model.latestReturn(call) >= at - CLOCK_SKEW,
    );
}
