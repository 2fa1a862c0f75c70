/** Opens captures: binds the library's own protocols to the classes that work with any registry. */
import { Capture } from './core/capture.ts';
import type { PacketOptions } from './core/packets.ts';
import type { Registry } from './core/registry.ts';
import { registry as defaultRegistry } from './protocols/all.ts';

/** How a capture is to be read. */
export interface CaptureOptions extends PacketOptions {
  /** The protocols known; by default all of this library's. */
  readonly registry?: Registry;
}

/** The table reserves at most this many rows at first; later it knows how many more to expect. */
const FIRST_ROWS = 16_384;
/** Average bytes of a packet in a file, for a first estimate of the number of packets. */
const BYTES_PER_PACKET = 400;

/** An empty capture, to be filled with `read` as its file arrives. */
export function emptyCapture(options: CaptureOptions = {}): Capture {
  return new Capture(options.registry ?? defaultRegistry, options);
}

/**
 * Reads a whole pcap or pcapng file. It never throws because of the contents: damage is reported in `problem`, and the
 * packets before the damage are there.
 */
export function openCapture(bytes: Uint8Array, options: CaptureOptions = {}): Capture {
  const expected = Math.min(FIRST_ROWS, Math.ceil(bytes.length / BYTES_PER_PACKET));
  const capture = new Capture(options.registry ?? defaultRegistry, options, expected);
  capture.read(bytes, true);
  return capture;
}
