/** The part of a graph that is seen, and how it lies on the picture. */
import type { Graph } from '../worker/graphs.ts';

/** A range of both axes. */
export interface View {
  readonly x: readonly [number, number];
  readonly y: readonly [number, number];
}

/** Size of the picture, and the room for the axes, in pixels. */
export interface Frame {
  readonly width: number;
  readonly height: number;
}

/** Room left, right, above and below the drawing. */
export const ROOM = { left: 84, right: 16, top: 10, bottom: 40 } as const;

/** All of a graph, with a little room around it. */
export function wholeOf({ series }: Graph): View {
  let [x0, x1, y0, y1] = [Infinity, -Infinity, Infinity, -Infinity];
  for (const { x, y, top } of series) {
    for (let i = 0; i < x.length; i++) {
      x0 = Math.min(x0, x[i]!);
      x1 = Math.max(x1, x[i]!);
      y0 = Math.min(y0, y[i]!);
      y1 = Math.max(y1, top?.[i] ?? y[i]!);
    }
  }
  if (x0 > x1) return { x: [0, 1], y: [0, 1] };
  const wide = x1 - x0 || 1e-3;
  const high = y1 - Math.min(0, y0) || 1;
  return { x: [x0 - wide * 0.02, x1 + wide * 0.02], y: [Math.min(0, y0), y1 + high * 0.04] };
}

/** Pixels of a value, and back. */
export function scaleOf(view: View, { width, height }: Frame) {
  const wide = width - ROOM.left - ROOM.right;
  const high = height - ROOM.top - ROOM.bottom;
  const [x0, x1] = view.x;
  const [y0, y1] = view.y;
  return {
    x: (value: number): number => ROOM.left + ((value - x0) / (x1 - x0)) * wide,
    y: (value: number): number => ROOM.top + high - ((value - y0) / (y1 - y0)) * high,
    atX: (pixel: number): number => x0 + ((pixel - ROOM.left) / wide) * (x1 - x0),
    atY: (pixel: number): number => y0 + ((ROOM.top + high - pixel) / high) * (y1 - y0),
  };
}

/** Values for the lines of a grid: 1, 2 or 5 times a power of ten apart. */
export function ticksOf([from, to]: readonly [number, number], most: number): number[] {
  const rough = (to - from) / Math.max(1, most);
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((one) => one >= rough)!;
  const ticks: number[] = [];
  for (let i = Math.ceil(from / step); i * step <= to && ticks.length < 100; i++) ticks.push(i * step);
  return ticks;
}

/** A range nearer to or farther from a point; never smaller than a float can tell. */
export function zoomed(
  [from, to]: readonly [number, number],
  factor: number,
  at: number,
): readonly [number, number] {
  const least = Math.max(Math.abs(from), Math.abs(to), 1) * 1e-9;
  if ((to - from) * factor < least) return [from, to];
  return [at - (at - from) * factor, at + (to - at) * factor];
}

/** A point of a graph: which series, which place in it. */
export interface PointAt {
  readonly series: number;
  readonly place: number;
}

/** The point that is nearest to a place of the picture, in pixels; undefined if there is none. */
export function nearest(
  { series }: Graph,
  view: View,
  frame: Frame,
  at: { readonly x: number; readonly y: number },
): PointAt | undefined {
  const scale = scaleOf(view, frame);
  let best = Infinity;
  let found: PointAt | undefined;
  for (const [number, { x, y, top }] of series.entries()) {
    for (let place = 0; place < x.length; place++) {
      const dx = scale.x(x[place]!) - at.x;
      const low = scale.y(y[place]!);
      const high = top === undefined ? low : scale.y(top[place]!);
      const dy = at.y > low ? at.y - low : at.y < high ? high - at.y : 0;
      const distance = dx * dx + dy * dy;
      if (distance < best) {
        best = distance;
        found = { series: number, place };
      }
    }
  }
  return found;
}

/** The points of all series in the order of time. */
export function inOrder({ series }: Graph): PointAt[] {
  const points = series.flatMap(({ x }, number) => Array.from(x, (_, place) => ({ series: number, place })));
  const time = ({ series: number, place }: PointAt): number => series[number]!.x[place]!;
  return points.toSorted((a, b) => time(a) - time(b));
}
