/** Draws a ladder with characters: three lanes where there is room for them, one column where there is not. */
import { durationText, type Evidence, groupDigits, type Ladder, type LadderRow } from '@wireside/trace';
import { sideCell, wireCell } from './cells.ts';
import { type Glyphs, glyphsFor, plainWords } from './glyphs.ts';
import { type Lanes, lanesFor, NARROWEST_LANES, timeText, timeUnit } from './lanes.ts';
import { escape } from './escape.ts';
import { ladderNotes } from './notes.ts';
import { fitSpans, paint, type Span, span, type Terminal } from './spans.ts';
import { textWidth } from './width.ts';

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
  const marked = new Set(ladder.rows.filter((row) => evidence.some((one) => isShownBy(row, one))));
  const first = ladder.rows.findIndex((row) => marked.has(row));
  const from = first < 0 ? 0 : Math.max(0, first - around);
  const to = first < 0 ? ladder.rows.length : Math.min(ladder.rows.length, first + around + 1);
  const drawRow =
    view.width < NARROWEST_LANES
      ? narrowRow(ladder, view, glyphs)
      : laneRow(ladder, lanesFor(ladder, view.width), glyphs);
  const lines: Span[][] = [];
  const heads = view.width < NARROWEST_LANES ? [] : laneHeads(ladder, lanesFor(ladder, view.width), glyphs);
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
  return lines.map((line) => `${paint(forTerminal(line, unicode), colour)}\n`).join('');
}

function forTerminal(line: readonly Span[], unicode: boolean | undefined): readonly Span[] {
  return unicode === false ? line.map(({ text, look }) => ({ text: plainWords(text, unicode), look })) : line;
}

const countRows = (rows: readonly LadderRow[]): number =>
  rows.reduce((sum, { kind, fold }) => sum + (kind === 'gap' ? 0 : (fold ?? 1)), 0);

function isShownBy(row: LadderRow, { packet, call, line, peer }: Evidence): boolean {
  return (
    (packet !== undefined && (row.packet === packet || row.acked === packet)) ||
    (call !== undefined && row.call === call) ||
    (line !== undefined && row.line === line) ||
    (peer !== undefined && row.peer === peer)
  );
}

type DrawRow = (row: LadderRow, isMarked: boolean) => Span[][];

function laneHeads(ladder: Ladder, lanes: Lanes, glyphs: Glyphs): Span[][] {
  const { ellipsis, line } = glyphs;
  /** The longest of several texts, each longer than the one before, that fits. */
  const column = (texts: string[], width: number): Span[] => {
    const text = texts.findLast((one) => textWidth(escape(one)) < width) ?? (texts[0] as string);
    return fitSpans([span(text, 'strong')], width, ellipsis);
  };
  const rule = (width: number): string => line.repeat(width);
  const before = lanes.marker + lanes.time + 1 + (lanes.delta > 0 ? lanes.delta + 1 : 0);
  return [
    [
      span(
        `${timeUnit(ladder).padStart(lanes.marker + lanes.time)} ${lanes.delta > 0 ? `${'since'.padStart(lanes.delta)} ` : ''}`,
        'quiet',
      ),
      ...column(['program', 'your program', ladder.program], lanes.left + 1),
      ...column([' wire', ` ${ladder.wire}`], lanes.middle + 3),
      ...column([` ${ladder.peer.replaceAll(/ [^ ,]+/g, '')}`, ` ${ladder.peer}`], lanes.right),
    ],
    [
      span(
        `${' '.repeat(before)}${rule(lanes.left)}${corner(glyphs)}${rule(lanes.middle + 2)}${corner(glyphs)}${rule(lanes.right)}`,
        'quiet',
      ),
    ],
  ];
}

const corner = (glyphs: Glyphs): string => (glyphs.rail === '|' ? '+' : '┬');

function laneRow(ladder: Ladder, lanes: Lanes, glyphs: Glyphs): DrawRow {
  const { ellipsis } = glyphs;
  const rail: Span = { text: glyphs.rail, look: 'quiet' };
  return (row, isMarked) => {
    const marker = span(isMarked ? `${glyphs.focus} ` : '  ', 'focus');
    if (!isMarked) marker.look = 'plain';
    const isAside = row.kind === 'gap' || row.kind === 'more';
    const time = span(`${(isAside ? glyphs.dots : timeText(ladder, row.at)).padStart(lanes.time)} `, 'quiet');
    const delta = isAside || row.delta < 1 || lanes.delta === 0 ? '' : `+${durationText(row.delta)}`;
    const since = lanes.delta === 0 ? [] : [span(`${delta.padStart(lanes.delta)} `, 'quiet')];
    if (row.kind === 'more')
      return [[marker, time, ...since, span(`${row.left?.text ?? ''}, see --all`, 'quiet')]];
    const left = numbered(
      row,
      'left',
      row.kind === 'gap' ? row.left?.n : row.call,
      lanes.calls,
      lanes.left - 1,
      glyphs,
    );
    const right = numbered(row, 'right', row.peer, lanes.peers, lanes.right - 1, glyphs);
    const middle =
      row.middle === undefined
        ? []
        : row.kind === 'gap'
          ? centred(`${glyphs.line} ${row.middle.text} ${glyphs.line}`, lanes.middle)
          : wireCell(row, row.middle, lanes.packets, lanes.middle, glyphs);
    return [
      [
        marker,
        time,
        ...since,
        ...fitSpans(left, lanes.left, ellipsis),
        rail,
        ...fitSpans([{ text: ' ', look: 'plain' }, ...middle], lanes.middle + 1, ellipsis),
        { text: ' ', look: 'plain' },
        rail,
        ...fitSpans([{ text: ' ', look: 'plain' }, ...right], lanes.right, ellipsis),
      ],
    ];
  };
}

function centred(text: string, width: number): Span[] {
  return [span(' '.repeat(Math.max(0, (width - text.length) >> 1)) + text, 'quiet')];
}

/** A side lane's cell with the number to cite before it. */
function numbered(
  row: LadderRow,
  side: 'left' | 'right',
  number: number | undefined,
  digits: number,
  width: number,
  glyphs: Glyphs,
): Span[] {
  const cell = row[side];
  if (cell === undefined) return [];
  const shown = row.kind === 'fold' ? glyphs.dots : number === undefined ? '' : String(number);
  return [span(`${shown.padStart(digits)} `, 'quiet'), ...sideCell(row, cell, width - digits - 1, glyphs)];
}

/** Below {@link NARROWEST_LANES} columns: what a row holds, one under the other. */
function narrowRow(ladder: Ladder, { width }: LadderView, glyphs: Glyphs): DrawRow {
  const digits = Math.max(
    timeText(ladder, ladder.end).length,
    timeText(ladder, ladder.rows[0]?.at ?? 0).length,
  );
  return (row, isMarked) => {
    const room = width - digits - 3;
    const before = (text: string): Span[] => [
      isMarked ? span(`${glyphs.focus} `, 'focus') : span('  '),
      span(`${text.padStart(digits)} `, 'quiet'),
    ];
    if (row.kind === 'gap') return [[...before(glyphs.dots), span(row.middle?.text ?? '', 'quiet')]];
    if (row.kind === 'more')
      return [[...before(glyphs.dots), span(`${row.left?.text ?? ''}, see --all`, 'quiet')]];
    const cells: Span[][] = [];
    if (row.left !== undefined) {
      const what = row.call === undefined ? '' : `call ${row.call} `;
      cells.push([span(what, 'quiet'), ...sideCell(row, row.left, room - what.length, glyphs)]);
    }
    if (row.middle !== undefined) {
      cells.push(wireCell(row, row.middle, 1, room, glyphs));
    }
    if (row.right !== undefined) {
      const what = row.peer === undefined ? '' : `peer ${row.peer} `;
      cells.push([span(what, 'quiet'), ...sideCell(row, row.right, room - what.length, glyphs)]);
    }
    return cells.map((cell, i) =>
      fitSpans([...before(i === 0 ? timeText(ladder, row.at) : ''), ...cell], width, glyphs.ellipsis),
    );
  };
}
