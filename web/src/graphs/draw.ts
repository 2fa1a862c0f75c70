/** Draws a graph on a canvas. */
import { numberText } from '@wireside/wire';
import { PACKET_TEXTS } from '../texts/packets.ts';
import type { Graph, GraphSeries } from '../worker/graphs.ts';
import { ROOM, scaleOf, ticksOf } from './scale.ts';
import type { Frame, PointAt, View } from './scale.ts';

/** Colors as the browser has computed them. */
export interface Colors {
  readonly text: string;
  readonly line: string;
  readonly mark: string;
  /** By place of the series. */
  readonly series: readonly string[];
}

/** What is drawn. */
export interface Picture {
  readonly graph: Graph;
  readonly view: View;
  readonly frame: Frame;
  readonly colors: Colors;
  readonly yTitle: string;
  /** The point that the pointer or the keyboard is at. */
  readonly at: PointAt | undefined;
}

/** Draws. */
export function draw(canvas: HTMLCanvasElement, picture: Picture): void {
  const { graph, view, frame, colors } = picture;
  const { width, height } = frame;
  const ratio = devicePixelRatio;
  canvas.width = Math.round(width * ratio);
  canvas.height = Math.round(height * ratio);
  const pen = canvas.getContext('2d')!;
  pen.scale(ratio, ratio);
  pen.font = `11px ${getComputedStyle(canvas).fontFamily}`;
  drawAxes(pen, picture);
  pen.save();
  pen.beginPath();
  pen.rect(ROOM.left, ROOM.top, width - ROOM.left - ROOM.right, height - ROOM.top - ROOM.bottom);
  pen.clip();
  for (const [i, series] of graph.series.entries()) {
    pen.strokeStyle = colors.series[i]!;
    pen.fillStyle = colors.series[i]!;
    drawSeries(pen, series, view, frame);
  }
  pen.restore();
  drawCrosshair(pen, picture);
}

function drawAxes(pen: CanvasRenderingContext2D, { view, frame, colors, yTitle }: Picture): void {
  const { width, height } = frame;
  const scale = scaleOf(view, frame);
  const bottom = height - ROOM.bottom;
  pen.strokeStyle = colors.line;
  pen.fillStyle = colors.text;
  pen.lineWidth = 1;
  pen.textAlign = 'center';
  const wide = ticksOf(view.x, Math.max(2, Math.floor(width / 110)));
  const digits = Math.min(9, Math.max(0, Math.ceil(-Math.log10((wide[1] ?? 1) - (wide[0] ?? 0) || 1))));
  pen.beginPath();
  for (const tick of wide) {
    const x = Math.round(scale.x(tick)) + 0.5;
    pen.moveTo(x, ROOM.top);
    pen.lineTo(x, bottom);
    pen.fillText(tick.toFixed(digits), x, bottom + 14);
  }
  pen.textAlign = 'right';
  for (const tick of ticksOf(view.y, Math.max(2, Math.floor(height / 50)))) {
    const y = Math.round(scale.y(tick)) + 0.5;
    pen.moveTo(ROOM.left, y);
    pen.lineTo(width - ROOM.right, y);
    pen.fillText(valueText(tick), ROOM.left - 6, y + 4);
  }
  pen.stroke();
  pen.textAlign = 'center';
  pen.fillText(PACKET_TEXTS.graph.x, ROOM.left + (width - ROOM.left - ROOM.right) / 2, height - 8);
  pen.save();
  pen.translate(12, ROOM.top + (bottom - ROOM.top) / 2);
  pen.rotate(-Math.PI / 2);
  pen.fillText(yTitle, 0, 0);
  pen.restore();
}

function drawSeries(pen: CanvasRenderingContext2D, series: GraphSeries, view: View, frame: Frame): void {
  const { shape, x, y, top } = series;
  const scale = scaleOf(view, frame);
  pen.lineWidth = shape === 'bars' ? 2 : 1.5;
  pen.setLineDash(DASHES[series.name] ?? []);
  if (shape === 'dots') return drawDots(pen, series, view, frame);
  pen.beginPath();
  for (let i = 0; i < x.length; i++) {
    const [px, py] = [scale.x(x[i]!), scale.y(y[i]!)];
    if (shape === 'bars') {
      pen.moveTo(px, py);
      pen.lineTo(px, scale.y(top![i]!));
      pen.moveTo(px - 2, py);
      pen.lineTo(px + 2, py);
    } else if (i === 0) pen.moveTo(px, py);
    else {
      if (shape === 'steps') pen.lineTo(px, scale.y(y[i - 1]!));
      pen.lineTo(px, py);
    }
  }
  pen.stroke();
  pen.setLineDash([]);
}

/** Lines that differ without color too. */
const DASHES: Readonly<Record<string, number[]>> = { edge: [5, 3], goodput: [2, 2] };
/** Series whose points are diamonds: what is not as it should be. */
const DIAMONDS = new Set(['again', 'outOfOrder']);

function drawDots(
  pen: CanvasRenderingContext2D,
  { name, x, y }: GraphSeries,
  view: View,
  frame: Frame,
): void {
  const scale = scaleOf(view, frame);
  const isDiamond = DIAMONDS.has(name);
  for (let i = 0; i < x.length; i++) {
    if (x[i]! < view.x[0] || x[i]! > view.x[1]) continue;
    const [px, py] = [scale.x(x[i]!), scale.y(y[i]!)];
    if (!isDiamond) {
      pen.fillRect(px - 2, py - 2, 4, 4);
      continue;
    }
    pen.beginPath();
    pen.moveTo(px, py - 5);
    pen.lineTo(px + 5, py);
    pen.lineTo(px, py + 5);
    pen.lineTo(px - 5, py);
    pen.closePath();
    pen.fill();
  }
}

function drawCrosshair(pen: CanvasRenderingContext2D, { graph, view, frame, colors, at }: Picture): void {
  const series = at === undefined ? undefined : graph.series[at.series];
  if (at === undefined || series === undefined) return;
  const scale = scaleOf(view, frame);
  const [x, y] = [scale.x(series.x[at.place]!), scale.y(series.top?.[at.place] ?? series.y[at.place]!)];
  pen.strokeStyle = colors.mark;
  pen.lineWidth = 1;
  pen.setLineDash([3, 3]);
  pen.beginPath();
  pen.moveTo(x, ROOM.top);
  pen.lineTo(x, frame.height - ROOM.bottom);
  pen.moveTo(ROOM.left, y);
  pen.lineTo(frame.width - ROOM.right, y);
  pen.stroke();
  pen.setLineDash([]);
  pen.lineWidth = 2;
  pen.beginPath();
  pen.arc(x, y, 6, 0, 2 * Math.PI);
  pen.stroke();
}

/** A value of the y axis. */
export function valueText(value: number): string {
  if (Number.isInteger(value)) return numberText(value);
  return value.toPrecision(4).replace(/\.?0+$/, '');
}
