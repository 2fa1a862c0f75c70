/** Draws tables: each column is as wide as it needs to be, and the last one takes what is left. */
import { glyphsFor, plainText } from './glyphs.ts';
import type { Span, Terminal } from './spans.ts';
import { cutSpans, fitSpans, paint, span, spansWidth } from './spans.ts';

/** A column of a table. */
export interface Column {
  readonly title: string;
  /** For numbers. */
  readonly align?: 'right';
  /** Maximum width; the last column needs none. */
  readonly max?: number;
}

/** A row of a table: its cells, or a note under the row before it. */
export type Row = readonly Span[][] | { readonly note: readonly Span[] };

/** Number of rows after which the headers are repeated. */
const HEADS_INTERVAL = 50;

/** A table as lines, each with a newline at its end. */
export function renderTable(columns: readonly Column[], rows: readonly Row[], terminal: Terminal): string {
  const { ellipsis } = glyphsFor(terminal.unicode);
  const widths = columns.map(({ title, max = Infinity }, i) => {
    let widest = title.length;
    for (const row of rows) if (!('note' in row)) widest = Math.max(widest, spansWidth(row[i] ?? []));
    return Math.min(widest, max);
  });
  const heads = columns.map(({ title }) => [span(title, 'strong')]);
  const indent: Span = { text: ' '.repeat((widths[0] ?? 0) + 1), look: 'plain' };
  const draw = (row: Row): string => ('note' in row ? finish([indent, ...row.note]) : drawCells(row));
  const drawCells = (row: readonly Span[][]): string => {
    const line: Span[] = [];
    columns.forEach(({ align }, i) => {
      const width = widths[i]!;
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
      text: plainText(text, terminal.unicode),
      look,
    }));
    return `${paint(shown, terminal.color)}\n`;
  };
  let text = draw(heads);
  rows.forEach((row, i) => {
    if (i > 0 && i % HEADS_INTERVAL === 0) text += draw(heads);
    text += draw(row);
  });
  return text;
}
