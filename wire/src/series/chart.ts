/** A chart as a standalone SVG: axes with units, layers of marks, a legend, and a description for screen readers. */
import { numberText } from '../basics/words.ts';

/** How a layer's points are drawn; both shape and color distinguish layers. */
export type Shape = 'dots' | 'diamonds' | 'triangles' | 'crosses' | 'bars' | 'line' | 'steps';

/** One point of a layer. */
export interface ChartPoint {
  readonly x: number;
  readonly y: number;
  /** Upper end of a bar. */
  readonly top?: number;
  /** The tooltip. */
  readonly title?: string;
}

/** Points that belong together. */
export interface Layer {
  /** The text in the legend. */
  readonly name: string;
  readonly shape: Shape;
  readonly color: Color;
  readonly points: readonly ChartPoint[];
}

/** Everything that a chart shows. */
export interface Chart {
  /** Prefix of the ids inside, so that one page may hold several charts. */
  readonly id: string;
  readonly title: string;
  /** A sentence or two for screen readers. */
  readonly description: string;
  /** Seconds. */
  readonly xTitle: string;
  readonly yTitle: string;
  readonly layers: readonly Layer[];
}

/** Names of colors, each with a light and a dark value. */
export type Color = keyof typeof COLORS;

const COLORS = {
  blue: ['#0b63ce', '#6cb2ff'],
  red: ['#c92a2a', '#ff8787'],
  amber: ['#a05a00', '#ffc078'],
  green: ['#2b7a3d', '#69db7c'],
  gray: ['#6c757d', '#adb5bd'],
  violet: ['#6741d9', '#b197fc'],
} as const;

const WIDTH = 960;
const HEIGHT = 540;
const BOX = { left: 92, right: 20, top: 76, bottom: 56 };
/** Half the size of a mark. */
const R = 3.5;

/** The chart as an SVG document. */
export function chartSvg(chart: Chart): string {
  const all = chart.layers.flatMap(({ points }) => points);
  const xs = range(all.map(({ x }) => x));
  const ys = range(all.flatMap(({ y, top }) => (top === undefined ? [y] : [y, top])));
  const [xTicks, yTicks] = [ticks(xs, 8), ticks(ys, 7)];
  const px = (x: number): number =>
    BOX.left + ((x - xs[0]) / (xs[1] - xs[0])) * (WIDTH - BOX.left - BOX.right);
  const py = (y: number): number =>
    HEIGHT - BOX.bottom - ((y - ys[0]) / (ys[1] - ys[0])) * (HEIGHT - BOX.top - BOX.bottom);
  const unit = timeUnit(Math.max(Math.abs(xs[0]), Math.abs(xs[1])));
  const parts = [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${HEIGHT}" role="img" aria-labeledby="${chart.id}-title ${chart.id}-desc" class="${chart.id}">`,
    `<title id="${chart.id}-title">${escapeXml(chart.title)}</title>`,
    `<desc id="${chart.id}-desc">${escapeXml(chart.description)}</desc>`,
    `<style>${style(chart.id)}</style>`,
    `<rect class="ground" width="${WIDTH}" height="${HEIGHT}"/>`,
    `<text class="head" x="${BOX.left}" y="28">${escapeXml(chart.title)}</text>`,
    legend(chart.layers),
  ];
  for (const tick of xTicks) {
    const at = round(px(tick));
    parts.push(
      `<line class="grid" x1="${at}" x2="${at}" y1="${BOX.top}" y2="${HEIGHT - BOX.bottom}"/>`,
      `<text class="x" x="${at}" y="${HEIGHT - BOX.bottom + 18}">${tickText(tick * unit.scale, (xTicks[1]! - xTicks[0]!) * unit.scale)}</text>`,
    );
  }
  for (const tick of yTicks) {
    const at = round(py(tick));
    parts.push(
      `<line class="grid" x1="${BOX.left}" x2="${WIDTH - BOX.right}" y1="${at}" y2="${at}"/>`,
      `<text class="y" x="${BOX.left - 8}" y="${at + 4}">${tickText(tick, yTicks[1]! - yTicks[0]!)}</text>`,
    );
  }
  parts.push(
    `<path class="axis" d="M${BOX.left} ${BOX.top}V${HEIGHT - BOX.bottom}H${WIDTH - BOX.right}"/>`,
    `<text class="name" x="${(BOX.left + WIDTH - BOX.right) / 2}" y="${HEIGHT - 12}">${escapeXml(`${chart.xTitle} (${unit.name})`)}</text>`,
    `<text class="name" transform="translate(18 ${(BOX.top + HEIGHT - BOX.bottom) / 2}) rotate(-90)">${escapeXml(chart.yTitle)}</text>`,
  );
  for (const layer of chart.layers) parts.push(layerSvg(layer, px, py));
  return `${parts.filter((part) => part !== '').join('\n')}\n</svg>\n`;
}

function layerSvg(layer: Layer, px: (x: number) => number, py: (y: number) => number): string {
  const { shape, color, points } = layer;
  if (points.length === 0) return '';
  if (shape === 'line' || shape === 'steps') {
    let path = '';
    let last = '';
    for (const point of points) {
      const [x, y] = [round(px(point.x)), round(py(point.y))];
      if (`${x} ${y}` === last) continue;
      last = `${x} ${y}`;
      path += path === '' ? `M${x} ${y}` : shape === 'steps' ? `H${x}V${y}` : `L${x} ${y}`;
    }
    return `<path class="thread ${color}" d="${path}"/>`;
  }
  // Marks at the same place are drawn once: the difference is invisible, and a million marks would stop the browser.
  const drawn = new Set<string>();
  const marks: string[] = [];
  for (const point of points) {
    const mark = markSvg(
      shape,
      px(point.x),
      py(point.y),
      point.top === undefined ? undefined : py(point.top),
    );
    if (drawn.has(mark)) continue;
    drawn.add(mark);
    const title = point.title === undefined ? '' : `<title>${escapeXml(point.title)}</title>`;
    marks.push(`<path d="${mark}">${title}</path>`);
  }
  const kind = shape === 'bars' ? 'bar' : shape === 'crosses' ? 'cross' : 'mark';
  return `<g class="${kind} ${color}">\n${marks.join('\n')}\n</g>`;
}

function markSvg(shape: Shape, x: number, y: number, top: number | undefined): string {
  const [cx, cy] = [round(x), round(y)];
  switch (shape) {
    case 'bars': {
      const end = round(top ?? y);
      // A short bar must still be visible.
      return `M${cx} ${cy}V${cy - end < 2 ? round(cy - 2) : end}`;
    }
    case 'diamonds':
      return `M${cx} ${round(y - 1.6 * R)}l${1.6 * R} ${1.6 * R}l${-1.6 * R} ${1.6 * R}l${-1.6 * R} ${-1.6 * R}z`;
    case 'triangles':
      return `M${cx} ${round(y - 1.4 * R)}l${1.4 * R} ${2.6 * R}h${-2.8 * R}z`;
    case 'crosses':
      return `M${round(x - R)} ${round(y - R)}l${2 * R} ${2 * R}m0 ${-2 * R}l${-2 * R} ${2 * R}`;
    default:
      return `M${round(x - 2)} ${cy}a2 2 0 1 0 4 0a2 2 0 1 0 -4 0z`;
  }
}

function legend(layers: readonly Layer[]): string {
  const parts: string[] = [];
  let x = BOX.left;
  for (const { name, shape, color, points } of layers) {
    const words = `${name} (${numberText(points.length)})`;
    const y = 52;
    if (shape === 'line' || shape === 'steps') {
      parts.push(`<path class="thread ${color}" d="M${x} ${y}h14"/>`);
    } else {
      const kind = shape === 'bars' ? 'bar' : shape === 'crosses' ? 'cross' : 'mark';
      const top = shape === 'bars' ? y - 6 : undefined;
      const mark = markSvg(shape, x + 7, shape === 'bars' ? y + 6 : y, top);
      parts.push(`<path class="${kind} ${color}" d="${mark}"/>`);
    }
    parts.push(`<text class="key" x="${x + 20}" y="${y + 4}">${escapeXml(words)}</text>`);
    x += 20 + words.length * 6.6 + 18;
  }
  return parts.join('\n');
}

function style(id: string): string {
  const rules = (which: 0 | 1): string =>
    Object.entries(COLORS)
      .map(([name, values]) => `.${id} .${name}{--c:${values[which]}}`)
      .join('');
  const own = (text: string): string => text.replaceAll('&', `.${id}`);
  return own(
    `& {--ground:#fff;--ink:#1b1f24;--grid:#e3e6ea;--soft:#495057;background:#fff}${rules(0)}` +
      `@media (prefers-color-scheme:dark){& {--ground:#14171a;--ink:#e9ecef;--grid:#2b3036;--soft:#adb5bd;background:#14171a}${rules(1)}}` +
      `& text{font:12px system-ui,sans-serif;fill:var(--soft)}& .head{font-size:16px;font-weight:600;fill:var(--ink)}` +
      `& .x,& .name{text-anchor:middle}& .y{text-anchor:end}& .name{fill:var(--ink)}& .ground{fill:var(--ground)}` +
      `& .grid{stroke:var(--grid)}& .axis{stroke:var(--ink);fill:none}& .thread{fill:none;stroke:var(--c);stroke-width:1.5}` +
      `& .mark{fill:var(--c)}& .cross,& .bar{fill:none;stroke:var(--c);stroke-width:2}`,
  );
}

/** Minimum and maximum, kept apart even if they are equal. */
function range(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  if (low > high) return [0, 1];
  if (low === high)
    return [low === 0 ? 0 : low - Math.abs(low) * 0.05 - 1e-6, high + (Math.abs(high) * 0.05 || 1)];
  const air = (high - low) * 0.03;
  return [low >= 0 ? Math.max(0, low - air) : low - air, high + air];
}

/** Round values inside a range, at most `most` and one. */
function ticks([low, high]: readonly [number, number], most: number): number[] {
  const rough = (high - low) / most;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = power * ([1, 2, 5, 10].find((one) => one * power >= rough) ?? 10);
  const found: number[] = [];
  for (let i = Math.ceil(low / step); i * step <= high && found.length < 20; i++) found.push(i * step);
  return found.length > 1 ? found : [low, high];
}

function tickText(value: number, step: number): string {
  const digits = Math.max(0, Math.min(9, -Math.floor(Math.log10(Math.abs(step)) + 1e-9)));
  const text = value.toFixed(digits);
  return digits > 0 ? text : numberText(Number(text));
}

function timeUnit(most: number): { name: string; scale: number } {
  if (most >= 2) return { name: 'seconds', scale: 1 };
  return most >= 0.002 ? { name: 'milliseconds', scale: 1e3 } : { name: 'microseconds', scale: 1e6 };
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

/** Text for XML; control characters, which XML forbids, become U+FFFD. */
function escapeXml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll(CONTROL, '\ufffd');
}

// oxlint-disable-next-line no-control-regex -- these are what XML 1.0 forbids
const CONTROL = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/g;
