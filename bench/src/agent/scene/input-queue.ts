/** Standard input of a peer: what is typed, until it is closed. */

/** Maximum bytes that wait to be read. */
const MAX_WAITING = 1024 * 1024;

/** Bytes that are typed at one end and read at the other. */
export class InputQueue implements AsyncIterable<Uint8Array> {
  readonly #waiting: Uint8Array[] = [];
  #size = 0;
  #isClosed = false;
  #wake: () => void = () => {};

  /** Whether it is open. */
  get isOpen(): boolean {
    return !this.#isClosed;
  }

  /** Types bytes. Returns whether there was room for them, and the input is open. */
  type(bytes: Uint8Array): boolean {
    if (this.#isClosed || this.#size + bytes.length > MAX_WAITING) return false;
    this.#waiting.push(bytes);
    this.#size += bytes.length;
    this.#wake();
    return true;
  }

  /** Closes the input. Returns whether it was open. */
  close(): boolean {
    if (this.#isClosed) return false;
    this.#isClosed = true;
    this.#wake();
    return true;
  }

  async *[Symbol.asyncIterator](): AsyncIterator<Uint8Array> {
    for (;;) {
      const bytes = this.#waiting.shift();
      if (bytes !== undefined) {
        this.#size -= bytes.length;
        yield bytes;
      } else if (this.#isClosed) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
