/** Cuts the two byte streams of a conversation into messages as they arrive. */
import type { Cut, Message, Pending, StreamContext, StreamCutter } from '../core/stream-cutter.ts';

/** A larger message than this is not reassembled. */
const MAX_MESSAGE = 256 * 1024 * 1024;
/** Maximum nesting of protocols. */
const MAX_INSIDE = 3;

const NOTHING = new Uint8Array(0);

/** One direction's bytes that wait for the rest of their message. */
class Side {
  chunks: Uint8Array[] = [];
  length = 0;
  /** Stream offset of the first waiting byte. */
  offset = 0;
  /** Do not ask again before this many bytes wait. */
  needed = 1;
  afterGap = false;
  atEnd = false;
  /** Where chunks are joined; the waiting bytes may be a view of it. */
  #room = NOTHING;

  /** All waiting bytes, in one piece. Calling it after each small chunk does not copy everything each time. */
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

/** Takes bytes in order of arrival and reports the messages that they complete. */
export class Cutter {
  readonly #context: StreamContext;
  readonly #found: (message: Message) => void;
  readonly #depth: number;
  /** The protocol whose messages carry these bytes. */
  readonly #outer: StreamCutter | undefined;
  readonly #sides: [Side, Side] = [new Side(), new Side()];
  #protocol: StreamCutter | undefined;
  #state: unknown;
  #isSure = false;
  #carrier: StreamCutter | undefined;
  #inner: Cutter | undefined;

  constructor(
    context: StreamContext,
    found: (message: Message) => void,
    depth = 0,
    outer?: StreamCutter,
    first?: StreamCutter,
  ) {
    this.#context = context;
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

  /** Where the incomplete message of one end begins, if there is one. */
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
      const pending = { bytes, fromClient, row, afterGap, atEnd };
      const answer = protocol.cut(this.#state, pending);
      if (typeof answer === 'object' && answer.length >= 1 && answer.length <= bytes.length) {
        this.#emit(answer, side, pending);
        continue;
      }
      if (typeof answer === 'number' || answer === 'more') {
        if (side.length > MAX_MESSAGE) side.drop(side.length);
        side.needed = typeof answer === 'number' ? Math.max(answer, side.length + 1) : side.length + 1;
        return;
      }
      if (!this.#isSure && this.#reconsider(bytes, fromClient)) continue;
      // Foreign bytes: continue where the newest packet's bytes begin, or after it.
      side.drop(newest < side.length ? side.length - newest : side.length);
      side.afterGap = true;
    }
  }

  /** Reports the message at the front of a side, and passes on what it carries. */
  #emit(cut: Cut, side: Side, { bytes, fromClient, row }: Pending): void {
    const protocol = this.#protocol!;
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
      const inside = this.#context.protocols.find((one) => one.name === cut.innerProtocol);
      const depth = this.#depth + 1;
      this.#inner ??= new Cutter(this.#context, this.#found, depth, protocol, inside);
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

  #speak(protocol: StreamCutter): void {
    this.#protocol = protocol;
    this.#state = protocol.open(this.#context);
  }

  /** Chooses by port, the lower one first, then by the bytes; inside another protocol, the bytes come first. */
  #choose(bytes: Uint8Array, fromClient: boolean): boolean {
    const isInside = this.#depth > 0;
    const chosen =
      (isInside ? this.#guess(bytes, fromClient) : undefined) ??
      this.#byPort() ??
      (isInside ? undefined : this.#guess(bytes, fromClient));
    if (chosen) this.#speak(chosen);
    return chosen !== undefined;
  }

  #byPort(): StreamCutter | undefined {
    const { clientPort, serverPort } = this.#context;
    for (const port of [Math.min(clientPort, serverPort), Math.max(clientPort, serverPort)]) {
      const found = this.#context.protocols.find((one) => one !== this.#outer && one.ports?.includes(port));
      if (found) return found;
    }
    return undefined;
  }

  /** The port's protocol was not found: whether the bytes look like another one. */
  #reconsider(bytes: Uint8Array, fromClient: boolean): boolean {
    const other = this.#guess(bytes, fromClient);
    if (!other || other === this.#protocol) return false;
    this.#speak(other);
    this.#isSure = true;
    return true;
  }

  #guess(bytes: Uint8Array, fromClient: boolean): StreamCutter | undefined {
    return this.#context.protocols.find((one) => one.looksLike?.(bytes, fromClient));
  }
}
