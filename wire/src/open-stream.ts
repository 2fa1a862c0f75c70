/** Opens captures that arrive in pieces: from a pipe, a download, or a gzip file. */
import { GrowingBytes } from './basics/arrays.ts';
import { gunzipStream, isGzip } from './files/gzip.ts';
import type { Problem } from './files/records.ts';
import type { Capture } from './core/capture.ts';
import { emptyCapture } from './open.ts';
import type { CaptureOptions } from './open.ts';

/** How a capture that arrives in pieces is to be read. */
export interface StreamOptions extends CaptureOptions {
  /** Bytes of the whole file, unpacked, if that is known: they are reserved at once. */
  readonly expectedBytes?: number;
  /** Called after each piece that was read, with the capture that is returned at the end. */
  readonly progress?: (capture: Capture) => void;
}

/** Bytes between two reads: each read has a small fixed cost. */
const STEP = 64 * 1024;

/**
 * Reads pcap or pcapng, plain or compressed with gzip, from pieces of any size until they end. It never throws because
 * of the contents: damage is reported in `problem`. An error of the source itself is thrown.
 */
export async function openCaptureStream(
  chunks: AsyncIterable<Uint8Array>,
  options: StreamOptions = {},
): Promise<Capture> {
  const capture = emptyCapture(options);
  const bytes = new GrowingBytes(options.expectedBytes ?? STEP);
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

/** The first two bytes, and all pieces including them. */
async function peek(
  chunks: AsyncIterable<Uint8Array>,
): Promise<{ first: Uint8Array; all: AsyncIterable<Uint8Array> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const begin = new GrowingBytes(STEP);
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

/** Opens a capture file that may be compressed with gzip. */
export function openCaptureFile(bytes: Uint8Array, options: StreamOptions = {}): Promise<Capture> {
  const single = async function* (): AsyncGenerator<Uint8Array> {
    yield bytes;
  };
  return openCaptureStream(single(), options);
}
