/** The cells of a ladder's row, each in as many words as its lane has room for. */
import type { LadderCell, LadderRow, WireCell } from '@wireside/trace';
import type { Glyphs } from './glyphs.ts';
import { piecesSpans } from './pieces.ts';
import { cutSpans, type Look, type Span, span, spansWidth } from './spans.ts';

/** Fewest columns in which a quotation says anything. */
const SHORTEST_QUOTE = 6;

/** Columns from which on a packet's Seq and Ack are shown. */
const WITH_NUMBERS = 32;

/** Puts blanks between groups of spans. */
export function join(...groups: readonly Span[][]): Span[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, i) => (i === 0 ? group : [{ text: ' ', look: 'plain' } as Span, ...group]));
}

/** The first of several ways to say something that fits; the last one, cut, if none does. */
function firstThatFits(ways: readonly Span[][], width: number, ellipsis: string): Span[] {
  return ways.find((way) => spansWidth(way) <= width) ?? cutSpans(ways.at(-1) as Span[], width, ellipsis);
}

const lookOf = (cell: LadderCell): Look => cell.mood ?? 'plain';

/** What is said in the program's or the peer's lane, without its number. */
export function sideCell(row: LadderRow, cell: LadderCell, width: number, glyphs: Glyphs): Span[] {
  const look = row.kind === 'end' ? (cell.mood === 'bad' ? 'bad' : 'good') : lookOf(cell);
  const text = [span(cell.text, look)];
  const pieces = piecesSpans(cell.pieces ?? [], glyphs);
  const more = cell.more === undefined ? [] : [span(cell.more, 'quiet')];
  const isOutput = row.line !== undefined || (row.kind === 'line' && row.left === cell);
  if (isOutput && cell.data !== undefined) return outputCell(cell, text, pieces, more, width, glyphs);
  const quote = cell.data === undefined ? [] : [span('"', 'quiet'), span(cell.data), span('"', 'quiet')];
  const ways = [
    join(text, pieces, quote, more),
    join(text, pieces, quote),
    join(text, pieces, more),
    ...(quote.length > 0 && width - spansWidth(text) > SHORTEST_QUOTE
      ? [cutSpans(join(text, pieces, quote), width, glyphs.ellipsis)]
      : []),
    join(text, pieces),
    // The descriptor may go, what arrived may not.
    ...(pieces.length > 0 ? [join([span(cell.text.replace(/\(\d*\)/, ''), look)], pieces)] : []),
    text,
  ];
  return firstThatFits(ways, width, glyphs.ellipsis);
}

/** A line that the program prints: its number, what it shows of the messages, and its text in their colours. */
function outputCell(
  cell: LadderCell,
  text: Span[],
  pieces: Span[],
  more: Span[],
  width: number,
  glyphs: Glyphs,
): Span[] {
  const isLine = cell.text.startsWith('prints');
  const short = [span(isLine ? `${glyphs.prints} ${cell.n}` : cell.text, 'plain')];
  const quote = quoted(cell);
  const ways = [
    join(text, quote, pieces, more),
    join(short, quote, pieces, more),
    join(short, quote, pieces),
    ...(pieces.length > 0 ? [join(short, quote)] : []),
    ...(pieces.length > 0 && spansWidth(pieces) < width / 2
      ? [
          join(
            short,
            cutSpans(quote, width - spansWidth(short) - spansWidth(pieces) - 2, glyphs.ellipsis),
            pieces,
          ),
        ]
      : []),
  ];
  return firstThatFits([...ways, join(short, quote)], width, glyphs.ellipsis);
}

/** The text of a line, each message in its colour. */
function quoted(cell: LadderCell): Span[] {
  const data = cell.data as Uint8Array;
  const spans: Span[] = [];
  let from = 0;
  for (const { offset, length, message } of cell.shows ?? []) {
    if (offset > from) spans.push(span(data.subarray(from, offset)));
    spans.push(span(data.subarray(offset, offset + length), { message }));
    from = offset + length;
  }
  return from < data.length ? [...spans, span(data.subarray(from))] : spans;
}

/** The packet: its number, and an arrow across the lane with the label in it. */
export function wireCell(
  row: LadderRow,
  cell: WireCell,
  digits: number,
  width: number,
  glyphs: Glyphs,
): Span[] {
  if (cell.n === undefined) return foldedWire(cell, digits, width, glyphs);
  const number = span(`${String(cell.n).padStart(digits)} `, 'quiet');
  const room = width - digits - 1;
  if (cell.to === 'none') return [number, span(cell.text, lookOf(cell))];
  const tick = row.acked === undefined ? [] : [span(`${glyphs.acked}${row.acked}`, 'quiet')];
  const look = arrowLook(cell);
  const blank: Span = { text: ' ', look: 'plain' };
  const after = tick.length === 0 ? [] : [blank, ...tick];
  const line = (count: number): Span => ({ text: glyphs.line.repeat(Math.max(0, count)), look });
  const toProgram = cell.to === 'program';
  const head: Span = { text: cell.lost ? glyphs.lost : toProgram ? glyphs.left : glyphs.right, look };
  // The label stands between blanks, with a bit of shaft on both sides and the head at one end.
  const inside = room - spansWidth(after) - 5;
  const ways = labels(cell, room, glyphs);
  const fitting = ways.find((way) => spansWidth(way) <= inside);
  const isTight = fitting === undefined || (fitting === ways.at(-1) && ways.length > 1);
  // Rather than a word of the label, the shaft goes.
  const label = isTight ? firstThatFits(ways, inside + 2, glyphs.ellipsis) : fitting;
  const rest = room - spansWidth(label) - spansWidth(after) - 3;
  const [short, long] = isTight && rest < 2 ? [0, rest] : [1, rest - 1];
  return toProgram
    ? [number, head, line(short), blank, ...label, blank, line(long), ...after]
    : [
        number,
        ...(tick.length === 0 ? [] : [...tick, blank]),
        line(short),
        blank,
        ...label,
        blank,
        line(long),
        head,
      ];
}

/** An arrow that carries one message has its colour. */
function arrowLook(cell: WireCell): Look {
  const [first, second] = cell.pieces ?? [];
  return cell.mood === undefined && first !== undefined && second === undefined
    ? { message: first.message }
    : lookOf(cell);
}

/** Many packets in one row. */
function foldedWire(cell: WireCell, digits: number, width: number, glyphs: Glyphs): Span[] {
  const sign = { program: glyphs.left, peer: glyphs.right, none: glyphs.dots }[cell.to];
  const text = [span(`${' '.repeat(digits)} ${sign} ${cell.text}`, 'quiet')];
  const bytes = cell.remark === undefined ? [] : [span(cell.remark, 'quiet')];
  const numbers = [span(`(${cell.more})`, 'quiet')];
  return firstThatFits([join(text, bytes, numbers), join(text, bytes), text], width, glyphs.ellipsis);
}

/** Ways to label a packet, the longest first. */
function labels(cell: WireCell, width: number, glyphs: Glyphs): Span[][] {
  const look = lookOf(cell);
  const pieces = piecesSpans(cell.pieces ?? [], glyphs);
  const remark = cell.remark === undefined ? [] : [span(cell.remark, 'bad')];
  const text = [span(cell.text, look)];
  const more = cell.more === undefined ? [] : [span(cell.more, 'quiet')];
  const numbers =
    cell.sequence === undefined || width < WITH_NUMBERS
      ? []
      : [
          span(
            `Seq ${cell.sequence}${cell.flags.includes('ACK') ? ` Ack ${cell.acknowledgement}` : ''}`,
            'quiet',
          ),
        ];
  // What opens or ends a connection is said in any case.
  const rare = cell.flags.split(' ').filter((flag) => !['PSH', 'ACK', ''].includes(flag));
  const short = cell.length > 0 ? [span([...rare, `${cell.length} B`].join(' '), look)] : text;
  const brief = briefRemark(cell, glyphs);
  return [
    join(text, pieces, remark, numbers, more),
    join(text, pieces, remark, numbers),
    join(text, pieces, remark),
    join(text, pieces, brief),
    join(short, pieces, brief),
    ...(brief.length > 0 ? [join(short, brief)] : [text]),
    short,
  ];
}

/** What is unusual about a packet, in a sign: which one it repeats, or which one repeats it. */
function briefRemark(cell: WireCell, glyphs: Glyphs): Span[] {
  if (cell.again !== undefined) return [span(`${glyphs.again}${cell.again}`, 'bad')];
  if (cell.sentAgain !== undefined) return [span(`${glyphs.later}${cell.sentAgain}`, 'bad')];
  return cell.remark === undefined || cell.lost ? [] : [span(cell.remark, 'bad')];
}
