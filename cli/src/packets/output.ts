/** Standard output for long lists: written in pieces, and no faster than the reader takes them. */
import { once } from 'node:events';

const PIECE = 64 * 1024;

/** Collects text and writes it when there is enough of it. */
export class Output {
  #waiting = '';

  /** Adds a text. Resolves when it may go on; where the reader is gone, the command as a whole ends. */
  async write(text: string): Promise<void> {
    this.#waiting += text;
    if (this.#waiting.length >= PIECE) await this.flush();
  }

  /** Writes what waits. */
  async flush(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  }
}
