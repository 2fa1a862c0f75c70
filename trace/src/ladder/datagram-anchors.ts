/** Which call or record sent, and which received, the datagram of a packet. */
import type { Datagram } from '../datagram.ts';
import type { Model } from '../model.ts';

/** Packet numbers by the numbers of calls, and by those of peer's records. */
interface PacketsOf {
  readonly calls: Map<number, number>;
  readonly records: Map<number, number>;
}

/** What the datagrams of a run say about calls, records and packets. */
export interface DatagramAnchors {
  readonly sends: PacketsOf;
  readonly receives: PacketsOf;
  /** Datagrams by packet number. */
  readonly byPacket: ReadonlyMap<number, Datagram>;
  /** The packet that an ICMP error answers, by the error's packet number. */
  readonly answered: ReadonlyMap<number, number>;
}

/** Collects the joins of all datagrams. */
export function datagramAnchors({ datagrams }: Model): DatagramAnchors {
  const sends: PacketsOf = { calls: new Map(), records: new Map() };
  const receives: PacketsOf = { calls: new Map(), records: new Map() };
  const byPacket = new Map<number, Datagram>();
  const answered = new Map<number, number>();
  for (const datagram of datagrams) {
    const { packet, send, to, icmpError, refused } = datagram;
    byPacket.set(packet, datagram);
    if (send !== undefined) sends[laneOf(send)].set(send.n, packet);
    for (const { receive } of to) if (receive !== undefined) receives[laneOf(receive)].set(receive.n, packet);
    if (icmpError === undefined) continue;
    answered.set(icmpError, packet);
    if (refused !== undefined) receives.calls.set(refused, icmpError);
  }
  return { sends, receives, byPacket, answered };
}

const laneOf = ({ lane }: { readonly lane: 'calls' | 'peer' }): 'calls' | 'records' =>
  lane === 'calls' ? 'calls' : 'records';
