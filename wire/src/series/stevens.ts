/** The time-sequence graph after W. Richard Stevens: one point for each segment of one direction, empty ones included. */
import type { Capture } from '../core/capture.ts';
import { flowPackets } from './flow.ts';
import type { Point, SegmentKind, SeriesOf } from './flow.ts';

/** One segment. */
export interface StevensPoint extends Point {
  /** Relative sequence number of its first byte. */
  readonly sequence: number;
  /** Bytes of payload, one more with SYN or FIN. */
  readonly length: number;
  readonly kind: SegmentKind;
}

/**
 * The points in capture order.
 * @throws {RangeError} when the stream does not exist
 */
export function stevensSeries(capture: Capture, of: SeriesOf): StevensPoint[] {
  return flowPackets(capture, of)
    .filter(({ isData }) => isData)
    .map(({ packet, time, number, length, kind }) => ({ packet, time, sequence: number, length, kind }));
}
