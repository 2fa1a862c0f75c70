/** The time-sequence graph after tcptrace: segments as bars, acknowledgments and the window's edge as lines. */
import type { Capture } from '../core/capture.ts';
import { tcpOptions } from '../protocols/tcp/option-values.ts';
import { flowPackets, windowOf } from './flow.ts';
import type { Point, SegmentKind, SeriesOf } from './flow.ts';

/** A data segment: the relative numbers from `from` to before `to`. */
export interface SegmentBar extends Point {
  readonly from: number;
  readonly to: number;
  readonly kind: SegmentKind;
}

/** What one answer says. */
export interface AckPoint extends Point {
  /** Relative number that everything before has arrived. */
  readonly ack: number;
  /** The same plus the window: what may be sent before. */
  readonly edge: number;
  /** Neither the acknowledgment nor the edge has changed since the answer before. */
  readonly isRepeated: boolean;
  readonly isZeroWindow: boolean;
}

/** A selectively acknowledged range. */
export interface SackBar extends Point {
  readonly from: number;
  readonly to: number;
  /** The first block of its packet: what arrived last (RFC 2018 section 4). */
  readonly isFirst: boolean;
}

/** The whole graph. */
export interface TcptraceSeries {
  readonly segments: SegmentBar[];
  readonly acks: AckPoint[];
  readonly sacks: SackBar[];
}

/**
 * The graph of one direction.
 * @throws {RangeError} when the stream does not exist
 */
export function tcptraceSeries(capture: Capture, of: SeriesOf): TcptraceSeries {
  const series: TcptraceSeries = { segments: [], acks: [], sacks: [] };
  for (const { row, packet, time, isData, number, length, kind } of flowPackets(capture, of)) {
    if (isData) {
      if (length > 0) series.segments.push({ packet, time, from: number, to: number + length, kind });
      continue;
    }
    const edge = number + windowOf(capture, row);
    const before = series.acks.at(-1);
    series.acks.push({
      packet,
      time,
      ack: number,
      edge,
      isRepeated: before?.ack === number && before.edge === edge,
      isZeroWindow: edge === number,
    });
    const raw = capture.table.acknowledgment[row]!;
    for (const [index, [left, right]] of (tcpOptions(capture, row).sack ?? []).entries()) {
      const from = number + ((left - raw) | 0);
      series.sacks.push({ packet, time, from, to: from + ((right - left) >>> 0), isFirst: index === 0 });
    }
  }
  return series;
}
