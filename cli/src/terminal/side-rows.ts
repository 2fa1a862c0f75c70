/** A ladder's rows side by side: one actor at the left, the packets in the middle, the other actor at the right. */
import type { ActorCell, Column, Ladder, LadderRow } from '@wireside/trace';
import { columnDuration, wholePacketText } from '@wireside/trace';
import { drawArrow, foldedPackets, streamSpans } from './arrow.ts';
import { actorCell, MAX_CELL_LINES, neededWidth } from './cells.ts';
import type { Glyphs } from './glyphs.ts';
import { columnHead, networkText } from './heads.ts';
import { moreRowsText } from './more-rows.ts';
import type { Layout } from './layout.ts';
import { timeText, timeUnit } from './layout.ts';
import type { Span } from './spans.ts';
import { cutSpans, fitSpans, span, spansWidth, wrapSpans } from './spans.ts';

/** Draws one row of a ladder as one line or more. */
export type DrawRow = (row: LadderRow, isMarked: boolean) => Span[][];

const BLANK: Span = { text: ' ', look: 'plain' };
const NO_OTHER: Column = { kind: 'outside', title: 'no other program', endpoints: [] };

/** What stands before each row: the marker, the time, and the time since the row before. */
export function rowStart(
  ladder: Ladder,
  layout: Layout,
  glyphs: Glyphs,
): (row: LadderRow, isMarked: boolean) => Span[] {
  const { time, delta } = layout;
  return (row, isMarked) => {
    const isAside = row.kind === 'gap' || row.kind === 'more';
    const at = isAside ? glyphs.dots : timeText(ladder, row.at);
    const since = isAside || row.delta < 1 ? '' : `+${columnDuration(row.delta)}`;
    return [
      isMarked ? span(`${glyphs.focus} `, 'focus') : span('  '),
      span(`${at.padStart(time)} `, 'quiet'),
      ...(delta === 0 ? [] : [span(`${since.padStart(delta)} `, 'quiet')]),
    ];
  };
}

/** The names of what {@link rowStart} draws. */
export function startHead(ladder: Ladder, { marker, time, delta }: Layout): Span {
  const since = delta > 0 ? `${'since'.padStart(delta)} ` : '';
  return span(`${timeUnit(ladder).padStart(marker + time)} ${since}`, 'quiet');
}

/** The lines above the columns. */
export function sideHeads(ladder: Ladder, layout: Layout, glyphs: Glyphs): Span[][] {
  const { corner, ellipsis, line } = glyphs;
  const { left, middle, right } = layout;
  const start = startHead(ladder, layout);
  const first = columnHead(ladder.columns[0]!, left);
  const last = columnHead(ladder.columns[1] ?? NO_OTHER, right - 1);
  const wire = networkText(ladder, middle + 1);
  const blank = span(' '.repeat(spansWidth([start])));
  const lines = Array.from({ length: Math.max(first.length, last.length) }, (_, i) => [
    i === 0 ? start : blank,
    ...fitSpans([span(first[i] ?? '', i === 0 ? 'strong' : 'quiet')], left + 1, ellipsis),
    ...fitSpans([BLANK, span(i === 0 ? wire : '', 'strong')], middle + 3, ellipsis),
    ...fitSpans([BLANK, span(last[i] ?? '', i === 0 ? 'strong' : 'quiet')], right, ellipsis),
  ]);
  const rules = [left, middle + 2, right].map((width) => line.repeat(width)).join(corner);
  return [...lines, [blank, span(rules, 'quiet')]];
}

/** Draws rows side by side. */
export function sideRow(ladder: Ladder, layout: Layout, glyphs: Glyphs): DrawRow {
  const start = rowStart(ladder, layout, glyphs);
  const { left, middle, right } = layout;
  const rail: Span = { text: glyphs.rail, look: 'quiet' };
  const { ellipsis } = glyphs;
  const room = left + middle + right;
  return (row, isMarked) => {
    const before = start(row, isMarked);
    if (row.kind === 'more') return [[...before, span(moreRowsText(row), 'quiet')]];
    const indent = fitSpans([], spansWidth(before), ellipsis);
    const cells = [0, 1].map((column) => row.cells.find((cell) => cell.column === column));
    if (isAlone(row, cells[0]) && isTooWide(cells[0], left, layout, glyphs)) {
      // Nothing else is in the row: it may use all columns.
      return numbered(row, cells[0], room, layout, glyphs).map((line, i) => [
        ...(i === 0 ? before : indent),
        ...line,
      ]);
    }
    if (isAlone(row, cells[1]) && isTooWide(cells[1], right, layout, glyphs)) {
      const lines = numbered(row, cells[1], middle + right, layout, glyphs);
      const used = Math.max(right - 1, ...lines.map(spansWidth));
      const gap = Math.max(0, middle + right + 3 - used - 1);
      return lines.map((line, i) => [
        ...(i === 0 ? before : indent),
        ...fitSpans([], left, ellipsis),
        rail,
        ...fitSpans([], gap, ellipsis),
        ...line,
      ]);
    }
    const lefts = cells[0] === undefined ? [] : numbered(row, cells[0], left - 1, layout, glyphs);
    const rights = cells[1] === undefined ? [] : numbered(row, cells[1], right - 1, layout, glyphs);
    const wires = wireLines(row, ladder, layout, glyphs);
    return Array.from({ length: Math.max(1, lefts.length, wires.length, rights.length) }, (_, i) => [
      ...(i === 0 ? before : indent),
      ...fitSpans(lefts[i] ?? [], left, ellipsis),
      rail,
      ...fitSpans([BLANK, ...(wires[i] ?? [])], middle + 1, ellipsis),
      BLANK,
      rail,
      ...fitSpans([BLANK, ...(rights[i] ?? [])], right, ellipsis),
    ]);
  };
}

/** Whether a cell is all that a row has. */
function isAlone({ cells, wire }: LadderRow, cell: ActorCell | undefined): cell is ActorCell {
  return cell !== undefined && cells.length === 1 && wire === undefined;
}

function isTooWide(cell: ActorCell, width: number, { numbers }: Layout, glyphs: Glyphs): boolean {
  return neededWidth(cell, glyphs) + numbers + 1 >= width;
}

/** A cell with the number to cite it by, on one line or more. */
export function numbered(
  row: LadderRow,
  cell: ActorCell,
  width: number,
  { numbers }: Layout,
  glyphs: Glyphs,
): Span[][] {
  const shown = cell.kind === 'folded' ? glyphs.dots : String(numberOf(row, cell) ?? '');
  const number = span(`${shown.padStart(numbers)} `, 'quiet');
  const indent = span(' '.repeat(numbers + 1));
  return actorCell({ cell, width: width - numbers - 1, glyphs }).map((line, i) => [
    i === 0 ? number : indent,
    ...line,
  ]);
}

/** The number of the call or the record that a cell shows; of a line, that of the call that wrote it. */
export function numberOf(row: LadderRow, cell: ActorCell): number | undefined {
  switch (cell.kind) {
    case 'line':
    case 'lines':
    case 'end':
      return row.call;
    case 'folded':
    case 'lookup':
    case 'scene':
      return undefined;
    default:
      return cell.n;
  }
}

/** The packet, or what else is on the wire, on one line or more. */
function wireLines(row: LadderRow, { columns }: Ladder, layout: Layout, glyphs: Glyphs): Span[][] {
  const { wire: cell, acked } = row;
  const { middle: width, packets: digits, streams } = layout;
  if (cell === undefined) return [];
  if (cell.kind === 'gap') {
    const text = `${glyphs.line} ${columnDuration(cell.duration)} ${glyphs.line}`;
    return [[span(' '.repeat(Math.max(0, (width - text.length) >> 1)) + text, 'quiet')]];
  }
  if (cell.kind === 'folded-packets') {
    const isWay = cell.from !== undefined && cell.to?.includes(cell.from) === false;
    const sign = !isWay ? glyphs.dots : cell.from === 0 ? glyphs.right : glyphs.left;
    return [foldedPackets(cell, `${' '.repeat(digits)} ${sign}`, width, glyphs)];
  }
  const number = [span(`${String(cell.n).padStart(digits)} `, 'quiet'), ...streamSpans(row, streams)];
  const room = width - spansWidth(number);
  const below = (rest: Span[]): Span[][] =>
    wrapSpans(rest, room, MAX_CELL_LINES, glyphs.ellipsis).map((line) => [
      ...fitSpans([], spansWidth(number), glyphs.ellipsis),
      ...line,
    ]);
  if (cell.to.length === 0 || cell.from === undefined || cell.to.every((to) => to === cell.from)) {
    // It goes to no one who has a column, or from a program to itself.
    const sign = acked === undefined ? [] : [BLANK, span(`${glyphs.acked}${acked}`, 'quiet')];
    const text = [span(wholePacketText(cell, columns, glyphs.right), cell.mood ?? 'plain'), ...sign];
    const [first = [], ...rest] = wrapSpans(text, room, MAX_CELL_LINES, glyphs.ellipsis);
    return [[...number, ...first], ...rest.flatMap(below)];
  }
  const isLeft = !cell.to.includes(1);
  const { spans, rest } = drawArrow({ cell, columns, width: room, glyphs, acked, isLeft });
  return [[...number, ...cutSpans(spans, room, glyphs.ellipsis)], ...below(rest)];
}
