/** Draws a ladder with characters: side by side, in lanes, or as a list. */
import type { Evidence, Ladder, LadderRow } from '@wireside/trace';
import { rowShows } from '@wireside/trace';
import { countText } from '@wireside/wire';
import type { Glyphs } from './glyphs.ts';
import { glyphsFor, plainText } from './glyphs.ts';
import { laneHeads, laneRow } from './lane-rows.ts';
import type { Layout } from './layout.ts';
import { layoutOf } from './layout.ts';
import { listHeads, listRow } from './list-rows.ts';
import { ladderNotes } from './notes.ts';
import type { DrawRow } from './side-rows.ts';
import { sideHeads, sideRow } from './side-rows.ts';
import type { Span, Terminal } from './spans.ts';
import { cutSpans, paint, span } from './spans.ts';

/** How a ladder is shown. */
export interface LadderView extends Terminal {
  /** What decided: the view opens there, and its row is marked. */
  readonly focus?: readonly Evidence[];
  /** Rows shown before and after the focus. Default 12; Infinity for all. */
  readonly around?: number;
}

/** Number of rows after which the column headers are repeated. */
const HEADS_INTERVAL = 50;
const AROUND = 12;

/** The ladder as lines, each with a newline at its end. */
export function renderLadder(ladder: Ladder, view: LadderView): string {
  const { color, unicode, focus = [], around = AROUND } = view;
  const glyphs = glyphsFor(unicode);
  const marked = new Set(ladder.rows.filter((row) => focus.some((one) => rowShows(row, one))));
  const first = ladder.rows.findIndex((row) => marked.has(row));
  const from = first < 0 ? 0 : Math.max(0, first - around);
  const to = first < 0 ? ladder.rows.length : Math.min(ladder.rows.length, first + around + 1);
  const { heads, drawRow, isRepeated } = drawingOf(ladder, layoutOf(ladder, view.width), glyphs);
  const lines: Span[][] = [];
  const leftOut = (count: number, where: string): void => {
    if (count > 0) {
      lines.push([
        span(`  ${glyphs.dots} ${countText(count, 'row')} ${where} not shown here, see --all`, 'quiet'),
      ]);
    }
  };
  lines.push(...heads);
  leftOut(countRows(ladder.rows.slice(0, from)), 'before this');
  ladder.rows.slice(from, to).forEach((row, i) => {
    if (isRepeated && i > 0 && i % HEADS_INTERVAL === 0) lines.push(...heads);
    lines.push(...drawRow(row, marked.has(row)));
  });
  leftOut(countRows(ladder.rows.slice(to)), 'after this');
  lines.push(...ladderNotes(ladder, { rows: ladder.rows.slice(from, to), lines }, view.width, glyphs));
  const cut = lines.map((line) => cutSpans(line, view.width, glyphs.ellipsis));
  return cut.map((line) => `${paint(forTerminal(line, unicode), color)}\n`).join('');
}

/** How a layout is drawn: what stands above, whether that is repeated, and each row. */
function drawingOf(
  ladder: Ladder,
  layout: Layout,
  glyphs: Glyphs,
): { readonly heads: Span[][]; readonly drawRow: DrawRow; readonly isRepeated: boolean } {
  switch (layout.kind) {
    case 'sides':
      return {
        heads: sideHeads(ladder, layout, glyphs),
        drawRow: sideRow(ladder, layout, glyphs),
        isRepeated: true,
      };
    case 'lanes':
      return {
        heads: laneHeads(ladder, layout, glyphs),
        drawRow: laneRow(ladder, layout, glyphs),
        isRepeated: true,
      };
    case 'list':
      return {
        heads: listHeads(ladder, layout.width, glyphs),
        drawRow: listRow(ladder, layout, glyphs),
        isRepeated: false,
      };
  }
}

function forTerminal(line: readonly Span[], unicode: boolean | undefined): readonly Span[] {
  return unicode === false ? line.map(({ text, look }) => ({ text: plainText(text, unicode), look })) : line;
}

const countRows = (rows: readonly LadderRow[]): number =>
  rows.reduce((sum, { kind, fold }) => sum + (kind === 'gap' ? 0 : (fold ?? 1)), 0);
