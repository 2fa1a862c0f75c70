/** A wait for a socket whose last bytes the TLS library already holds. */
import { carriedStream } from '../../../carried.ts';
import type { ActorConnection } from '../../../connection.ts';
import type { CallRecord } from '../../../format.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { callName } from '../../words.ts';

/** A shorter wait says nothing. µs. */
const MIN_WAIT = 900_000;
/** How late the end of a program may be recorded. µs. */
const SLACK = 500_000;
/** Bytes by which the beginning and the end of what came are searched for in the output. */
const SAMPLE = 8;

/** select() or poll() waits for the socket; the kernel has nothing more, and the output lacks the end of what came. */
export const heldByTls: Rule = {
  id: 'held-by-tls',
  severity: 'wrong',
  title: 'A wait for bytes that the TLS library holds',
  silent: 'The output has all that came, the other end is to send more, or the secrets are not known.',
  source: 'man 3ssl SSL_pending; RFC 8446, 5.1',
  example:
    'client waits in select() (call 60) for a socket that has nothing more: recvfrom() (call 58) has taken the last TLS record (packet 20) whole. ' +
    'The output has the beginning of what came, but not its end ("lo, world"), so the TLS library still holds that. ' +
    'Before you wait for the socket, take what the library holds: SSL_pending(), or pending() in Python; or receive until it would block.',
  over: ['everyone-waits'],
  find: (run) =>
    run.programs.flatMap((program) => program.connections.flatMap((one) => heldIn(run, program, one))),
};

function heldIn(
  run: RunView,
  program: ProgramView,
  { connection, incoming, isClient, calls }: ActorConnection,
): FoundInRun[] {
  if (connection.tls?.decrypted !== true || !incoming.isReadingKnown) return [];
  const wait = waitOf(program);
  if (wait === undefined) return [];
  const { packets, received, carried, fin } = incoming;
  const last = packets.at(-1);
  const isClosed = fin !== undefined && run.model.capture.time(fin - 1) < (program.end?.at ?? 0) - SLACK;
  if (last === undefined || received < carried || isClosed || last.at > wait.at) return [];
  const content = carriedStream(run.model.capture, connection.tcp, !isClient, 'tls')?.bytes;
  if (content === undefined || content.length < 2 * SAMPLE) return [];
  const text = (bytes: Uint8Array): string => new TextDecoder('latin1').decode(bytes);
  const output = text(run.model.output('stdout', program.name).bytes);
  const tail = text(content.subarray(-SAMPLE));
  if (!output.includes(text(content.subarray(0, SAMPLE))) || output.includes(tail)) return [];
  const taken = calls
    .flatMap((n) => run.model.call(n) ?? [])
    .findLast(({ kind, ret = 0, n }) => kind === 'receive' && ret > 0 && n < wait.n);
  if (taken === undefined || !/^[ -~\s]*$/.test(tail)) return [];
  return [
    {
      actor: program.name,
      stream: connection.stream,
      text:
        `${run.nameOf(program)} waits in ${callName(wait)} for a socket that has nothing more: ${callName(taken)} has taken the last TLS record (packet ${last.packet}) whole. ` +
        `The output has the beginning of what came, but not its end ("${tail.replaceAll(/\s/g, ' ')}"), so the TLS library still holds that.`,
      change:
        'Before you wait for the socket, take what the library holds: SSL_pending(), or pending() in Python; or receive until it would block.',
      evidence: [{ call: wait.n }, { call: taken.n }, { packet: last.packet }],
    },
  ];
}

/** The wait in which the program was when it was stopped. */
function waitOf({ calls, end }: ProgramView): CallRecord | undefined {
  if (end === undefined || end.reason === 'exited' || end.reason === 'signal') return undefined;
  return calls.findLast(
    ({ kind, at, took = Infinity }) =>
      kind === 'wait' && end.at - at >= MIN_WAIT && at + took >= end.at - SLACK,
  );
}
