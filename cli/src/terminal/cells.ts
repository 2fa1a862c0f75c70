/** The cells of actors, each in as many words as there is room for, and on as many lines as its substance needs. */
import type { ActorCell, LineCell } from '@wireside/trace';
import { actorWords, lineWords } from '@wireside/trace';
import type { Glyphs } from './glyphs.ts';
import type { Look } from './palette.ts';
import { piecesOf, piecesSpans } from './pieces.ts';
import type { Span } from './spans.ts';
import { cutSpans, span, spansWidth, wrapSpans } from './spans.ts';

/** Minimum width of a quotation, in columns. */
const MIN_QUOTE = 6;
/** Lines of one cell beside others. */
export const MAX_CELL_LINES = 8;

/** Puts spaces between groups of spans. */
export function join(...groups: readonly Span[][]): Span[] {
  return groups
    .filter((group) => group.length > 0)
    .flatMap((group, i) => (i === 0 ? group : [{ text: ' ', look: 'plain' } as Span, ...group]));
}

/** The first of several ways to say something that fits; undefined if none does. */
export function firstThatFits(ways: readonly Span[][], width: number): Span[] | undefined {
  return ways.find((way) => spansWidth(way) <= width);
}

/** Spans of a text that may be missing. */
export const optional = (text: string | undefined, look: Look = 'quiet'): Span[] =>
  text === undefined || text === '' ? [] : [span(text, look)];

/** What to draw of a cell of an actor. */
export interface CellView {
  readonly cell: ActorCell;
  readonly width: number;
  readonly glyphs: Glyphs;
  /** Maximum number of lines. */
  readonly lines?: number;
}

/** A cell of an actor, without its number, as one line or more. */
export function actorCell({ cell, width, glyphs, lines = MAX_CELL_LINES }: CellView): Span[][] {
  const ways = cell.kind === 'line' ? lineWays(cell, width, glyphs) : wordWays(cell, width, glyphs);
  return [firstThatFits(ways, width)].flatMap((fitting) =>
    fitting === undefined ? wrapSpans(ways.at(-1)!, width, lines, glyphs.ellipsis) : [fitting],
  );
}

/** What a cell has to say in any case, without what is only worth adding. */
export function substanceOf(cell: ActorCell, glyphs: Glyphs): Span[] {
  const ways = cell.kind === 'line' ? lineWays(cell, Infinity, glyphs) : wordWays(cell, 0, glyphs);
  return ways.at(-1)!;
}

/** Columns that a cell needs to be on one line. */
export function neededWidth(cell: ActorCell, glyphs: Glyphs): number {
  return spansWidth(substanceOf(cell, glyphs));
}

/** Ways to say a cell, the longest first; the last one is its substance. */
function wordWays(cell: Exclude<ActorCell, LineCell>, width: number, glyphs: Glyphs): Span[][] {
  const words = actorWords(cell);
  const look = cell.mood ?? (cell.kind === 'end' ? 'good' : 'plain');
  const text = [span(words.text, look)];
  const pieces = piecesSpans(piecesOf(cell), glyphs);
  const more = optional(words.more);
  const quote = words.quote === undefined ? [] : quoted([span(words.quote)]);
  const hasQuote = quote.length > 0 && width - spansWidth(text) - spansWidth(pieces) > MIN_QUOTE;
  return [
    join(text, pieces, quote, more),
    join(text, pieces, quote),
    join(text, pieces, more),
    ...(hasQuote ? [cutSpans(join(text, pieces, quote), width, glyphs.ellipsis)] : []),
    join(text, pieces),
    // The descriptor may be left out, but not what arrived.
    ...(pieces.length > 0 ? [join([span(words.brief ?? words.text, look)], pieces)] : []),
    join(text, pieces),
  ];
}

const quoted = (spans: readonly Span[]): Span[] => [span('"', 'quiet'), ...spans, span('"', 'quiet')];

/** A line that an actor prints: its number, its text in the colors of the messages, and their names. */
function lineWays(cell: LineCell, width: number, glyphs: Glyphs): Span[][] {
  const words = lineWords(cell, glyphs.prints);
  const text = [span(words.text)];
  const short = [span(words.brief)];
  const more = optional(words.more);
  const pieces = piecesSpans(piecesOf(cell), glyphs);
  const bytes = lineBytes(cell);
  return [
    join(text, bytes, pieces, more),
    join(short, bytes, pieces, more),
    ...(pieces.length > 0 && spansWidth(pieces) < width / 2 ? [join(short, bytes, more)] : []),
    join(short, bytes, more),
  ];
}

/** The bytes of a line, each message in its color. */
function lineBytes({ bytes, shows = [] }: LineCell): Span[] {
  const spans: Span[] = [];
  let from = 0;
  for (const { offset, length, message } of shows) {
    if (offset > from) spans.push(span(bytes.subarray(from, offset)));
    spans.push(span(bytes.subarray(offset, offset + length), { message }));
    from = offset + length;
  }
  return from < bytes.length ? [...spans, span(bytes.subarray(from))] : spans;
}
