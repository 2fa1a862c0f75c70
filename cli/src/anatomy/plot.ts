/** The time-sequence graph (Stevens) in characters: a sign for each segment, time to the right, numbers up. */
import type { SegmentKind, StevensPoint } from '@wireside/wire';
import { durationText } from '@wireside/wire';
import type { Terminal } from '../terminal/spans.ts';
import { plainText } from '../terminal/glyphs.ts';

/** Lines of the graph. */
const HEIGHT = 12;
/** Columns that are left for the graph at least, and at most: a wide one is not easier to read. */
const MIN_COLUMNS = 10;
const MAX_COLUMNS = 110;

/** What is drawn over what: a segment that was sent again is never hidden. */
const ORDER: readonly SegmentKind[] = ['new', 'out-of-order', 'retransmission'];

/** The graph as lines, each with a newline at its end; empty where there is nothing to compare. */
export function plotText(points: readonly StevensPoint[], { width, unicode }: Terminal): string {
  if (points.length < 2) return '';
  const isPlain = unicode === false;
  const signs: Readonly<Record<SegmentKind, string>> = {
    new: isPlain ? '*' : '•',
    'out-of-order': 'o',
    retransmission: 'R',
  };
  const times = rangeOf(points.map(({ time }) => time));
  const numbers = rangeOf(points.map(({ sequence }) => sequence));
  const top = String(numbers.high);
  const gutter = top.length + 1;
  const columns = Math.max(MIN_COLUMNS, Math.min(MAX_COLUMNS, width - gutter - 2));
  const grid = Array.from({ length: HEIGHT }, () => Array.from<string>({ length: columns }).fill(' '));
  for (const kind of ORDER) {
    for (const { time, sequence } of points.filter((point) => point.kind === kind)) {
      const column = placeOf(time, times, columns);
      grid[HEIGHT - 1 - placeOf(sequence, numbers, HEIGHT)]![column] = signs[kind];
    }
  }
  const [rail, corner, line] = isPlain ? ['|', '+', '-'] : ['│', '└', '─'];
  const lines = grid.map((row, i) => {
    const label = i === 0 ? top : i === HEIGHT - 1 ? String(numbers.low) : '';
    return `${label.padStart(gutter)}${rail}${row.join('')}`;
  });
  const [begin, end] = [durationText(times.low * 1e9), durationText(times.high * 1e9)];
  const kinds = ORDER.filter((kind) => points.some((point) => point.kind === kind));
  const names: Readonly<Record<SegmentKind, string>> = {
    new: 'a segment',
    'out-of-order': 'overtaken',
    retransmission: 'sent again',
  };
  return [
    ...lines,
    `${' '.repeat(gutter)}${corner}${line.repeat(columns)}`,
    `${' '.repeat(gutter + 1)}${begin}${end.padStart(columns - begin.length)}`,
    `${' '.repeat(gutter + 1)}${kinds.map((kind) => `${signs[kind]} ${names[kind]}`).join('   ')}`,
  ]
    .map((text) => `${plainText(text, unicode).trimEnd()}\n`)
    .join('');
}

interface Range {
  readonly low: number;
  readonly high: number;
}

function rangeOf(values: readonly number[]): Range {
  return values.reduce<Range>(
    ({ low, high }, value) => ({ low: Math.min(low, value), high: Math.max(high, value) }),
    { low: Infinity, high: -Infinity },
  );
}

/** The place of a value among `count` places. */
function placeOf(value: number, { low, high }: Range, count: number): number {
  return high === low ? 0 : Math.round(((value - low) / (high - low)) * (count - 1));
}
