/** What two ends sent to each other, in the order in which it could be read; gaps are reported, never filled. */
import type { Capture } from '../core/capture.ts';
import { Heap } from '../streams/heap.ts';
import { otherSide, sideOf } from './opening.ts';
import type { Side } from './opening.ts';
import { rowsOf, streamRows } from '../core/stream-rows.ts';
import { TcpStream, udpStream } from '../streams/tcp-streams.ts';
import type { Endpoint } from '../streams/tcp-streams.ts';
import { ACK, SYN } from '../tcp-analysis/flags.ts';

/** How a stream is to be followed. */
export interface FollowOptions {
  /** Only what this side sent; by default both. */
  direction?: Side;
  /** `tcp` by default. */
  readonly protocol?: 'tcp' | 'udp';
}

/** Bytes of one side that became readable with one packet, or bytes missing from the capture. */
export interface FollowedPart {
  readonly from: Side;
  /** The packet that carried them, counted from 1; for missing bytes, the packet that shows that they are missing. */
  readonly packet: number;
  /** A view of the capture; empty if bytes are missing. */
  readonly bytes: Uint8Array;
  /** How many bytes are missing here; 0 for captured bytes. */
  readonly missing: number;
}

/** A followed conversation. */
export interface Followed {
  readonly protocol: 'tcp' | 'udp';
  readonly stream: number;
  /** The sender of its first packet, and the other end. */
  readonly client: Endpoint;
  readonly server: Endpoint;
  readonly parts: readonly FollowedPart[];
}

/**
 * Follows a stream. TCP: each byte once, the first copy wins; a segment beyond a gap waits until the gap is filled, or
 * until the receiver acknowledges bytes after it or the capture ends; then the gap is a separate part. UDP: one part
 * per datagram.
 */
export function follow(capture: Capture, stream: number, options: FollowOptions = {}): Followed {
  const protocol = options.protocol ?? 'tcp';
  const count = protocol === 'tcp' ? capture.tcp.flows.count : capture.udp.count;
  if (!(stream >= 0 && stream < count && Number.isInteger(stream))) {
    throw new RangeError(
      `There is no ${protocol.toUpperCase()} stream ${stream}; the capture has ${count}, counted from 0.`,
    );
  }
  const ends = protocol === 'tcp' ? new TcpStream(capture, stream) : udpStream(capture, stream);
  const parts = protocol === 'tcp' ? tcpParts(capture, stream) : udpParts(capture, stream);
  const { direction } = options;
  return {
    protocol,
    stream,
    client: ends.client,
    server: ends.server,
    parts: direction ? parts.filter(({ from }) => from === direction) : parts,
  };
}

function udpParts(capture: Capture, stream: number): FollowedPart[] {
  const parts: FollowedPart[] = [];
  for (const row of rowsOf(streamRows(capture, 'udp'), stream)) {
    const [from, packet] = [sideOf(capture, row), row + 1];
    const bytes = payload(capture, row);
    parts.push({ from, packet, bytes, missing: 0 });
    const missing = capture.table.payloadLength[row]! - bytes.length;
    if (missing > 0) parts.push({ from, packet, bytes: NOTHING, missing });
  }
  return parts;
}

function tcpParts(capture: Capture, stream: number): FollowedPart[] {
  const { table } = capture;
  const parts: FollowedPart[] = [];
  const readers: Record<Side, Reader> = {
    client: new Reader('client', parts),
    server: new Reader('server', parts),
  };
  for (const row of rowsOf(streamRows(capture, 'tcp'), stream)) {
    const side = sideOf(capture, row);
    const flags = table.flags[row]!;
    if (flags & ACK) readers[otherSide(side)].acknowledged(table.acknowledgment[row]!, row + 1);
    const begin = (table.sequence[row]! + (flags & SYN ? 1 : 0)) >>> 0;
    readers[side].segment(begin, payload(capture, row), table.payloadLength[row]!, row + 1);
  }
  readers.client.end();
  readers.server.end();
  return parts;
}

const NOTHING = new Uint8Array(0);

/** A segment that cannot be read yet. */
interface Waiting {
  sequence: number;
  /** The same without wrap-around, counted from the side's first number. */
  place: number;
  bytes: Uint8Array;
  length: number;
  packet: number;
}

/** Puts one side's segments in order. */
class Reader {
  readonly #from: Side;
  readonly #parts: FollowedPart[];
  #expected: number | undefined;
  /** The end of what was read, without wrap-around. */
  #reached = 0;
  /** By sequence number; equal ones in order of arrival. */
  readonly #waiting = new Heap<Waiting>(
    (a, b) => a.place < b.place || (a.place === b.place && a.packet < b.packet),
  );

  constructor(from: Side, parts: FollowedPart[]) {
    this.#from = from;
    this.#parts = parts;
  }

  segment(sequence: number, bytes: Uint8Array, length: number, packet: number): void {
    this.#expected ??= sequence;
    if (length === 0) return;
    const place = this.#reached + ((sequence - this.#expected) | 0);
    if (place > this.#reached) {
      this.#waiting.add({ sequence, place, bytes, length, packet });
      return;
    }
    this.#read({ sequence, place, bytes, length, packet });
    this.#readWaiting();
  }

  /** The other side has everything before `number`: bytes missing before it will no longer arrive. */
  acknowledged(number: number, packet: number): void {
    if (this.#expected === undefined) return;
    const place = this.#reached + ((number - this.#expected) | 0);
    for (let { first } = this.#waiting; first && place > first.place; { first } = this.#waiting) {
      this.#skipTo(first, packet);
      this.#readWaiting();
    }
  }

  /** No more packets: waiting segments are read, with the gaps before them. */
  end(): void {
    for (let { first } = this.#waiting; first; { first } = this.#waiting) {
      this.#skipTo(first, first.packet);
      this.#readWaiting();
    }
  }

  #skipTo({ sequence, place }: Waiting, packet: number): void {
    const missing = place - this.#reached;
    this.#parts.push({ from: this.#from, packet, bytes: NOTHING, missing });
    this.#advance(sequence, missing);
  }

  #readWaiting(): void {
    for (let { first } = this.#waiting; first && first.place <= this.#reached; { first } = this.#waiting) {
      this.#read(this.#waiting.take()!);
    }
  }

  /** Takes the new bytes of a segment that begins at or before the expected number. */
  #read({ sequence, place, bytes, length, packet }: Waiting): void {
    const old = this.#reached - place;
    if (old >= length) return;
    const from = this.#from;
    if (old < bytes.length) this.#parts.push({ from, packet, bytes: bytes.subarray(old), missing: 0 });
    const missing = length - Math.max(old, bytes.length);
    if (missing > 0) this.#parts.push({ from, packet, bytes: NOTHING, missing });
    this.#advance((sequence + length) >>> 0, length - old);
  }

  #advance(expected: number, by: number): void {
    this.#expected = expected;
    this.#reached += by;
  }
}

/** The captured payload of a row. */
function payload(capture: Capture, row: number): Uint8Array {
  const { table } = capture;
  const at = table.payload[row]!;
  return capture.frame(row).subarray(at, at + table.payloadLength[row]!);
}
