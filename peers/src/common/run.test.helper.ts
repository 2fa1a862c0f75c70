/** Runs clients in tests: keeps standard output, and provides standard input at once or piece by piece. */
import type { ClientHooks } from '../client.ts';
import { Log } from './client.test.helper.ts';

/** The hooks of a client, as a terminal. */
export class Terminal implements ClientHooks {
  readonly #log = new Log();
  readonly #abort = new AbortController();
  readonly #typed: Uint8Array[] = [];
  #wake: () => void = () => {};
  #closed = false;
  /** Standard output, all of it. */
  output = '';
  #readers: (() => void)[] = [];

  get log(): Log['log'] {
    return this.#log.log;
  }

  get events(): Log {
    return this.#log;
  }

  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  print(line: string | Uint8Array): void {
    this.output += `${typeof line === 'string' ? line : Buffer.from(line).toString()}\n`;
    for (const reader of this.#readers.splice(0)) reader();
  }

  async write(bytes: Uint8Array): Promise<void> {
    this.output += Buffer.from(bytes).toString();
    for (const reader of this.#readers.splice(0)) reader();
  }

  /** Types a text at standard input. */
  type(text: string): void {
    this.#typed.push(Buffer.from(text));
    this.#wake();
  }

  /** Ends standard input: Ctrl-D. */
  endInput(): void {
    this.#closed = true;
    this.#wake();
  }

  /** Ctrl-C. */
  interrupt(): void {
    this.#abort.abort();
  }

  /** Waits until standard output contains a text. */
  async shows(text: string): Promise<void> {
    while (!this.output.includes(text)) await new Promise<void>((resolve) => this.#readers.push(resolve));
  }

  get input(): AsyncIterable<Uint8Array> {
    return this.#read();
  }

  async *#read(): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = this.#typed.shift();
      if (next) yield next;
      else if (this.#closed) return;
      else await new Promise<void>((resolve) => (this.#wake = resolve));
    }
  }
}
