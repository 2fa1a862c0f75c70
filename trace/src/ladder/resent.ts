/** Which packets carry again what an earlier one carried, and which were therefore lost. */
import { type Capture, MARK, NO_STREAM, SHAPE } from '@wireside/wire';

/** Packet numbers, each from 1. */
export interface Resent {
  /** Packet -> the one that carried the same before. */
  again: Map<number, number>;
  /** Packet -> the one that carries the same later. */
  later: Map<number, number>;
  /** Packets that did not arrive, in a run with losses. */
  lost: Set<number>;
}

const FIN = 1;
const SYN = 2;
/** Acknowledgements remembered of one direction; one round trip has fewer. */
const REMEMBERED = 64;

interface Flow {
  /** Sequence number -> packet that carried it last. */
  carriers: Map<number, number>;
  /** Acknowledgements that this side sent, the newest last. */
  acks: { packet: number; number: number }[];
}

/**
 * Pairs retransmissions with what they repeat. Whether the data or its acknowledgement was lost is told by the other
 * side: it acknowledges only what it has (RFC 9293, 3.4).
 * @param lossy whether the network of this run drops packets; without it nothing is called lost.
 */
export function findResent(capture: Capture, lossy: boolean): Resent {
  const result: Resent = { again: new Map(), later: new Map(), lost: new Set() };
  const flows = new Map<number, Flow>();
  const flowOf = (key: number): Flow => {
    let flow = flows.get(key);
    if (flow === undefined) flows.set(key, (flow = { carriers: new Map(), acks: [] }));
    return flow;
  };
  const { table } = capture;
  for (let row = 0; row < table.count; row++) {
    const stream = table.stream[row] as number;
    const shape = table.shape[row] as number;
    if (!(shape & SHAPE.tcp) || stream === NO_STREAM) continue;
    const side = shape & SHAPE.fromClient ? 0 : 1;
    const own = flowOf(stream * 2 + side);
    const flags = table.flags[row] as number;
    const sequence = table.sequence[row] as number;
    const length = (table.payloadLength[row] as number) + (flags & (SYN | FIN) ? 1 : 0);
    const packet = row + 1;
    if (length > 0 && !((table.marks[row] as number) & MARK.keepAlive)) {
      const before = own.carriers.get(sequence);
      own.carriers.set(sequence, packet);
      if (before !== undefined) {
        result.again.set(packet, before);
        result.later.set(before, packet);
        if (lossy) {
          const end = (sequence + length) >>> 0;
          const acks = flowOf(stream * 2 + 1 - side).acks.filter(({ number }) => ((number - end) | 0) >= 0);
          if (acks.length === 0) result.lost.add(before);
          else for (const ack of acks) if (ack.packet > before) result.lost.add(ack.packet);
        }
      }
    }
    own.acks.push({ packet, number: table.acknowledgement[row] as number });
    if (own.acks.length > REMEMBERED) own.acks.shift();
  }
  return result;
}
