/** Draws the ribbon: a row for each message, from the send() that sent it to the line that shows it. */
import type { Ribbon, RibbonRow } from '@wireside/trace';
import { countText, numberText } from '@wireside/wire';
import type { Glyphs } from './glyphs.ts';
import { glyphsFor } from './glyphs.ts';
import type { Look } from './palette.ts';
import type { ListView } from './render-lists.ts';
import { renderRuler } from './render-ruler.ts';
import type { Span } from './spans.ts';
import { span } from './spans.ts';
import { renderTable } from './table.ts';
import { cutText } from './width.ts';

/** Numbers named in one cell; of more, the first and the last are named, and all are counted. */
const MAX_NAMED = 2;

/** The ribbon as lines, each with a newline at its end. */
export function renderRibbon(ribbon: Ribbon, view: ListView): string {
  const glyphs = glyphsFor(view.unicode);
  if (ribbon.rows.length === 0) return 'No messages of a peer are known in this run.\n';
  const rows = ribbon.rows.slice(0, view.limit).map((row) => ribbonRow(row, glyphs));
  const columns = [
    { title: 'message', align: 'right' as const },
    { title: 'bytes', max: 15 },
    { title: 'send', max: 18 },
    { title: 'packet', max: 26 },
    { title: 'call', max: 22 },
    { title: 'line' },
  ];
  const rest = ribbon.rows.length - view.limit;
  const notes = [
    ...(rest > 0 ? [`  ${glyphs.dots} ${countText(rest, 'more message')} not shown, see --all`] : []),
    ...summaryOf(ribbon),
  ];
  return (
    renderRuler(ribbon, view) +
    renderTable(columns, rows, view) +
    notes.map((note) => `${cutText(note, view.width, glyphs.ellipsis)}\n`).join('')
  );
}

function ribbonRow(row: RibbonRow, glyphs: Glyphs): Span[][] {
  const look: Look = { message: row.message };
  const packets = row.packets.map(({ packet, lost, retransmission }) =>
    lost ? `${packet} ${glyphs.lost}` : retransmission ? `${packet} again` : String(packet),
  );
  const calls = row.calls.map(({ n }) => String(n));
  return [
    [span(`m${row.message}`, look)],
    [span(`${row.offset} to ${row.offset + row.length - 1}`, 'quiet')],
    named(
      row.sends.map(({ n }) => String(n)),
      look,
      glyphs,
    ),
    [...named(packets, look, glyphs), ...withOthers(row.shared.packets)],
    [
      ...(calls.length === 0 ? [span('never received', 'bad')] : named(calls, look, glyphs)),
      ...withOthers(row.shared.calls),
    ],
    [...printedOn(row, look), ...withOthers(row.shared.lines)],
  ];
}

function printedOn({ shown, split }: RibbonRow, look: Look): Span[] {
  if (shown === undefined) return [span('nowhere', 'bad')];
  return split.lines > 1 ? [span(`${shown.from} to ${shown.to}`, 'bad')] : [span(String(shown.from), look)];
}

function named(numbers: readonly string[], look: Look, { ellipsis }: Glyphs): Span[] {
  const [first] = numbers;
  if (first === undefined) return [];
  if (numbers.length <= MAX_NAMED) return [span(numbers.join(', '), look)];
  return [span(`${first}${ellipsis}${numbers.at(-1)}`, look), span(` (${numbers.length})`, 'quiet')];
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
    [count(({ split }) => split.packets > 1), 'traveled in several packets'],
    [count(({ packets }) => packets.some(({ lost }) => lost)), 'were lost and sent again'],
    [count(({ shared }) => shared.lines.length > 0), 'share a line with others'],
    [count(({ split }) => split.lines > 1), 'are split over several lines'],
    [count(({ calls }) => calls.length === 0), 'were never received'],
    [count(({ shown }) => shown === undefined), 'do not appear in the output'],
  ];
  const said = facts
    .filter(([number]) => number > 0)
    .map(([number, text]) => `  ${numberText(number)} of ${numberText(rows.length)} ${text}`);
  return other > 0 ? [...said, `  ${countText(other, 'byte')} of the peer belong to no message`] : said;
}
