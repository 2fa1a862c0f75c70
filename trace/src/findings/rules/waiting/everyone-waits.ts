/** Both ends of a connection wait for each other. */
import { countText } from '@wireside/wire';
import type { ActorConnection } from '../../../connection.ts';
import type { CallRecord } from '../../../format.ts';
import type { ConnectionEnd } from '../../../join.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { furthest } from '../../furthest.ts';
import { callName } from '../../words.ts';

/** A shorter wait before a program was stopped says nothing. µs. */
const MIN_WAIT = 900_000;
/** Where the user stopped it, it may have been about to go on. µs. */
const MIN_WAIT_OF_USER = 5_000_000;
/** How much too late the end of a program may be recorded. µs. */
const MAX_DELAY = 500_000;

/** A program was stopped while it waited for a connection on which the other end waited too. */
export const everyoneWaits: Rule = {
  id: 'everyone-waits',
  severity: 'wrong',
  title: 'Both ends wait for each other',
  silent: 'The program ended by itself, the other end was busy with something else, or is not in the run.',
  source: 'man 2 recv; man 2 shutdown',
  example:
    'client and server wait for each other: client in recvfrom() (call 20) for server, and server in recvfrom() (call 22) for client. ' +
    'server has received all 5 bytes that client sent (packet 6), and waits for more or for the end; neither came. ' +
    'Agree on where a message ends, such as a newline or a length; or, when all is sent, say so with shutdown(SHUT_WR).',
  find: (run) => {
    const told = new Set<number>();
    return run.programs.flatMap((program) =>
      waitsOf(program).flatMap((call) => {
        const one = program.connections.find(({ calls }) => calls.includes(call.n));
        if (one === undefined || told.has(one.connection.stream)) return [];
        const finding = deadlock(run, program, call, one);
        if (finding.length > 0) told.add(one.connection.stream);
        return finding;
      }),
    );
  },
};

/** The receives in which a program was when it was stopped. */
function waitsOf({ calls, end }: ProgramView): CallRecord[] {
  if (end === undefined || end.reason === 'exited' || end.reason === 'signal') return [];
  const least = end.reason === 'limit' ? MIN_WAIT : MIN_WAIT_OF_USER;
  return calls.filter((call) => call.kind === 'receive' && isWaiting(call, end.at, least));
}

/** Whether a call had begun long before a moment, and had not returned shortly before it. */
const isWaiting = ({ at, took = Infinity }: CallRecord, moment: number, least: number): boolean =>
  moment - at >= least && at + took >= moment - MAX_DELAY;

function deadlock(run: RunView, program: ProgramView, call: CallRecord, one: ActorConnection): FoundInRun[] {
  const { outgoing, incoming, connection, isClient } = one;
  const other = (isClient ? connection.server : connection.client).actor;
  const there = run.model.actors.find(({ name }) => name === other);
  const { at, reason } = program.end!;
  const isBefore = (packet: number | undefined): boolean =>
    packet !== undefined && run.model.capture.time(packet - 1) < at - MAX_DELAY;
  // An end that has closed does not wait.
  if (other === undefined || there === undefined) return [];
  if ([outgoing, incoming].some(({ fin, reset }) => isBefore(fin) || isBefore(reset))) return [];
  const name = run.nameOf(program);
  const inside = run.nameInside(program);
  let theirs: CallRecord | undefined;
  if (there.kind === 'program') {
    const own = new Set(connection.seenBy(isClient ? 'server' : 'client').calls);
    theirs = run.model
      .callsOf(other)
      .find((each) => each.kind === 'receive' && own.has(each.n) && isWaiting(each, at, MIN_WAIT / 2));
    if (theirs === undefined) return [];
  } else if (
    connection.tls !== undefined ||
    one.records.some(({ event }) => event === 'refuse' || event === 'error')
  ) {
    // A peer answers what it has understood: until then it reads. These do not read.
    return [];
  }
  const last = lastData(one, at - MAX_DELAY);
  if (last !== undefined && !last.isRead) return [];
  const called = (actor: string | undefined): string => (actor === program.name ? inside : (actor ?? other));
  const begin = (text: string): string => (text === inside ? name : text);
  const why =
    last === undefined
      ? 'Nothing was ever sent on this connection.'
      : `${begin(called(last.to.actor))} has received all ${countText(last.carried, 'byte')} that ${called(last.from.actor)} sent (packet ${last.packet}), and waits for more or for the end; neither came.`;
  return [
    {
      ...(reason === 'limit' ? {} : { severity: 'suspicious' as const }),
      actor: program.name,
      stream: connection.stream,
      text: `${name} and ${other} wait for each other: ${inside} in ${callName(call)} for ${other}, and ${other}${theirs === undefined ? '' : ` in ${callName(theirs)}`} for ${inside}. ${why}`,
      change:
        last === undefined
          ? 'One of the two has to begin; a program that has something to send must not wait for the other end first, and must flush what it writes.'
          : 'Agree on where a message ends, such as a newline or a length; or, when all is sent, say so with shutdown(SHUT_WR).',
      evidence: [
        { call: call.n },
        ...(theirs === undefined ? [] : [{ call: theirs.n }]),
        ...(last === undefined ? [] : [{ packet: last.packet }]),
      ],
    },
  ];
}

/** The last data on a connection before a moment, and whether all of its direction had been read by then. */
function lastData({ outgoing, incoming }: ActorConnection, before: number): LastData | undefined {
  return [outgoing, incoming]
    .flatMap(({ packets, receives, isReadingKnown, from, to }) => {
      const sent = packets.filter(({ at }) => at < before);
      const carried = furthest(sent);
      const received = furthest(receives.filter(({ at }) => at < before));
      return sent.slice(-1).map(({ packet, at }) => ({
        packet,
        at,
        carried,
        isRead: isReadingKnown && received >= carried,
        from,
        to,
      }));
    })
    .toSorted((one, other) => other.at - one.at)[0];
}

interface LastData {
  readonly packet: number;
  readonly at: number;
  readonly carried: number;
  readonly isRead: boolean;
  readonly from: ConnectionEnd;
  readonly to: ConnectionEnd;
}
