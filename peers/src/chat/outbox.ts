/** What waits to be said to one client, while it is busy reading. */

/** Bytes that may wait. Whoever is further behind than that does not follow the conversation any more. */
const MOST = 256 * 1024;

/**
 * A queue between those who have something to say and the one task that may send on a connection. Without it, everybody
 * would have to wait for the slowest reader; without its bound, the slowest reader would fill our memory.
 */
export class Outbox {
  readonly #texts: Buffer[] = [];
  #waiting = 0;
  #isEnded = false;
  #wake: () => void = () => {};

  /** Adds a text; false when there is no room for it. */
  add(text: Buffer): boolean {
    if (this.#isEnded) return true;
    if (this.#waiting + text.length > MOST) return false;
    this.#texts.push(text);
    this.#waiting += text.length;
    this.#wake();
    return true;
  }

  /** Nothing more will be said; what waits is still sent. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** Gives the texts one after the other, and waits for the next, until the end. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    for (;;) {
      const text = this.#texts.shift();
      if (text) {
        this.#waiting -= text.length;
        yield text;
      } else if (this.#isEnded) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
