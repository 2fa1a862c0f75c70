/** What stands under a ladder: the signs that it used, and what it does not draw. */
import type { Ladder, LadderRow } from '@wireside/trace';
import type { Glyphs } from './glyphs.ts';
import { type Span, span } from './spans.ts';
import { wrapText } from './width.ts';

/** Only the signs that these rows really have are explained. */
export function ladderNotes(
  ladder: Ladder,
  rows: readonly LadderRow[],
  width: number,
  glyphs: Glyphs,
): Span[][] {
  const cells = rows.flatMap(({ left, middle, right }) => [left, middle, right]);
  const pieces = cells.flatMap((cell) => cell?.pieces ?? []);
  const { ellipsis } = glyphs;
  const notes: string[] = [];
  const [some] = pieces;
  if (some !== undefined) notes.push(`m${some.message}: message ${some.message} of the peer`);
  const cut = pieces.find(({ length, of }) => length < of);
  if (cut !== undefined) {
    const m = `m${cut.message}`;
    notes.push(`${m}${ellipsis}: its beginning, ${ellipsis}${m}: its end`);
  }
  const acked = rows.find((row) => row.acked !== undefined)?.acked;
  if (acked !== undefined) notes.push(`${glyphs.acked}${acked}: acknowledged by packet ${acked}`);
  const again = rows.find(({ middle }) => middle?.again !== undefined)?.middle?.again;
  if (again !== undefined) notes.push(`${glyphs.again}${again}: repeats packet ${again}`);
  const later = rows.find(({ middle }) => middle?.sentAgain !== undefined)?.middle?.sentAgain;
  if (later !== undefined) notes.push(`${glyphs.later}${later}: repeated by packet ${later}`);
  if (rows.some(({ middle }) => middle?.lost)) notes.push(`${glyphs.lost}: lost on the way`);
  if (rows.some(({ kind }) => kind === 'fold')) notes.push(`${glyphs.dots}: many of the same, see --all`);
  const aside = ladder.aside.map(({ protocol, packets }) => `${packets} ${protocol}`).join(', ');
  const lines = wrapText(notes.join(` ${glyphs.dot} `), width - 2).map((line) => [
    span(`  ${line}`, 'quiet'),
  ]);
  if (aside !== '') {
    lines.push([span(`  not drawn, from the hosts themselves: ${aside} (see --packets)`, 'quiet')]);
  }
  for (const problem of ladder.problems) lines.push([span(`  ! ${problem}`, 'bad')]);
  return lines;
}
