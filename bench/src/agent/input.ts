/** Gives a program its standard input: bytes through a named pipe, as fast as the program reads them. */
import { closeSync, constants, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';

/** Maximum number of bytes that wait for the program to read; what is typed beyond that is lost. */
const MAX_PENDING = 4 * 1024 * 1024;
/** Pause before the next attempt to write into a full pipe: after one that wrote something, and the longest. ms. */
const MIN_RETRY = 1;
const MAX_RETRY = 20;

/**
 * The agent's end of a program's standard input. It is open for reading too (fifo(7)): then it opens before the program
 * does, and a program that ends without reading everything causes no error.
 */
export class ProgramInput {
  #fd: number | undefined;
  readonly #pending: Uint8Array[] = [];
  #size = 0;
  #isClosing = false;
  #retry = MIN_RETRY;
  #timer: NodeJS.Timeout | undefined;

  /** Opens the pipe in `folder`. The program's own end must be open before {@link closeInput}. */
  constructor(folder: string) {
    this.#fd = openSync(join(folder, 'stdin'), constants.O_RDWR | constants.O_NONBLOCK);
  }

  /** Adds bytes. Returns whether there was room for them; false after the end, too. */
  type(bytes: Uint8Array): boolean {
    if (this.#fd === undefined || this.#isClosing) return false;
    if (this.#size > 0 && this.#size + bytes.length > MAX_PENDING) return false;
    this.#pending.push(bytes);
    this.#size += bytes.length;
    this.#write();
    return true;
  }

  /** Ends the input after the bytes that were typed so far. */
  closeInput(): void {
    this.#isClosing = true;
    this.#write();
  }

  /** Closes the pipe at once. For when the program has ended. */
  destroy(): void {
    clearTimeout(this.#timer);
    this.#pending.length = 0;
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }

  /** Writes what the pipe has room for, and tries again later if that was not all. */
  #write(): void {
    clearTimeout(this.#timer);
    while (this.#fd !== undefined && this.#pending.length > 0) {
      const [bytes] = this.#pending;
      const written = tryWrite(this.#fd, bytes!);
      this.#size -= written;
      if (written < bytes!.length) {
        this.#pending[0] = bytes!.subarray(written);
        this.#retry = written > 0 ? MIN_RETRY : Math.min(this.#retry * 2, MAX_RETRY);
        this.#timer = setTimeout(() => this.#write(), this.#retry);
        return;
      }
      this.#pending.shift();
    }
    if (this.#isClosing) this.destroy();
  }
}

/** How many bytes fit into the pipe now. */
function tryWrite(fd: number, bytes: Uint8Array): number {
  if (bytes.length === 0) return 0;
  try {
    return writeSync(fd, bytes);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EAGAIN') return 0;
    throw error;
  }
}
