/** An actor's output as bytes and as lines, each with the time at which it was complete. */
import { concat, firstIndex } from '@wireside/wire';
import type { CallRecord, OutputRecord, OutputStream } from './format.ts';

/** The bytes of one output. */
export interface OutputBytes {
  /** All bytes that were kept; where some were dropped there is a gap. */
  readonly bytes: Uint8Array;
  /** How many bytes were dropped: they were more than is kept of a run. */
  readonly dropped: number;
}

/** One line of an output. */
export interface OutputLine {
  /** From 1. */
  readonly number: number;
  readonly stream: OutputStream;
  /** Offset of its first byte in the stream. */
  readonly offset: number;
  /** Its bytes, without the newline. */
  readonly bytes: Uint8Array;
  /** Whether a newline ends it. */
  readonly ended: boolean;
  /** When its last byte was written, µs since the epoch. */
  readonly at: number;
}

/** The file descriptors of the outputs (man 3 stdout). */
export const OUTPUT_FD: Readonly<Record<OutputStream, number>> = { stdout: 1, stderr: 2 };

/** Lines that are read; the rest of a longer output is left out. */
const MAX_LINES = 200_000;
const NEWLINE = 10;

/** All bytes of an output that were kept. @param output the actor's records. */
export function outputBytes(output: readonly OutputRecord[], stream: OutputStream): OutputBytes {
  const records = output.filter((record) => record.stream === stream);
  const bytes = concat(records.map(recordBytes));
  const dropped = records.reduce((sum, record) => sum + (record.dropped === true ? record.length : 0), 0);
  return { bytes, dropped };
}

/**
 * The lines of an output, at most 200,000. Their times are those of the calls that wrote them, if these were traced: the
 * reader of the pipe may have been late, the kernel's clock was not.
 * @param bytes the bytes of the output, as {@link outputBytes} joins them
 * @param output the actor's records.
 * @param calls the actor's calls.
 */
export function outputLines(
  bytes: Uint8Array,
  output: readonly OutputRecord[],
  stream: OutputStream,
  calls: readonly CallRecord[],
): OutputLine[] {
  const times = writeTimes(output, stream, calls);
  const lines: OutputLine[] = [];
  for (let from = 0; from < bytes.length && lines.length < MAX_LINES;) {
    const newline = bytes.indexOf(NEWLINE, from);
    const to = newline < 0 ? bytes.length : newline;
    lines.push({
      number: lines.length + 1,
      stream,
      offset: from,
      bytes: bytes.subarray(from, to),
      ended: newline >= 0,
      at: times(Math.max(from, to - 1)),
    });
    from = to + 1;
  }
  return lines;
}

/** A function from an offset in the stream to the time when that byte was written. */
function writeTimes(
  output: readonly OutputRecord[],
  stream: OutputStream,
  calls: readonly CallRecord[],
): (offset: number) => number {
  const fd = OUTPUT_FD[stream];
  const writes = calls.filter((call) => call.kind === 'output' && call.fd === fd && (call.ret ?? 0) > 0);
  const records = output.filter((record) => record.stream === stream);
  const written = writes.reduce((sum, call) => sum + (call.ret ?? 0), 0);
  const total = records.reduce((sum, record) => sum + record.length, 0);
  // Other calls may have written too (sendfile, a duplicated descriptor); then only the pipe knows the times.
  const steps =
    written === total
      ? writes.map((call) => ({ length: call.ret ?? 0, at: call.at + (call.took ?? 0) }))
      : records.map(({ length, at }) => ({ length, at }));
  const ends: number[] = [];
  let end = 0;
  for (const step of steps) ends.push((end += step.length));
  return (offset) => {
    const index = firstIndex(ends.length, (i) => ends[i]! > offset);
    return steps[Math.min(index, steps.length - 1)]?.at ?? 0;
  };
}

/** The bytes of one record; none if they were dropped. */
function recordBytes(record: OutputRecord): Uint8Array {
  if (record.text !== undefined) return new TextEncoder().encode(record.text);
  if (record.base64 === undefined) return new Uint8Array(0);
  const binary = atob(record.base64);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
