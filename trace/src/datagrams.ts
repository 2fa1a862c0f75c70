/** The UDP datagrams of a run, with their ends. */
import { endpointText, TRAITS } from '@wireside/wire';
import type { Datagram, DatagramReceiver } from './datagram.ts';
import { joinDatagrams, nameLost } from './datagram-join.ts';
import type { DatagramRecords, Membership } from './datagram-records.ts';
import { datagramRecords } from './datagram-records.ts';
import { hostsByAddress } from './hosts.ts';
import { CLOCK_SKEW } from './returns.ts';
import { socketOwners } from './socket-owners.ts';
import type { Trace } from './trace.ts';

/** Multicast addresses (RFC 5771, RFC 4291). */
const MULTICAST = /^(?:2(?:2[4-9]|3\d)\.|ff[0-9a-f]{2}:)/i;
const BROADCAST = /^(?:255\.255\.255\.255|\d+\.\d+\.\d+\.255)$/;

/** All datagrams of a run, in the order of its capture, joined to the records of their sends and receives. */
export function datagramsOf(trace: Trace, isLossy: boolean): Datagram[] {
  const { capture, run } = trace;
  const { table, addresses } = capture;
  const udp = datagramRecords(trace);
  const owners = socketOwners(trace, hostsByAddress(run));
  const hostByActor = new Map(run.actors.map(({ name, host }) => [name, host]));
  const members = membersSince(udp, hostByActor);
  const datagrams: Datagram[] = [];
  for (let row = 0; row < table.count; row++) {
    if (!(table.traits[row]! & TRAITS.udp)) continue;
    const source = endpointText({
      address: addresses.text(table.source[row]!),
      port: table.sourcePort[row]!,
    });
    const at = capture.time(row);
    const [address, port] = [addresses.text(table.destination[row]!), table.destinationPort[row]!];
    const destination = endpointText({ address, port });
    const ofActor = (actor: string): DatagramReceiver => ({ host: hostByActor.get(actor)!, actor });
    const to = MULTICAST.test(address)
      ? (members.get(address) ?? [])
          .filter((one) => one.port === port && one.since - CLOCK_SKEW <= at)
          .map(({ actor }) => ofActor(actor))
      : BROADCAST.test(address)
        ? owners.withPort(port).map(ofActor)
        : [{ ...owners.endOf(destination) }];
    datagrams.push({
      packet: row + 1,
      at,
      stream: table.stream[row]!,
      source,
      destination,
      from: owners.endOf(source),
      to,
      length: table.payloadLength[row]!,
    });
  }
  joinDatagrams(datagrams, capture, udp, hostByActor);
  if (isLossy) nameLost(datagrams);
  return datagrams;
}

/**
 * The members of each group, with the time when the first socket of their host joined: once one has, all of the host's get
 * what is sent to the group (ip(7), IP_MULTICAST_ALL).
 */
function membersSince(
  { members }: DatagramRecords,
  hostByActor: ReadonlyMap<string, string>,
): ReadonlyMap<string, readonly Required<Membership>[]> {
  return new Map(
    Array.from(members, ([group, list]) => {
      const joined = new Map<string | undefined, number>();
      for (const { actor, since = -Infinity } of list) {
        const host = hostByActor.get(actor);
        joined.set(host, Math.min(since, joined.get(host) ?? Infinity));
      }
      return [group, list.map((one) => ({ ...one, since: joined.get(hostByActor.get(one.actor))! }))];
    }),
  );
}
