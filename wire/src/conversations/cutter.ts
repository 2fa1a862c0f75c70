/** Cuts the two byte streams of a conversation into messages as they arrive. */
import type { Cut, Message, StreamContext, StreamProtocol } from '../protocols/stream-protocol.ts';

/** A message bigger than this is not put together. */
const MAX_MESSAGE = 256 * 1024 * 1024;
/** Protocols inside one another are followed this deep. */
const MAX_INSIDE = 3;

const NOTHING = new Uint8Array(0);

/** One direction's bytes that wait for the rest of their message. */
class Side {
  chunks: Uint8Array[] = [];
  length = 0;
  /** Stream offset of the first waiting byte. */
  offset = 0;
  /** Not asked again before so many bytes wait. */
  needed = 1;
  afterGap = false;
  atEnd = false;
  /** Where chunks are put together; what waits may be a view of it. */
  #room = NOTHING;

  /** All that waits, in one piece. Asked again after each small chunk, it costs no copy of everything each time. */
  take(): Uint8Array {
    const [front = NOTHING, ...others] = this.chunks;
    if (others.length === 0) return front;
    const isInRoom = front.buffer === this.#room.buffer;
    let begin = isInRoom ? front.byteOffset : 0;
    if (!isInRoom || begin + this.length > this.#room.length) {
      this.#room = new Uint8Array(isInRoom ? this.length * 2 : this.length);
      this.#room.set(front);
      begin = 0;
    }
    let at = begin + front.length;
    for (const chunk of others) {
      this.#room.set(chunk, at);
      at += chunk.length;
    }
    const whole = this.#room.subarray(begin, at);
    this.chunks = [whole];
    return whole;
  }

  drop(count: number): void {
    const rest = this.take().subarray(count);
    this.chunks = rest.length > 0 ? [rest] : [];
    this.length = rest.length;
    this.offset += count;
    this.needed = 1;
  }
}

/** Feeds on bytes in order of arrival and hands out the messages that they complete. */
export class Cutter {
  readonly #context: StreamContext;
  readonly #protocols: readonly StreamProtocol[];
  readonly #found: (message: Message) => void;
  readonly #depth: number;
  /** The protocol whose messages carry these bytes. */
  readonly #outer: StreamProtocol | undefined;
  readonly #sides: [Side, Side] = [new Side(), new Side()];
  #protocol: StreamProtocol | undefined;
  #state: unknown;
  #isSure = false;
  #carrier: StreamProtocol | undefined;
  #inner: Cutter | undefined;

  constructor(
    context: StreamContext,
    protocols: readonly StreamProtocol[],
    found: (message: Message) => void,
    depth = 0,
    outer?: StreamProtocol,
    first?: StreamProtocol,
  ) {
    this.#context = context;
    this.#protocols = protocols;
    this.#found = found;
    this.#depth = depth;
    this.#outer = outer;
    if (first) this.#speak(first);
  }

  /** The next bytes of one direction; `offset` beyond what came before means that bytes are missing. */
  feed(fromClient: boolean, bytes: Uint8Array, offset: number, row: number): void {
    const side = this.#sides[fromClient ? 0 : 1];
    if (offset !== side.offset + side.length) {
      side.chunks = [];
      side.length = 0;
      side.offset = offset;
      side.needed = 1;
      side.afterGap = true;
    }
    side.chunks.push(bytes);
    side.length += bytes.length;
    this.#run(side, fromClient, row, bytes.length);
  }

  /** No more bytes will come from one end. */
  end(fromClient: boolean, row: number): void {
    const side = this.#sides[fromClient ? 0 : 1];
    side.atEnd = true;
    side.needed = 1;
    this.#run(side, fromClient, row, side.length);
    this.#inner?.end(fromClient, row);
  }

  /** Where the message of one end begins whose rest has not come. */
  unfinished(fromClient: boolean): number | undefined {
    const side = this.#sides[fromClient ? 0 : 1];
    return side.length > 0 ? side.offset : undefined;
  }

  #run(side: Side, fromClient: boolean, row: number, newest: number): void {
    while (side.length > 0 && side.length >= side.needed) {
      const bytes = side.take();
      if (!this.#protocol && !this.#choose(bytes, fromClient)) {
        side.drop(side.length);
        return;
      }
      const protocol = this.#protocol!;
      const { afterGap, atEnd } = side;
      const answer = protocol.cut(this.#state, { bytes, fromClient, row, afterGap, atEnd });
      if (typeof answer === 'object' && answer.length >= 1 && answer.length <= bytes.length) {
        this.#emit(protocol, answer, side, bytes, fromClient, row);
        continue;
      }
      if (typeof answer === 'number' || answer === 'more') {
        if (side.length > MAX_MESSAGE) side.drop(side.length);
        side.needed = typeof answer === 'number' ? Math.max(answer, side.length + 1) : side.length + 1;
        return;
      }
      if (!this.#isSure && this.#reconsider(bytes, fromClient)) continue;
      // Foreign bytes: go on where the newest packet's begin, or behind it.
      side.drop(newest < side.length ? side.length - newest : side.length);
      side.afterGap = true;
    }
  }

  #emit(
    protocol: StreamProtocol,
    cut: Cut,
    side: Side,
    bytes: Uint8Array,
    fromClient: boolean,
    row: number,
  ): void {
    const { offset } = side;
    this.#found({
      protocol,
      fromClient,
      offset,
      bytes: bytes.subarray(0, cut.length),
      row,
      data: cut.data,
      carrier: this.#carrier,
      depth: this.#depth,
    });
    this.#isSure = true;
    side.drop(cut.length);
    side.afterGap = false;
    if (cut.inner && cut.inner.length > 0 && this.#depth < MAX_INSIDE) {
      const inside = this.#protocols.find((one) => one.name === cut.innerProtocol);
      const depth = this.#depth + 1;
      this.#inner ??= new Cutter(this.#context, this.#protocols, this.#found, depth, protocol, inside);
      const innerSide = this.#inner.#sides[fromClient ? 0 : 1];
      this.#inner.feed(fromClient, cut.inner, innerSide.offset + innerSide.length, row);
    }
    if (cut.next) {
      this.#speak(cut.next);
      this.#carrier = protocol;
      this.#isSure = true;
      for (const each of this.#sides) each.needed = 1;
    }
  }

  #speak(protocol: StreamProtocol): void {
    this.#protocol = protocol;
    this.#state = protocol.open(this.#context);
  }

  /** Chooses by port, the lower one first, then by looks; inside another protocol looks come first. */
  #choose(bytes: Uint8Array, fromClient: boolean): boolean {
    const isInside = this.#depth > 0;
    const chosen =
      (isInside ? this.#guess(bytes, fromClient) : undefined) ??
      this.#byPort() ??
      (isInside ? undefined : this.#guess(bytes, fromClient));
    if (chosen) this.#speak(chosen);
    return chosen !== undefined;
  }

  #byPort(): StreamProtocol | undefined {
    const { clientPort, serverPort } = this.#context;
    for (const port of [Math.min(clientPort, serverPort), Math.max(clientPort, serverPort)]) {
      const found = this.#protocols.find((one) => one !== this.#outer && one.ports?.includes(port));
      if (found) return found;
    }
    return undefined;
  }

  /** What a port promised was not there: whether the bytes look like something else. */
  #reconsider(bytes: Uint8Array, fromClient: boolean): boolean {
    const other = this.#guess(bytes, fromClient);
    if (!other || other === this.#protocol) return false;
    this.#speak(other);
    this.#isSure = true;
    return true;
  }

  #guess(bytes: Uint8Array, fromClient: boolean): StreamProtocol | undefined {
    return this.#protocols.find((one) => one.looksLike?.(bytes, fromClient));
  }
}
