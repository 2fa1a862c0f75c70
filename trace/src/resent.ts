/** Which packets repeat an earlier one, and which were therefore lost. */
import type { Capture } from '@wireside/wire';
import { FIN, MARK, NO_STREAM, SYN, tcpOptions, TRAITS } from '@wireside/wire';

/** What was sent more than once, by packet numbers from 1. */
export interface Resent {
  /** Packet -> the one that carried the same before. */
  readonly again: ReadonlyMap<number, number>;
  /** Packet -> the one that carries the same later. */
  readonly later: ReadonlyMap<number, number>;
  /** Packets that did not arrive, in a run with losses. */
  readonly lost: ReadonlySet<number>;
}

/** Acknowledgments remembered in one direction; one round trip has fewer. */
const MAX_ACKS = 64;

interface Flow {
  /** Sequence number -> packet that carried it last. */
  readonly carriers: Map<number, number>;
  /** Acknowledgments that this side sent, the newest last. */
  readonly acks: { packet: number; number: number }[];
}

/**
 * Pairs retransmissions with what they repeat. The other side shows whether the data or its acknowledgment was lost: it
 * acknowledges only what it has (RFC 9293, 3.4), and lists what it has behind a gap (SACK, RFC 2018).
 * @param lossy whether the network of this run drops packets; if not, no packet is reported as lost.
 */
export function findResent(capture: Capture, lossy: boolean): Resent {
  const again = new Map<number, number>();
  const later = new Map<number, number>();
  const lost = new Set<number>();
  const flows = new Map<number, Flow>();
  const flowOf = (key: number): Flow => {
    let flow = flows.get(key);
    if (flow === undefined) flows.set(key, (flow = { carriers: new Map(), acks: [] }));
    return flow;
  };
  const { table } = capture;
  for (let row = 0; row < table.count; row++) {
    const stream = table.stream[row]!;
    const traits = table.traits[row]!;
    if (!(traits & TRAITS.tcp) || stream === NO_STREAM) continue;
    const side = traits & TRAITS.fromClient ? 0 : 1;
    const own = flowOf(stream * 2 + side);
    const flags = table.flags[row]!;
    const sequence = table.sequence[row]!;
    const length = table.payloadLength[row]! + (flags & (SYN | FIN) ? 1 : 0);
    const packet = row + 1;
    if (length > 0 && !(table.marks[row]! & MARK.keepAlive)) {
      const before = own.carriers.get(sequence);
      own.carriers.set(sequence, packet);
      if (before !== undefined) {
        again.set(packet, before);
        later.set(before, packet);
        if (lossy) {
          const end = (sequence + length) >>> 0;
          const theirs = flowOf(stream * 2 + 1 - side).acks;
          const acks = theirs.filter(({ number }) => ((number - end) | 0) >= 0);
          if (acks.length === 0) {
            if (!theirs.some((ack) => isListed(capture, ack.packet, sequence, end))) lost.add(before);
          } else for (const ack of acks) if (ack.packet > before) lost.add(ack.packet);
        }
      }
    }
    own.acks.push({ packet, number: table.acknowledgment[row]! });
    if (own.acks.length > MAX_ACKS) own.acks.shift();
  }
  return { again, later, lost };
}

/** Whether an acknowledgment lists these bytes as received. */
function isListed(capture: Capture, packet: number, sequence: number, end: number): boolean {
  const blocks = tcpOptions(capture, packet - 1).sack ?? [];
  return blocks.some(([left, right]) => ((sequence - left) | 0) >= 0 && ((right - end) | 0) >= 0);
}
