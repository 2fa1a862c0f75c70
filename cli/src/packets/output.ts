/** Standard output for long lists: written in chunks, and no faster than the reader takes them. */
import { once } from 'node:events';

/** Characters of a chunk. */
const CHUNK = 64 * 1024;

/** Collects text and writes it in chunks. */
export class Output {
  #waiting = '';

  /** Adds text. Resolves when more may be added. When the reader is gone, the whole command ends. */
  async write(text: string): Promise<void> {
    this.#waiting += text;
    if (this.#waiting.length >= CHUNK) await this.flush();
  }

  /** Writes what is waiting. */
  async flush(): Promise<void> {
    const text = this.#waiting;
    this.#waiting = '';
    if (text !== '' && !process.stdout.write(text)) await once(process.stdout, 'drain');
  }
}
