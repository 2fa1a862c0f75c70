/** Draws the ribbon: one row a message, from the send() that it left in to the line that shows it. */
import type { RecordSpan, Ribbon, RibbonRow } from '@wireside/trace';
import { type Glyphs, glyphsFor } from './glyphs.ts';
import { type Look, type Span, span } from './spans.ts';
import type { ListView } from './render-lists.ts';
import { renderTable } from './table.ts';

/** Numbers named in one cell; the rest is counted. */
const MOST_NAMED = 4;

/** The ribbon as lines, each ended by a newline. */
export function renderRibbon(ribbon: Ribbon, view: ListView): string {
  const glyphs = glyphsFor(view.unicode);
  if (ribbon.rows.length === 0) return 'No messages of a peer are known in this run.\n';
  const rows = ribbon.rows.slice(0, view.limit).map((row) => ribbonRow(row, glyphs));
  const columns = [
    { title: 'message', align: 'right' as const },
    { title: 'bytes', most: 15 },
    { title: 'left in send', most: 18 },
    { title: 'travelled in packet', most: 26 },
    { title: 'came in call', most: 22 },
    { title: 'printed on line' },
  ];
  const rest = ribbon.rows.length - view.limit;
  const notes = [
    ...(rest > 0 ? [`  ${glyphs.dots} ${rest} more messages not shown, see --all`] : []),
    ...summaryOf(ribbon),
  ];
  return renderTable(columns, rows, view) + notes.map((note) => `${note}\n`).join('');
}

function ribbonRow(row: RibbonRow, glyphs: Glyphs): Span[][] {
  const look: Look = { message: row.message };
  const packets = row.packets.map(
    ({ packet, lost, retransmission }) =>
      `${packet}${lost ? ` ${glyphs.lost}` : retransmission ? ' again' : ''}`,
  );
  const printed: Span[] =
    row.shown === undefined
      ? [span('nowhere', 'bad')]
      : [
          span(
            row.shown.from === row.shown.to ? String(row.shown.from) : `${row.shown.from} to ${row.shown.to}`,
            row.split.lines > 1 ? 'bad' : look,
          ),
        ];
  return [
    [span(`m${row.message}`, look)],
    [span(`${row.offset} to ${row.offset + row.length - 1}`, 'quiet')],
    named(
      row.sends.map(({ n }) => String(n)),
      look,
    ),
    [...named(packets, look), ...withOthers(row.shared.packets)],
    [
      ...(row.calls.length === 0 ? [span('never received', 'bad')] : named(row.calls.map(callNumber), look)),
      ...withOthers(row.shared.calls),
    ],
    [...printed, ...withOthers(row.shared.lines)],
  ];
}

const callNumber = ({ n }: RecordSpan): string => String(n);

function named(numbers: readonly string[], look: Look): Span[] {
  const shown = numbers.slice(0, MOST_NAMED).join(', ');
  const more = numbers.length - MOST_NAMED;
  return [span(shown, look), ...(more > 0 ? [span(` and ${more} more`, 'quiet')] : [])];
}

/** `with m6-m8`: the other messages that were there too. */
function withOthers(messages: readonly number[]): Span[] {
  const [first] = messages;
  const last = messages.at(-1);
  if (first === undefined || last === undefined) return [];
  const text =
    messages.length === 1 ? `m${first}` : messages.length === 2 ? `m${first} m${last}` : `m${first}-m${last}`;
  return [span(` with ${text}`, 'quiet')];
}

/** What happened to the messages, counted. */
function summaryOf({ rows, other }: Ribbon): string[] {
  const count = (test: (row: RibbonRow) => boolean): number => rows.filter(test).length;
  const facts: [number, string][] = [
    [count(({ shared }) => shared.calls.length > 0), 'came with others in one call'],
    [count(({ split }) => split.calls > 1), 'came in several calls'],
    [count(({ split }) => split.packets > 1), 'travelled in several packets'],
    [count(({ packets }) => packets.some(({ lost }) => lost)), 'were lost and sent again'],
    [count(({ shared }) => shared.lines.length > 0), 'share a line with others'],
    [count(({ split }) => split.lines > 1), 'are broken over several lines'],
    [count(({ calls }) => calls.length === 0), 'were never received'],
    [count(({ shown }) => shown === undefined), 'are nowhere in the output'],
  ];
  const said = facts
    .filter(([number]) => number > 0)
    .map(([number, text]) => `  ${number} of ${rows.length} ${text}`);
  return other > 0 ? [...said, `  ${other} bytes of the peer belong to no message`] : said;
}
