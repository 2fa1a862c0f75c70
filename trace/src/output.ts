/** The program's output as bytes and as lines, each with the time at which it was complete. */
import type { CallRecord, OutputRecord } from './format.ts';

/** One line of an output stream. */
export interface OutputLine {
  /** From 1. */
  number: number;
  stream: 'stdout' | 'stderr';
  /** Offset of its first byte in the stream. */
  offset: number;
  /** Its bytes, without the newline. */
  bytes: Uint8Array;
  /** Whether a newline ends it. */
  ended: boolean;
  /** When its last byte was written, µs since the epoch. */
  at: number;
}

/** All bytes that were kept of a stream; where some were dropped there is a gap, which `dropped` tells. */
export function outputBytes(
  output: readonly OutputRecord[],
  stream: 'stdout' | 'stderr',
): { bytes: Uint8Array; dropped: number } {
  const records = output.filter((record) => record.stream === stream);
  const parts = records.map(recordBytes);
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  const dropped = records.reduce((sum, record) => sum + (record.dropped === true ? record.length : 0), 0);
  return { bytes, dropped };
}

/**
 * The lines of a stream. Their times come from the calls that wrote them, where those were traced: what reads
 * the pipe may have been late, the kernel's clock was not.
 * @param most lines after which the rest is left alone.
 */
export function outputLines(
  output: readonly OutputRecord[],
  stream: 'stdout' | 'stderr',
  calls: readonly CallRecord[] = [],
  most = 200_000,
): OutputLine[] {
  const { bytes } = outputBytes(output, stream);
  const times = writeTimes(output, stream, calls);
  const lines: OutputLine[] = [];
  for (let from = 0; from < bytes.length && lines.length < most;) {
    const newline = bytes.indexOf(10, from);
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
  stream: 'stdout' | 'stderr',
  calls: readonly CallRecord[],
): (offset: number) => number {
  const fd = stream === 'stdout' ? 1 : 2;
  const writes = calls.filter((call) => call.kind === 'output' && call.fd === fd && (call.ret ?? 0) > 0);
  const records = output.filter((record) => record.stream === stream);
  const written = writes.reduce((sum, call) => sum + (call.ret ?? 0), 0);
  const total = records.reduce((sum, record) => sum + record.length, 0);
  // Other calls may have written too (sendfile, a descriptor that was duplicated); then only the pipe knows.
  const steps =
    written === total
      ? writes.map((call) => ({ length: call.ret ?? 0, at: call.at + (call.took ?? 0) }))
      : records.map(({ length, at }) => ({ length, at }));
  const ends: number[] = [];
  let end = 0;
  for (const step of steps) ends.push((end += step.length));
  return (offset) => {
    let low = 0;
    let high = ends.length - 1;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ends[middle] as number) > offset) high = middle;
      else low = middle + 1;
    }
    return steps[low]?.at ?? 0;
  };
}

function recordBytes(record: OutputRecord): Uint8Array {
  if (record.text !== undefined) return new TextEncoder().encode(record.text);
  if (record.base64 === undefined) return new Uint8Array(0);
  const binary = atob(record.base64);
  return Uint8Array.from(binary, (character) => character.charCodeAt(0));
}
