/** Texts that wait to be sent to one client. */

/** Maximum number of bytes that may wait. A client further behind than that no longer follows the conversation. */
const MAX_WAITING = 256 * 1024;

/**
 * A queue between everyone who has something to say and the one task that may send on a connection. Without it, everyone
 * would wait for the slowest reader. Without its limit, the slowest reader would fill our memory.
 */
export class Outbox {
  readonly #texts: Buffer[] = [];
  #waiting = 0;
  #isEnded = false;
  #wake: () => void = () => {};

  /** Adds a text; false if the queue is full. */
  add(text: Buffer): boolean {
    if (this.#isEnded) return true;
    if (this.#waiting + text.length > MAX_WAITING) return false;
    this.#texts.push(text);
    this.#waiting += text.length;
    this.#wake();
    return true;
  }

  /** No more texts will come; those that wait are still sent. */
  end(): void {
    this.#isEnded = true;
    this.#wake();
  }

  /** The texts one after the other; waits for the next one until the end. */
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
