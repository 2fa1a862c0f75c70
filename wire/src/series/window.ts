/** The receiver's window over time, and how much of it the sender uses. */
import type { Capture } from '../core/capture.ts';
import { MARK } from '../tcp-analysis/marks.ts';
import { flowPackets, windowOf } from './flow.ts';
import type { Point, SeriesOf } from './flow.ts';

/** A size in bytes at a time. */
export interface SizePoint extends Point {
  readonly bytes: number;
}

/** Both lines. */
export interface WindowSeries {
  /** The window that each answer announces, scaled where the scale is known. */
  readonly window: SizePoint[];
  /** Bytes sent and not yet acknowledged, after each segment with data (tcp.analysis.bytes_in_flight). */
  readonly inFlight: SizePoint[];
}

/**
 * The window that limits the sender `direction`.
 * @throws {RangeError} when the stream does not exist
 */
export function windowSeries(capture: Capture, of: SeriesOf): WindowSeries {
  const series: WindowSeries = { window: [], inFlight: [] };
  const { table } = capture;
  for (const { row, packet, time, isData } of flowPackets(capture, of)) {
    if (!isData) series.window.push({ packet, time, bytes: windowOf(capture, row) });
    else if (table.marks[row]! & MARK.inFlight) {
      series.inFlight.push({ packet, time, bytes: table.inFlight[row]! });
    }
  }
  return series;
}
