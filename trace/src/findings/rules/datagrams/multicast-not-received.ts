/** A receiver that gets nothing of a group, although the group's datagrams came to its host. */
import { countText } from '@wireside/wire';
import { splitEndpoint } from '../../../endpoint.ts';
import type { Datagram } from '../../../datagram.ts';
import type { CallRecord } from '../../../format.ts';
import type { FoundInRun, Rule } from '../../finding.ts';
import type { DatagramSocket } from '../../multicast.ts';
import { datagramSocketsOf, isGroup } from '../../multicast.ts';
import type { ProgramView, RunView } from '../../run-view.ts';
import { callName } from '../../words.ts';

/** The socket has the group's port, but not the address or the membership that it needs. */
export const multicastNotReceived: Rule = {
  id: 'multicast-not-received',
  severity: 'wrong',
  title: "A multicast receiver that never gets its group's datagrams",
  silent:
    'The socket received at least one datagram, or none of the group was on the network while it waited; or it is bound to an address of its host and joined no group.',
  source: 'man 7 ip, IP_ADD_MEMBERSHIP; RFC 1112, 7.1',
  example:
    'The program never joined the group 224.1.1.1, so its kernel gave it none of its datagrams: 5 of them were on the network, the first in packet 3, ' +
    'while it waited in recvfrom() (call 6). Join the group with IP_ADD_MEMBERSHIP.',
  find: (run) => run.programs.flatMap((program) => missesOf(run, program)),
};

/** Why a socket gets nothing of a group. */
interface Miss {
  readonly text: string;
  readonly change: string;
  readonly call: number;
  readonly severity?: 'suspicious';
}

function missesOf(run: RunView, program: ProgramView): FoundInRun[] {
  return datagramSocketsOf(program).flatMap((one) => {
    const { waits, received } = one;
    if (waits === undefined || received > 0) return [];
    const missed = missedBy(run, program, one, waits);
    const [first] = missed;
    if (first === undefined) return [];
    const { text, change, call, severity } = reasonOf(
      run,
      program,
      one,
      splitEndpoint(first.destination).address,
      missed,
    );
    if (text === '') return [];
    return [
      {
        ...(severity === undefined ? {} : { severity }),
        actor: program.name,
        text,
        change,
        evidence: [{ call }, { packet: first.packet }, ...(call === waits.n ? [] : [{ call: waits.n }])],
      },
    ];
  });
}

/** Datagrams of a group that came to the host while the socket waited, and that it may have been meant to get. */
function missedBy(
  run: RunView,
  program: ProgramView,
  { socket, bound, memberships }: DatagramSocket,
  waits: CallRecord,
): Datagram[] {
  const closed = socket.calls.findLast(({ kind }) => kind === 'close')?.at ?? Infinity;
  const until = Math.min(closed, program.endedByUsAt, program.end?.at ?? Infinity);
  // A program that joined a group wants that one; one that is bound to a group, or joined none, may want any.
  const wanted = new Set(memberships.map(({ group }) => group));
  if (isGroup(bound.address)) wanted.add(bound.address);
  return run.model.datagrams.filter(({ destination, at, from }) => {
    const { address, port } = splitEndpoint(destination);
    if (!isGroup(address) || port !== bound.port || from.actor === program.name) return false;
    return at > waits.at && at < until && (wanted.size === 0 || wanted.has(address));
  });
}

function reasonOf(
  run: RunView,
  program: ProgramView,
  { bound, memberships, waits }: DatagramSocket,
  group: string,
  missed: readonly Datagram[],
): Miss {
  const name = run.nameOf(program);
  const seen =
    `${missed.length === 1 ? '1 of them was' : `${missed.length} of them were`} on the network, the first in packet ${missed[0]!.packet}, ` +
    `while it waited in ${callName(waits!)}.`;
  const isAny = bound.address === '0.0.0.0' || bound.address === '::';
  if (!isAny && !isGroup(bound.address)) {
    // Without a membership, nothing shows that the program wants a group.
    if (memberships.length === 0) return { text: '', change: '', call: 0 };
    return {
      text:
        `${callName(bound.call)} bound the socket to ${bound.address}, and a datagram to the group ${group} is not sent to that address: ` +
        `none can arrive. ${countText(missed.length, 'datagram')} of the group ${missed.length === 1 ? 'was' : 'were'} on the network, the first in packet ${missed[0]!.packet}.`,
      change: `Bind to 0.0.0.0 or to the group, and join the group.`,
      call: bound.call.n,
    };
  }
  const joined = memberships.find((one) => one.group === group);
  if (joined === undefined) {
    return {
      // It may be a server that others have not asked yet, and whose port is the group's by chance.
      ...(isGroup(bound.address) ? {} : { severity: 'suspicious' as const }),
      text: `${name} never joined the group ${group}, so its kernel gave it none of its datagrams: ${seen}`,
      change: 'Join the group with IP_ADD_MEMBERSHIP.',
      call: waits!.n,
    };
  }
  const { ipv4, more = [] } = run.model.run.hosts.find(({ name: host }) => host === program.actor.host) ?? {};
  const isOther =
    joined.interface !== 'any interface' &&
    joined.interface !== ipv4 &&
    (joined.interface.startsWith('127.') || more.includes(joined.interface));
  if (isOther) {
    return {
      text: `${callName(joined.call)} joined the group ${group} on the interface with ${joined.interface}, but its datagrams come in on another one: ${seen}`,
      change: `Join on the interface of the route to the group (INADDR_ANY lets the kernel choose it).`,
      call: joined.call.n,
    };
  }
  return { text: '', change: '', call: 0 };
}
