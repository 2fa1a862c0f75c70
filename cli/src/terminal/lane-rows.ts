/** A ladder's rows across three lanes. */
import { durationText, type Ladder, type LadderCell, type LadderRow } from '@wireside/trace';
import { sideCell, wireCell } from './cells.ts';
import { escape } from './escape.ts';
import type { Glyphs } from './glyphs.ts';
import { type Lanes, timeText, timeUnit } from './lanes.ts';
import { fitSpans, type Span, span, spansWidth } from './spans.ts';
import { textWidth } from './width.ts';

/** Draws one row of a ladder as one line or more. */
export type DrawRow = (row: LadderRow, isMarked: boolean) => Span[][];

/** The two lines above the lanes. */
export function laneHeads(ladder: Ladder, lanes: Lanes, glyphs: Glyphs): Span[][] {
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

/** Draws rows across the lanes. */
export function laneRow(ladder: Ladder, lanes: Lanes, glyphs: Glyphs): DrawRow {
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
    if (mayFlow(row)) {
      const room = lanes.left + lanes.middle + lanes.right;
      const needed = numbered(essential(row), 'left', row.call, lanes.calls, room, glyphs);
      if (spansWidth(needed) >= lanes.left) {
        return [[marker, time, ...since, ...numbered(row, 'left', row.call, lanes.calls, room, glyphs)]];
      }
    }
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

/** Whether a row may use all lanes: nothing else is in it. */
function mayFlow({ left, middle, right }: LadderRow): boolean {
  return left !== undefined && middle === undefined && right === undefined;
}

/** The row without what may be left out of its left cell. */
function essential(row: LadderRow): LadderRow {
  const { more: _, ...left } = row.left as LadderCell;
  return { ...row, left };
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
  if (digits === 0) return sideCell(row, cell, width, glyphs);
  const shown = row.kind === 'fold' ? glyphs.dots : number === undefined ? '' : String(number);
  return [span(`${shown.padStart(digits)} `, 'quiet'), ...sideCell(row, cell, width - digits - 1, glyphs)];
}
