/** A ladder's rows in one column, for terminals that are too narrow for lanes. */
import type { Ladder } from '@wireside/trace';
import { sideCell, wireCell } from './cells.ts';
import type { Glyphs } from './glyphs.ts';
import type { DrawRow } from './lane-rows.ts';
import { lanesFor, timeText } from './lanes.ts';
import { fitSpans, type Span, span } from './spans.ts';

/** Draws what a row holds, one under the other. */
export function narrowRow(ladder: Ladder, width: number, glyphs: Glyphs): DrawRow {
  const { packets } = lanesFor(ladder, width);
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
      cells.push(wireCell(row, row.middle, packets, room, glyphs));
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
