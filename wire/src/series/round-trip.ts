/** Round-trip times as the sender's acknowledgments show them: from a segment to the answer that covers its end. */
import type { Capture } from '../core/capture.ts';
import { tcpOptions } from '../protocols/tcp/option-values.ts';
import { flowPackets } from './flow.ts';
import type { Point, SeriesOf } from './flow.ts';

/** One measurement; packet and time are those of the segment. */
export interface RoundTripPoint extends Point {
  /** Relative sequence number of the segment. */
  readonly sequence: number;
  /** Packet number of the answer. */
  readonly ack: number;
  /** Seconds from the segment to the answer. */
  readonly roundTrip: number;
}

interface Waiting extends Point {
  from: number;
  to: number;
}

/**
 * Measurements in the order of the answers. Segments sent more than once are left out, because it is unknown which copy
 * was answered (Karn's algorithm, RFC 6298 section 3); a selective acknowledgment counts as an answer.
 * @throws {RangeError} when the stream does not exist
 */
export function roundTripSeries(capture: Capture, of: SeriesOf): RoundTripPoint[] {
  const points: RoundTripPoint[] = [];
  let waiting: Waiting[] = [];
  let reached = 0;
  for (const { row, packet, time, isData, number, length } of flowPackets(capture, of)) {
    if (isData) {
      if (length === 0) continue;
      const to = number + length;
      if (number < reached) waiting = waiting.filter((one) => one.to <= number || one.from >= to);
      else waiting.push({ packet, time, from: number, to });
      reached = Math.max(reached, to);
      continue;
    }
    if (waiting.length === 0) continue;
    const raw = capture.table.acknowledgment[row]!;
    const blocks = (tcpOptions(capture, row).sack ?? []).map(([left, right]) => {
      const from = number + ((left - raw) | 0);
      return { from, to: from + ((right - left) >>> 0) };
    });
    const isCovered = (one: Waiting): boolean =>
      one.to <= number || blocks.some(({ from, to }) => from <= one.from && one.to <= to);
    const kept: Waiting[] = [];
    for (const one of waiting) {
      if (!isCovered(one)) kept.push(one);
      else {
        const { from: sequence } = one;
        points.push({
          packet: one.packet,
          time: one.time,
          sequence,
          ack: packet,
          roundTrip: time - one.time,
        });
      }
    }
    waiting = kept;
  }
  return points;
}
