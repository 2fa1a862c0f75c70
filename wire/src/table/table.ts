/** The table: one row per packet, one typed array per column, filled in one pass without an object per packet. */

/** Bits of the column `traits`: what kind of packet the other columns describe. */
export const TRAITS = {
  ip4: 1,
  ip6: 2,
  tcp: 4,
  udp: 8,
  /**
   * An IP fragment. Only the one that completes its packet has a transport header; its offsets count in
   * `capture.datagram(row)`.
   */
  fragment: 16,
  /** More than one network or transport header: the columns describe the innermost, the tree has them all. */
  layered: 32,
  /** Sent by the endpoint that opened the stream (its `client`). */
  fromClient: 64,
  /** A header extends beyond the captured bytes, or contradicts itself. */
  damaged: 128,
} as const;

/** Value of `stream` where a packet belongs to none. */
export const NO_STREAM = 0xffffffff;

/** The table grows at most by this factor, since the first packets may be much smaller than the later ones. */
const MAX_GROWTH = 64;

type Column = Uint8Array | Int8Array | Uint16Array | Uint32Array | Float64Array;

/** The columns; every index below `count` is a packet, its number minus one. 89 bytes per packet. */
export class Table {
  count = 0;
  capacity: number;

  /** Offset of the first captured byte in the capture's bytes. */
  offset: Uint32Array;
  /** Bytes captured. */
  captured: Uint32Array;
  /** Bytes on the wire. */
  length: Uint32Array;
  /** Time since the epoch: whole seconds and nanoseconds. */
  seconds: Float64Array;
  nanos: Uint32Array;
  /** Position in `capture.interfaces`. */
  interface: Uint16Array;
  /** Bits of `TRAITS`. */
  traits: Uint8Array;
  /** Registry id of the highest protocol that the pass reached. */
  protocol: Uint8Array;
  /** Offset of the network header in the frame; 0 if there is none (or it is the frame's first byte). */
  network: Uint16Array;
  /** Offset of the transport header in the frame (in the datagram, if fragments were reassembled); 0 if there is none. */
  transport: Uint16Array;
  /** Ids in `capture.addresses`: IP addresses if there are any, otherwise hardware addresses, otherwise 0. */
  source: Uint32Array;
  destination: Uint32Array;
  sourcePort: Uint16Array;
  destinationPort: Uint16Array;
  /** Protocol number of the IP header, 0 if there is none; for IPv6 the one after the extension headers. */
  ipProtocol: Uint8Array;
  /** TCP: raw sequence and acknowledgment number, 12 bits of flags, raw window. */
  sequence: Uint32Array;
  acknowledgment: Uint32Array;
  flags: Uint16Array;
  window: Uint16Array;
  /** Offset of the first byte after the transport header, in the same bytes. */
  payload: Uint16Array;
  /** Bytes after the transport header according to the IP header; possibly more than were captured. */
  payloadLength: Uint32Array;
  /** tcp.stream or udp.stream, or `NO_STREAM`. */
  stream: Uint32Array;
  /** TCP analysis: bits of `MARK`. */
  marks: Uint32Array;
  /** TCP analysis: 1 + row of the segment that this packet acknowledges, or 0. */
  acksFrame: Uint32Array;
  /** TCP analysis: bytes in flight after this packet, and bytes sent since the last PSH; 0 if not known. */
  inFlight: Uint32Array;
  sincePush: Uint32Array;
  /** TCP: the conversation's completeness after this packet (bits as tcp.completeness). */
  completeness: Uint8Array;
  /** TCP: shift of the sender's window; -1 not known, -2 not used. */
  windowShift: Int8Array;

  constructor(capacity: number) {
    this.capacity = capacity;
    this.offset = new Uint32Array(capacity);
    this.captured = new Uint32Array(capacity);
    this.length = new Uint32Array(capacity);
    this.seconds = new Float64Array(capacity);
    this.nanos = new Uint32Array(capacity);
    this.interface = new Uint16Array(capacity);
    this.traits = new Uint8Array(capacity);
    this.protocol = new Uint8Array(capacity);
    this.network = new Uint16Array(capacity);
    this.transport = new Uint16Array(capacity);
    this.source = new Uint32Array(capacity);
    this.destination = new Uint32Array(capacity);
    this.sourcePort = new Uint16Array(capacity);
    this.destinationPort = new Uint16Array(capacity);
    this.ipProtocol = new Uint8Array(capacity);
    this.sequence = new Uint32Array(capacity);
    this.acknowledgment = new Uint32Array(capacity);
    this.flags = new Uint16Array(capacity);
    this.window = new Uint16Array(capacity);
    this.payload = new Uint16Array(capacity);
    this.payloadLength = new Uint32Array(capacity);
    this.stream = new Uint32Array(capacity);
    this.marks = new Uint32Array(capacity);
    this.acksFrame = new Uint32Array(capacity);
    this.inFlight = new Uint32Array(capacity);
    this.sincePush = new Uint32Array(capacity);
    this.completeness = new Uint8Array(capacity);
    this.windowShift = new Int8Array(capacity);
  }

  /** Reserves at least one more row, and as many as are expected if that is known. */
  grow(expected = 0): void {
    const likely = Math.min(Math.ceil(expected), this.capacity * MAX_GROWTH);
    this.#resize(likely > this.capacity ? likely : Math.max(64, this.capacity * 2));
  }

  /**
   * Releases unused rows if they are more than a quarter of those used; at most 112 bytes per packet are kept. Less
   * than that is not worth a copy.
   */
  trim(): void {
    if (this.capacity > this.count * 1.25 + 64) this.#resize(this.count);
  }

  /** Nanoseconds from row `from` to row `to`; exact below 2⁵³. */
  between(from: number, to: number): number {
    return (this.seconds[to]! - this.seconds[from]!) * 1e9 + (this.nanos[to]! - this.nanos[from]!);
  }

  #resize(capacity: number): void {
    const columns = this as unknown as Record<string, Column | number>;
    for (const name of Object.keys(columns)) {
      const column = columns[name];
      if (typeof column === 'number' || column === undefined) continue;
      const Kind = column.constructor as new (length: number) => Column;
      const bigger = new Kind(capacity);
      bigger.set(column.subarray(0, this.count));
      columns[name] = bigger;
    }
    this.capacity = capacity;
  }
}
