/** Joins calls, packets and the peers' records on the stream offset, which a TCP byte has in all three. */
import type { TcpStream } from '@wireside/wire';
import { firstIndex } from '@wireside/wire';
import type { EndRecords } from './by-connection.ts';
import type { CallRecord } from './format.ts';

/** A range of bytes of one direction of a connection. */
export interface Span {
  /** Offset of its first byte; 0 is the first byte after the handshake. */
  readonly offset: number;
  readonly length: number;
}

/** The offset after the last byte of a span. */
export const endOf = ({ offset, length }: Span): number => offset + length;

/** Bytes that a call of a program or an event of a peer moved. */
export interface RecordSpan extends Span {
  /** The lane that has the record. */
  readonly lane: 'calls' | 'peer';
  /** Number of the call, or of the peer's record. */
  readonly n: number;
  /** When the bytes had been moved, µs since the epoch. */
  readonly at: number;
}

/** Bytes that a packet carried. */
export interface PacketSpan extends Span {
  /** Packet number, from 1. */
  readonly packet: number;
  /** µs since the epoch. */
  readonly at: number;
  /** Whether these bytes had been on the wire before. */
  readonly retransmission: boolean;
}

/** One end of a connection. */
export interface ConnectionEnd {
  /** `address:port`, IPv6 in brackets. */
  readonly endpoint: string;
  /** Name of the host that has the address; absent for one outside of the run. */
  readonly host?: string;
  /** Name of the actor whose end it is; absent where it is not known. */
  readonly actor?: string;
}

/** The join of one direction: the same bytes in its sender's records, in the packets and in its receiver's records. */
export interface DirectionJoin {
  readonly sends: readonly RecordSpan[];
  readonly packets: readonly PacketSpan[];
  readonly receives: readonly RecordSpan[];
  /** Packet of the first FIN of this direction's sender. */
  readonly fin?: number;
  /** Packet of the first RST of this direction's sender. */
  readonly reset?: number;
  /** How many bytes the sender gave to the kernel. What is more than `carried` was never on the wire: a reset came first. */
  readonly sent: number;
  /** How many bytes were on the wire. What is more than `received` was never read. */
  readonly carried: number;
  /** How many bytes the receiver read. */
  readonly received: number;
}

/**
 * Joins one direction. Bytes are found by counting: the k-th byte that a program's calls received is the byte with
 * offset k.
 */
export function joinDirection(
  way: TcpStream['toServer'],
  sender: EndRecords,
  receiver: EndRecords,
): DirectionJoin {
  const sends = recordSpans(sender, 'send');
  const receives = recordSpans(receiver, 'receive');
  const packets: PacketSpan[] = [];
  for (const { packet, offset, length, time, retransmission } of way.segments)
    if (length > 0) packets.push({ packet, offset, length, at: time, retransmission });
  return {
    sends,
    packets,
    receives,
    ...(way.fin === undefined ? {} : { fin: way.fin }),
    ...(way.rst === undefined ? {} : { reset: way.rst }),
    sent: reach(sends),
    carried: reach(packets),
    received: reach(receives),
  };
}

function reach(spans: readonly Span[]): number {
  let furthest = 0;
  for (const span of spans) furthest = Math.max(furthest, endOf(span));
  return furthest;
}

/** What an end sent or received: a program by its calls, a peer by its records. */
function recordSpans({ calls, records }: EndRecords, kind: 'send' | 'receive'): RecordSpan[] {
  if (calls.length > 0) return countUp(calls, kind);
  const spans: RecordSpan[] = [];
  for (const { n, at, event, offset, length = 0 } of records)
    // Over TLS and WebSocket a peer does not know the offset in TCP's stream.
    if (event === kind && offset !== undefined) spans.push({ lane: 'peer', n, at, offset, length });
  return spans;
}

/** What the calls of a kind moved, each at the offset where the one before it stopped. */
function countUp(calls: readonly CallRecord[], kind: 'send' | 'receive'): RecordSpan[] {
  const spans: RecordSpan[] = [];
  let offset = 0;
  for (const call of calls) {
    if (
      call.kind !== kind ||
      call.ret === undefined ||
      call.ret < 0 ||
      call.args?.includes('MSG_PEEK') === true
    )
      continue;
    spans.push({ lane: 'calls', n: call.n, at: call.at + (call.took ?? 0), offset, length: call.ret });
    offset += call.ret;
  }
  return spans;
}

/** The spans that hold any byte of another one; in any order, as packets come. */
export function overlapping<T extends Span>(spans: readonly T[], { offset, length }: Span): T[] {
  const end = offset + Math.max(length, 1);
  return spans.filter((span) => span.length > 0 && span.offset < end && endOf(span) > offset);
}

/** As {@link overlapping}, for calls and the peer's records, which follow each other without a gap: by binary search. */
export function overlappingRecords(spans: readonly RecordSpan[], { offset, length }: Span): RecordSpan[] {
  const end = offset + Math.max(length, 1);
  const found: RecordSpan[] = [];
  for (let i = firstIndex(spans.length, (k) => endOf(spans[k]!) > offset); i < spans.length; i++) {
    const span = spans[i]!;
    if (span.offset >= end) break;
    if (span.length > 0) found.push(span);
  }
  return found;
}
