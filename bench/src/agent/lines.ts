/** Splits a stream into lines. */

/**
 * Maximum number of characters kept of an incomplete line. strace shortens every string, so only a fault makes a line
 * this long.
 */
const MAX_LINE = 1 << 20;
/** Maximum number of bytes kept of a line of a program's output. */
const MAX_OUTPUT_LINE = 16 * 1024;
const NEWLINE = 0x0a;

/** Calls `onLine` with each line of a stream, without its newline; each byte is one character (Latin-1). */
export function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('latin1');
  stream.on('data', (chunk: string) => {
    let from = 0;
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
      onLine(rest + chunk.slice(from, at));
      rest = '';
      from = at + 1;
    }
    if (rest.length < MAX_LINE) rest += chunk.slice(from);
  });
}

/** Splits a program's output into lines of bytes. A line that is too long loses its end. */
export class LineSplitter {
  readonly #onLine: (line: Uint8Array) => void;
  #rest: Buffer = Buffer.alloc(0);

  /** @param onLine called with each line, without its newline */
  constructor(onLine: (line: Uint8Array) => void) {
    this.#onLine = onLine;
  }

  /** Takes the next bytes. */
  write(chunk: Buffer): void {
    let from = 0;
    for (let at = chunk.indexOf(NEWLINE); at >= 0; at = chunk.indexOf(NEWLINE, from)) {
      this.#keep(chunk.subarray(from, at));
      this.#onLine(this.#rest);
      this.#rest = Buffer.alloc(0);
      from = at + 1;
    }
    this.#keep(chunk.subarray(from));
  }

  /** The last line may have no newline. */
  end(): void {
    if (this.#rest.length > 0) this.#onLine(this.#rest);
    this.#rest = Buffer.alloc(0);
  }

  #keep(bytes: Buffer): void {
    const kept = bytes.subarray(0, MAX_OUTPUT_LINE - this.#rest.length);
    if (kept.length > 0)
      this.#rest = this.#rest.length === 0 ? Buffer.from(kept) : Buffer.concat([this.#rest, kept]);
  }
}
