/**
 * Records what a program writes to its standard streams, from the tracer's lines: the streams themselves stay what they
 * are, a terminal, a file or a pipe. strace(1) with -e write=1,2 dumps all bytes of a write after its line.
 */
import type { OutputRecord, OutputStream } from '@wireside/trace';
import type { Unnumbered } from '../agent/lanes.ts';
import { OutputRecorder } from '../agent/output.ts';
import { readDescriptor } from '../strace/arguments.ts';
import { parseStraceLine } from '../strace/line.ts';
import { WRITES } from '../strace/names.ts';
import type { StreamPaths } from '../strace/waiting.ts';

/** A row of a dump: offset, up to 16 bytes in hex with a wider gap in the middle, the same as text. */
const ROW = /^ \| [0-9a-f]{5,} {2}/;
const HEX_LENGTH = 49;
/** What stands above the rows of each buffer of writev(2). */
const BUFFER = /^ \* \d+ bytes in buffer \d+$/;
/** Lines that may begin a dump. */
const MAY_WRITE = / (?:<\.\.\. )?p?write/;

/** Maximum number of rows that are kept of one write: 16 MiB. */
const MAX_ROWS = 1 << 20;

/** A write whose dump follows. */
interface Write {
  readonly stream: OutputStream;
  readonly length: number;
  readonly parts: Buffer[];
}

/** Follows the writes of one program. */
export class OutputTap {
  readonly #streams: StreamPaths;
  readonly #recorders: Readonly<Record<OutputStream, OutputRecorder>>;
  /** By process: the stream to which it writes in a call that has not returned. */
  readonly #writing = new Map<number, OutputStream>();
  #current: Write | undefined;

  constructor(actor: string, streams: StreamPaths, emit: (record: Unnumbered<OutputRecord>) => void) {
    this.#streams = streams;
    this.#recorders = {
      stdout: new OutputRecorder(actor, 'stdout', emit),
      stderr: new OutputRecorder(actor, 'stderr', emit),
    };
  }

  /** Takes a line. Returns whether it belongs to a dump, and is no line about a call. */
  line(text: string): boolean {
    if (text.startsWith(' ')) {
      const row = ROW.exec(text)?.[0].length;
      if (row === undefined) return BUFFER.test(text);
      if (this.#current !== undefined && this.#current.parts.length < MAX_ROWS) {
        const hex = text.slice(row, row + HEX_LENGTH).replaceAll(' ', '');
        this.#current.parts.push(Buffer.from(hex, 'hex'));
      }
      return true;
    }
    this.#flush();
    if (MAY_WRITE.test(text)) this.#begin(text);
    return false;
  }

  /** Ends the streams. */
  end(): void {
    this.#flush();
    this.#recorders.stdout.end();
    this.#recorders.stderr.end();
  }

  #begin(text: string): void {
    const line = parseStraceLine(text);
    if (line === undefined || !('name' in line) || !WRITES.includes(line.name)) return;
    const stream = line.type === 'resumed' ? this.#writing.get(line.pid) : this.#streamOf(line.args);
    this.#writing.delete(line.pid);
    if (stream === undefined) return;
    if (line.type === 'unfinished') this.#writing.set(line.pid, stream);
    else if ((line.result.ret ?? 0) > 0) this.#current = { stream, length: line.result.ret!, parts: [] };
  }

  #streamOf(args: string): OutputStream | undefined {
    const descriptor = readDescriptor(args);
    if (descriptor === undefined) return undefined;
    const { fd, socket } = descriptor;
    // Node gives programs sockets; strace shows both ends: UNIX-STREAM:[1234->1235].
    const path = descriptor.path ?? `socket:[${socket?.inode ?? socket?.local}]`;
    const { stdout, stderr } = this.#streams;
    if (fd === 1) return path === stdout ? 'stdout' : undefined;
    return fd === 2 && path === stderr ? 'stderr' : undefined;
  }

  /** The dump has what the call was given; fewer bytes may have been written. */
  #flush(): void {
    if (this.#current === undefined) return;
    const { stream, length, parts } = this.#current;
    this.#current = undefined;
    if (parts.length > 0) this.#recorders[stream].write(Buffer.concat(parts).subarray(0, length));
  }
}
