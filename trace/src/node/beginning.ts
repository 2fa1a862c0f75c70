/** Opens only the beginning of a long run, which is all that a first screen shows of it. */
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { Capture } from '@wireside/wire';
import { decryptCapture, openCapture } from '@wireside/wire';
import type { Lane } from '../format.ts';
import { Model } from '../model.ts';
import { parseTrace } from '../trace.ts';

/** Runs whose calls and packets take less than this are read as a whole. Bytes. */
const MIN_SIZE = 8 << 20;
/** The lanes that can be long. */
const LONG_LANES: readonly Lane[] = ['calls', 'output', 'peer', 'messages'];
const CAPTURE = 'wire.pcapng';
const NEWLINE = 10;
/** A block of pcapng: its type, its whole length, and the type of those with a packet. Bytes, little-endian. */
const BLOCK = { length: 4, min: 12, packet: 6 } as const;

/** The beginning of a run, itself a run that is read and joined. */
export interface Beginning {
  readonly model: Model;
  /** Calls, packets and other records that are not in it. */
  readonly left: number;
}

/** The bytes of a file's first records, and how many records follow. */
interface Head {
  readonly bytes: Uint8Array;
  readonly left: number;
}

/**
 * Opens the first calls and packets of a run; undefined if it is not long, or has not more than these: then open all of it.
 *
 * What has happened up to some moment is a run too, as it was at that moment: bytes are joined by counting from the
 * beginning. Only what comes later is not known, such as that a packet is sent again.
 * @param records how many calls, and how many packets, at most
 * @param files the files that were read, for another call with more records
 * @throws {TraceError} as `readTrace` does
 */
export async function openBeginning(
  folder: string,
  records: number,
  files: Map<string, Uint8Array> = new Map(),
): Promise<Beginning | undefined> {
  const size = (file: string): number => statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? 0;
  if (size('calls.ndjson') + size(CAPTURE) < MIN_SIZE) return undefined;
  const heads = new Map<string, Head>();
  const trace = parseTrace((file) => {
    if (size(file) === 0) return undefined;
    const bytes = files.get(file) ?? readFileSync(join(folder, file));
    files.set(file, bytes);
    const isLong = LONG_LANES.some((lane) => file === `${lane}.ndjson`);
    if (!isLong && file !== CAPTURE) return bytes;
    const head = isLong ? firstLines(bytes, records) : firstPackets(bytes, records);
    heads.set(file, head);
    return head.bytes;
  });
  const left = [...heads.values()].reduce((sum, head) => sum + head.left, 0);
  if (left === 0) return undefined;
  const ends = [
    ...LONG_LANES.filter((lane) => (heads.get(`${lane}.ndjson`)?.left ?? 0) > 0).map(
      (lane) => (trace[lane] as readonly { readonly at: number }[]).at(-1)?.at ?? 0,
    ),
    ...((heads.get(CAPTURE)?.left ?? 0) > 0 ? [trace.capture.time(trace.capture.count - 1)] : []),
  ];
  // Up to this moment, everything is there.
  const until = Math.min(...ends);
  const before = <T extends { readonly at: number }>(list: readonly T[]): T[] =>
    list.filter(({ at }) => at <= until);
  const capture = captureUntil(trace.capture, until);
  await decryptCapture(capture);
  const calls = before(trace.calls);
  const peer = before(trace.peer);
  const lanes = { calls, peer, output: before(trace.output), lookups: before(trace.lookups) };
  const later = [trace.calls.length - calls.length, trace.peer.length - peer.length];
  return {
    model: new Model({ ...trace, ...lanes, scene: before(trace.scene), capture }),
    left: later.reduce((sum, count) => sum + count, left + trace.capture.count - capture.count),
  };
}

/** The packets of a capture up to a moment. */
function captureUntil(capture: Capture, until: number): Capture {
  let packets = 0;
  while (packets < capture.count && capture.time(packets) <= until) packets++;
  if (packets === capture.count) return capture;
  const { bytes } = firstPackets(capture.bytes, packets);
  return openCapture(bytes, { registry: capture.registry });
}

/** The first lines of a lane. */
function firstLines(bytes: Uint8Array, count: number): Head {
  let end = 0;
  for (let lines = 0; lines < count && end < bytes.length; lines++) end = afterLine(bytes, end);
  let left = 0;
  for (let at = end; at < bytes.length; at = afterLine(bytes, at)) left++;
  return { bytes: bytes.subarray(0, end), left };
}

function afterLine(bytes: Uint8Array, from: number): number {
  const newline = bytes.indexOf(NEWLINE, from);
  return newline < 0 ? bytes.length : newline + 1;
}

/** The first packets of a capture that we have written; all of another one. */
function firstPackets(bytes: Uint8Array, count: number): Head {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  let packets = 0;
  let end = bytes.length;
  for (let at = 0; at + BLOCK.min <= bytes.length;) {
    if (view.getUint32(at, true) === BLOCK.packet && ++packets === count + 1) end = at;
    const length = view.getUint32(at + BLOCK.length, true);
    if (length < BLOCK.min || at + length > bytes.length) return { bytes, left: 0 };
    at += length;
  }
  return { bytes: bytes.subarray(0, end), left: Math.max(0, packets - count) };
}
