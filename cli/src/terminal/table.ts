/** Draws rows under heads: columns as wide as they need, the last one takes what is left. */
import { glyphsFor } from './glyphs.ts';
import { cutSpans, fitSpans, paint, type Span, span, spansWidth, type Terminal } from './spans.ts';
import { plainWords } from './glyphs.ts';

export interface Column {
  title: string;
  /** Numbers stand right. */
  align?: 'right';
  /** Most columns of the terminal; the last column needs none. */
  most?: number;
}

/** A row of a table: its cells, or a note under the row before. */
export type Row = readonly Span[][] | { note: Span[] };

/** Rows after which the heads are repeated. */
const HEADS_AGAIN = 50;

/** A table as lines, each ended by a newline. */
export function renderTable(columns: readonly Column[], rows: readonly Row[], terminal: Terminal): string {
  const { ellipsis } = glyphsFor(terminal.unicode);
  const widths = columns.map(({ title, most = Infinity }, i) => {
    let widest = title.length;
    for (const row of rows) if (!('note' in row)) widest = Math.max(widest, spansWidth(row[i] ?? []));
    return Math.min(widest, most);
  });
  const heads = columns.map(({ title }) => [span(title, 'strong')]);
  const indent: Span = { text: ' '.repeat((widths[0] ?? 0) + 1), look: 'plain' };
  const draw = (row: Row): string => ('note' in row ? finish([indent, ...row.note]) : drawCells(row));
  const drawCells = (row: readonly Span[][]): string => {
    const line: Span[] = [];
    columns.forEach(({ align }, i) => {
      const width = widths[i] as number;
      const cell = row[i] ?? [];
      if (i > 0) line.push({ text: ' ', look: 'plain' });
      if (i === columns.length - 1) line.push(...cell);
      else if (align === 'right') {
        const cut = cutSpans(cell, width, ellipsis);
        line.push({ text: ' '.repeat(width - spansWidth(cut)), look: 'plain' }, ...cut);
      } else line.push(...fitSpans(cell, width, ellipsis));
    });
    return finish(line);
  };
  const finish = (line: readonly Span[]): string => {
    const shown = cutSpans(line, terminal.width, ellipsis).map(({ text, look }) => ({
      text: plainWords(text, terminal.unicode),
      look,
    }));
    return `${paint(shown, terminal.colour)}\n`;
  };
  let text = draw(heads);
  rows.forEach((row, i) => {
    if (i > 0 && i % HEADS_AGAIN === 0) text += draw(heads);
    text += draw(row);
  });
  return text;
}
