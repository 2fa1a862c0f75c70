/** The table: one row a packet, one typed array a column, filled in one pass without an object per packet. */

/** Bits of the column `shape`: what kind of packet the other columns describe. */
export const SHAPE = {
  ip4: 1,
  ip6: 2,
  tcp: 4,
  udp: 8,
  /**
   * An IP fragment. Only the one that completes its packet has a transport header, and its offsets count in
   * `capture.datagram(row)`.
   */
  fragment: 16,
  /** More than one network or transport header: the columns describe the innermost, the tree has them all. */
  layered: 32,
  /** Sent by the endpoint that opened the stream (its `client`). */
  fromClient: 64,
  /** A header goes on beyond the captured bytes, or contradicts itself. */
  damaged: 128,
} as const;

/** Value of `stream` where a packet belongs to none. */
export const NO_STREAM = 0xffffffff;

/** Packets that begin smaller than they go on must not reserve room for ever so many. */
const MOST_GROWTH = 64;

type Column = Uint8Array | Int8Array | Uint16Array | Uint32Array | Float64Array;

/** The columns; every index below `count` is a packet, its number minus one. 89 bytes a packet. */
export class Table {
  count = 0;
  capacity: number;

  /** Offset of the first captured byte in the capture's bytes. */
  offset: Uint32Array;
  /** Bytes captured. */
  captured: Uint32Array;
  /** Bytes on the wire. */
  length: Uint32Array;
  /** Time since the epoch: whole seconds, and nanoseconds beyond them. */
  seconds: Float64Array;
  nanos: Uint32Array;
  /** Position in `capture.interfaces`. */
  interface: Uint16Array;
  /** Bits of `SHAPE`. */
  shape: Uint8Array;
  /** Registry id of the highest protocol that the pass reached. */
  protocol: Uint8Array;
  /** Offset of the network header in the frame; 0 where there is none (or it is the frame's first byte). */
  network: Uint16Array;
  /** Offset of the transport header in the frame (in the datagram, where fragments were reassembled); 0 where there is none. */
  transport: Uint16Array;
  /** Ids in `capture.addresses`: IP addresses where there are, otherwise hardware addresses, otherwise 0. */
  source: Uint32Array;
  destination: Uint32Array;
  sourcePort: Uint16Array;
  destinationPort: Uint16Array;
  /** Protocol number of the IP header, 0 where there is none; for IPv6 that behind the extension headers. */
  ipProtocol: Uint8Array;
  /** TCP: raw sequence and acknowledgement number, 12 bits of flags, raw window. */
  sequence: Uint32Array;
  acknowledgement: Uint32Array;
  flags: Uint16Array;
  window: Uint16Array;
  /** Offset of the first byte behind the transport header, in the same bytes. */
  payload: Uint16Array;
  /** Bytes behind the transport header as the IP header counts them; maybe more than were captured. */
  payloadLength: Uint32Array;
  /** tcp.stream or udp.stream, or `NO_STREAM`. */
  stream: Uint32Array;
  /** TCP analysis: bits of `MARK`. */
  marks: Uint32Array;
  /** TCP analysis: 1 + row of the segment that this packet acknowledges, or 0. */
  acksFrame: Uint32Array;
  /** TCP analysis: bytes in flight after this packet, and bytes sent since the last PSH; 0 where not known. */
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
    this.shape = new Uint8Array(capacity);
    this.protocol = new Uint8Array(capacity);
    this.network = new Uint16Array(capacity);
    this.transport = new Uint16Array(capacity);
    this.source = new Uint32Array(capacity);
    this.destination = new Uint32Array(capacity);
    this.sourcePort = new Uint16Array(capacity);
    this.destinationPort = new Uint16Array(capacity);
    this.ipProtocol = new Uint8Array(capacity);
    this.sequence = new Uint32Array(capacity);
    this.acknowledgement = new Uint32Array(capacity);
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

  /** Makes room for at least one more row, and for as many as are expected where that is known. */
  grow(expected = 0): void {
    const likely = Math.min(Math.ceil(expected), this.capacity * MOST_GROWTH);
    this.#resize(likely > this.capacity ? likely : Math.max(64, this.capacity * 2));
  }

  /**
   * Gives back the room behind the last row where it is more than a quarter of what is used: 112 bytes a packet at most
   * are kept. Less than that is not worth a copy.
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
