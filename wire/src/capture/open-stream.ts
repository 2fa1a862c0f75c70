/** Opens captures that come piece by piece: from a pipe, a download, or a gzip file. */
import { gunzipStream, isGzip } from '../files/gzip.ts';
import type { Problem } from '../files/records.ts';
import { Capture } from './capture.ts';
import type { CaptureOptions } from './capture.ts';

/** What those who watch a capture grow want to know. */
export interface StreamOptions extends CaptureOptions {
  /** Called after each piece that was read; the capture is the one that is returned at the end. */
  progress?: (capture: Capture) => void;
}

/** Bytes between two readings: a reading costs a little however few packets it finds. */
const STEP = 64 * 1024;

/**
 * Reads pcap or pcapng, plain or packed with gzip, from pieces of any size until they end. Never throws over their
 * contents: what is damaged is told in `problem`. An error of the source itself is thrown.
 */
export async function openCaptureStream(
  chunks: AsyncIterable<Uint8Array>,
  options: StreamOptions = {},
): Promise<Capture> {
  const capture = new Capture(options);
  const bytes = new Growing();
  let unpacking: Problem | undefined;
  let read = 0;
  const { first, all } = await peek(chunks);
  const source = isGzip(first) ? gunzipStream(all, (problem) => (unpacking = problem)) : all;
  for await (const chunk of source) {
    bytes.add(chunk);
    if (capture.count > 0 && bytes.length - read < STEP) continue;
    read = bytes.length;
    capture.read(bytes.view, false);
    options.progress?.(capture);
    if (capture.problem) return capture;
  }
  capture.read(bytes.view, unpacking === undefined);
  capture.problem ??= unpacking;
  options.progress?.(capture);
  return capture;
}

/** Bytes that grow by doubling, so that appending costs no second copy of everything each time. */
class Growing {
  length = 0;
  #room = new Uint8Array(STEP);

  add(chunk: Uint8Array): void {
    const needed = this.length + chunk.length;
    if (needed > this.#room.length) {
      const bigger = new Uint8Array(Math.max(needed, this.#room.length * 2));
      bigger.set(this.#room.subarray(0, this.length));
      this.#room = bigger;
    }
    this.#room.set(chunk, this.length);
    this.length = needed;
  }

  get view(): Uint8Array {
    return this.#room.subarray(0, this.length);
  }
}

/** The first two bytes, and all pieces with them. */
async function peek(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const begin = new Growing();
  while (begin.length < 2) {
    const next = await iterator.next();
    if (next.done) break;
    begin.add(next.value);
  }
  const all = async function* (): AsyncGenerator<Uint8Array> {
    if (begin.length > 0) yield begin.view;
    yield* { [Symbol.asyncIterator]: () => iterator };
  };
  return { first: begin.view, all: all() };
}

/** Opens a capture file that may be packed with gzip. */
export function openCaptureFile(bytes: Uint8Array, options: StreamOptions = {}): Promise<Capture> {
  const single = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  return openCaptureStream(single(), options);
}
