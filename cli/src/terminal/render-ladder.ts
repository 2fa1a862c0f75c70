/** Draws a ladder with characters: three lanes where there is room for them, one column where there is not. */
import { type Evidence, groupDigits, type Ladder, type LadderRow, rowShows } from '@wireside/trace';
import { glyphsFor, plainWords } from './glyphs.ts';
import { laneHeads, laneRow } from './lane-rows.ts';
import { lanesFor, NARROWEST_LANES } from './lanes.ts';
import { narrowRow } from './narrow-rows.ts';
import { ladderNotes } from './notes.ts';
import { cutSpans, paint, type Span, span, type Terminal } from './spans.ts';

export interface LadderView extends Terminal {
  /** What decided: the view opens there, and its row is marked. */
  focus?: Evidence | readonly Evidence[];
  /** Rows shown before and after the focus. Default 12; Infinity for all. */
  around?: number;
}

/** Rows after which the heads of the lanes are repeated. */
const HEADS_AGAIN = 50;
const AROUND = 12;

/** The ladder as lines, each ended by a newline. */
export function renderLadder(ladder: Ladder, view: LadderView): string {
  const { colour, unicode, focus = [], around = AROUND } = view;
  const glyphs = glyphsFor(unicode);
  const evidence = Array.isArray(focus) ? (focus as readonly Evidence[]) : [focus as Evidence];
  const marked = new Set(ladder.rows.filter((row) => evidence.some((one) => rowShows(row, one))));
  const first = ladder.rows.findIndex((row) => marked.has(row));
  const from = first < 0 ? 0 : Math.max(0, first - around);
  const to = first < 0 ? ladder.rows.length : Math.min(ladder.rows.length, first + around + 1);
  const isNarrow = view.width < NARROWEST_LANES;
  const lanes = lanesFor(ladder, view.width);
  const heads = isNarrow ? [] : laneHeads(ladder, lanes, glyphs);
  const drawRow = isNarrow ? narrowRow(ladder, view.width, glyphs) : laneRow(ladder, lanes, glyphs);
  const lines: Span[][] = [];
  const leftOut = (count: number, where: string): void => {
    if (count > 0) {
      const rows = count === 1 ? '1 row' : `${groupDigits(count)} rows`;
      lines.push([span(`  ${glyphs.dots} ${rows} ${where} not shown here, see --all`, 'quiet')]);
    }
  };
  if (heads.length > 0) lines.push(...heads);
  leftOut(countRows(ladder.rows.slice(0, from)), 'before this');
  ladder.rows.slice(from, to).forEach((row, i) => {
    if (i > 0 && i % HEADS_AGAIN === 0) lines.push(...heads);
    lines.push(...drawRow(row, marked.has(row)));
  });
  leftOut(countRows(ladder.rows.slice(to)), 'after this');
  lines.push(...ladderNotes(ladder, ladder.rows.slice(from, to), view.width, glyphs));
  const cut = lines.map((line) => cutSpans(line, view.width, glyphs.ellipsis));
  return cut.map((line) => `${paint(forTerminal(line, unicode), colour)}\n`).join('');
}

function forTerminal(line: readonly Span[], unicode: boolean | undefined): readonly Span[] {
  return unicode === false ? line.map(({ text, look }) => ({ text: plainWords(text, unicode), look })) : line;
}

const countRows = (rows: readonly LadderRow[]): number =>
  rows.reduce((sum, { kind, fold }) => sum + (kind === 'gap' ? 0 : (fold ?? 1)), 0);
