/** One TCP connection as seen on the wire: opening, exchanges, losses, closing. */
import { ACK, FIN, PSH, RST, SYN } from '@wireside/wire';
import type { End, PcapFile } from './pcap-file.ts';
import type { Random } from './random.ts';

const SEGMENT = 1448;
const NOTHING = new Uint8Array(0);
/** Maximum segment size, selective acknowledgments, timestamps, window scale 7. */
const OPENING = Uint8Array.of(2, 4, 5, 0xb4, 4, 2, 8, 10, 0, 0, 0, 1, 0, 0, 0, 0, 1, 3, 3, 7);

/** How often something goes wrong, for each segment. */
const CHANCE = { lost: 0.002, timedOut: 0.0007, swapped: 0.001, full: 0.0002 };

/** One end's numbers. */
interface Half {
  readonly end: End;
  next: number;
  window: number;
  /** What the other end has acknowledged. */
  acknowledged: number;
}

/** What is sent: a head, then `length` bytes taken repeatedly from `bytes`. */
export interface Sending {
  readonly fromClient: boolean;
  readonly head: Uint8Array;
  readonly bytes: Uint8Array;
  readonly length: number;
}

/** Runs one connection; it yields wherever other connections would send on a real network. */
export function* connection(
  file: PcapFile,
  random: Random,
  ends: readonly [client: End, server: End],
  exchange: Iterable<Sending>,
): Generator<void> {
  const client: Half = { end: ends[0], next: random.word(), window: 502, acknowledged: 0 };
  const server: Half = { end: ends[1], next: random.word(), window: 501, acknowledged: 0 };
  const link = new Link(file, random);

  link.send(client, server, SYN, NOTHING, OPENING);
  yield;
  if (random.happens(0.01)) {
    link.send(server, client, RST | ACK);
    return;
  }
  link.send(server, client, SYN | ACK, NOTHING, OPENING);
  yield;
  link.send(client, server, ACK);
  for (const sending of exchange) {
    const [from, to] = sending.fromClient ? [client, server] : [server, client];
    yield* link.transfer(from, to, sending);
  }
  if (random.happens(0.05)) {
    link.send(client, server, RST | ACK);
    return;
  }
  link.send(client, server, FIN | ACK);
  yield;
  link.send(server, client, FIN | ACK);
  yield;
  link.send(client, server, ACK);
}

/** What differs from an ordinary segment. */
interface SegmentChanges {
  readonly options?: Uint8Array | undefined;
  /** How far the sequence number is from the sender's next. */
  readonly shift?: number;
  /** The acknowledgment number. */
  readonly acknowledged?: number;
}

/** Sends segments of both ends of one connection. */
class Link {
  readonly #file: PcapFile;
  readonly #random: Random;

  constructor(file: PcapFile, random: Random) {
    this.#file = file;
    this.#random = random;
  }

  /** One segment at the sender's next number. */
  send(from: Half, to: Half, flags: number, payload: Uint8Array = NOTHING, options?: Uint8Array): void {
    this.#segment(from, to, flags, payload, { options });
    from.next = (from.next + payload.length + (flags & (SYN | FIN) ? 1 : 0)) >>> 0;
  }

  /** A message in as many flights as it takes, with what may go wrong on the path. */
  *transfer(from: Half, to: Half, { head, bytes, length }: Sending): Generator<void> {
    const random = this.#random;
    const total = head.length + length;
    let flight = 4;
    for (let sent = 0; sent < total;) {
      yield;
      for (let i = 0; i < flight && sent < total; i++) {
        const payload = pieceOf(head, bytes, sent, Math.min(SEGMENT, total - sent));
        sent += payload.length;
        const flags = sent === total || random.happens(0.1) ? PSH | ACK : ACK;
        if (sent > payload.length && random.happens(CHANCE.lost)) yield* this.#lose(from, to, flags, payload);
        else if (sent > payload.length && random.happens(CHANCE.swapped)) this.#swap(from, to, payload);
        else this.send(from, to, flags, payload);
        if (random.happens(CHANCE.timedOut)) {
          yield;
          this.#segment(from, to, flags, payload, { shift: -payload.length });
        }
        if (i % 2 === 1 && random.happens(0.8)) this.#acknowledge(from, to);
      }
      yield;
      if (random.happens(CHANCE.full * flight)) yield* this.#fill(from, to);
      else this.#acknowledge(from, to);
      flight = Math.min(flight * 2, 32);
    }
  }

  /** What has arrived and is not yet acknowledged. */
  #acknowledge(from: Half, to: Half): void {
    if (from.acknowledged === from.next) return;
    from.acknowledged = from.next;
    this.send(to, from, ACK);
  }

  /** A segment missing from the capture, the duplicate acknowledgments that ask for it, and its retransmission. */
  *#lose(from: Half, to: Half, flags: number, payload: Uint8Array): Generator<void> {
    const missing = from.next;
    from.next = (from.next + payload.length) >>> 0;
    const left = from.next;
    for (let i = 0; i < 3; i++) {
      this.send(from, to, ACK, payload);
      this.#segment(to, from, ACK, NOTHING, {
        options: selective(left, from.next),
        acknowledged: missing,
      });
    }
    yield;
    this.#segment(from, to, flags, payload, { shift: missing - from.next });
  }

  /** Two segments that overtake each other. */
  #swap(from: Half, to: Half, payload: Uint8Array): void {
    const [first, second] = [payload.subarray(0, payload.length >> 1), payload.subarray(payload.length >> 1)];
    this.#segment(from, to, ACK, second, { shift: first.length });
    this.send(from, to, ACK, first);
    from.next = (from.next + second.length) >>> 0;
  }

  /** A receiver whose window closes, is probed and opens again. */
  *#fill(from: Half, to: Half): Generator<void> {
    const { window } = to;
    to.window = 0;
    this.send(to, from, ACK);
    yield;
    this.#segment(from, to, ACK, NOTHING, { shift: -1 });
    this.send(to, from, ACK);
    yield;
    to.window = window;
    this.send(to, from, ACK);
  }

  #segment(
    from: Half,
    to: Half,
    flags: number,
    payload: Uint8Array,
    { options = stamps(this.#file.clock), shift = 0, acknowledged = to.next }: SegmentChanges = {},
  ): void {
    this.#file.clock += 1 + this.#random.below(20);
    const acknowledgment = flags & ACK ? acknowledged : 0;
    const header = {
      sequence: from.next + shift,
      acknowledgment,
      flags,
      window: flags & SYN ? 64_240 : from.window,
      options,
    };
    this.#file.tcp(from.end, to.end, header, payload);
  }
}

/** `length` bytes, from `offset` on, of a head followed by as many bytes as needed. */
function pieceOf(head: Uint8Array, bytes: Uint8Array, offset: number, length: number): Uint8Array {
  if (offset >= head.length) {
    const from = (offset - head.length) % (bytes.length - SEGMENT);
    return bytes.subarray(from, from + length);
  }
  const piece = new Uint8Array(length);
  const begin = head.subarray(offset, offset + length);
  piece.set(begin);
  piece.set(bytes.subarray(0, length - begin.length), begin.length);
  return piece;
}

const STAMPS = Buffer.from([1, 1, 8, 10, 0, 0, 0, 0, 0, 0, 0, 0]);

function stamps(clock: number): Uint8Array {
  const milliseconds = Math.floor(clock / 1000);
  STAMPS.writeUInt32BE(milliseconds, 4);
  STAMPS.writeUInt32BE(milliseconds, 8);
  return STAMPS;
}

const BLOCK = Buffer.from([1, 1, 5, 10, 0, 0, 0, 0, 0, 0, 0, 0]);

function selective(left: number, right: number): Uint8Array {
  BLOCK.writeUInt32BE(left, 4);
  BLOCK.writeUInt32BE(right, 8);
  return BLOCK;
}
