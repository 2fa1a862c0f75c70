/** How many bytes per second one direction carries: all of them, and those that were new. */
import type { Capture } from '../core/capture.ts';
import { flowPackets } from './flow.ts';
import type { Point, SeriesOf } from './flow.ts';

/** One interval; its packet is the first in it with data, its time the start of the interval. */
export interface ThroughputPoint extends Point {
  /** Payload bytes per second, repetitions included. */
  rate: number;
  /** Payload bytes per second that had not been sent before. */
  goodput: number;
}

/** Points at equal distances. */
export interface ThroughputSeries {
  /** Seconds that each point stands for. */
  readonly interval: number;
  readonly points: ThroughputPoint[];
}

const MAX_POINTS = 200;
const STEPS = [1, 2, 5];

/**
 * @param interval seconds; by default the shortest of 1, 2 or 5 times a power of ten that gives at most 200 points.
 * Intervals without data are points with 0 and the packet number of the previous one.
 */
export function throughputSeries(capture: Capture, of: SeriesOf, interval?: number): ThroughputSeries {
  const packets = flowPackets(capture, of).filter(({ isData }) => isData);
  const begin = packets[0]?.time ?? 0;
  // Clocks are set back and files are forged: the last packet need not be the latest.
  const span = packets.reduce((latest, { time }) => Math.max(latest, time), begin) - begin;
  // At most ten times as many, so that a tiny interval cannot fill the memory.
  const chosen = Math.max(interval ?? niceInterval(span / MAX_POINTS), span / (10 * MAX_POINTS), 1e-6);
  const points: ThroughputPoint[] = [];
  let reached = -Infinity;
  for (const { packet, time, number, length } of packets) {
    const index = Math.max(0, Math.floor((time - begin) / chosen));
    while (points.length <= index) {
      const before = points.at(-1)?.packet ?? packet;
      points.push({ packet: before, time: begin + points.length * chosen, rate: 0, goodput: 0 });
    }
    const point = points[index]!;
    if (point.rate === 0 && length > 0) point.packet = packet;
    point.rate += length / chosen;
    point.goodput += Math.max(0, Math.min(length, number + length - Math.max(reached, number))) / chosen;
    reached = Math.max(reached, number + length);
  }
  return { interval: chosen, points };
}

function niceInterval(seconds: number): number {
  for (let power = -6; power <= 9; power++) {
    for (const step of STEPS) if (step * 10 ** power >= seconds) return step * 10 ** power;
  }
  return seconds;
}
