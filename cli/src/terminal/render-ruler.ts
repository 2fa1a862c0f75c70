/** Draws the peer's stream as a ruler: a column for each byte, and under each message what carried which of its bytes. */
import type { Ribbon, RibbonRow, Span as Bytes } from '@wireside/trace';
import { countText, numberText } from '@wireside/wire';
import { glyphsFor, plainText } from './glyphs.ts';
import type { Look } from './palette.ts';
import type { ListView } from './render-lists.ts';
import type { Span } from './spans.ts';
import { paint } from './spans.ts';

/** Bytes on one track: where they lie, and what is written at their beginning. */
interface Mark extends Bytes {
  readonly label: string;
}

/** One line of a strip: all messages, all packets, … */
interface Track {
  readonly name: string;
  readonly marks: readonly Mark[];
}

/** Columns of the tracks' names. */
const NAMES = 9;
/** Minimum width of a ruler. */
const MIN_COLUMNS = 20;
/** Strips that are drawn by default; bytes after them are only counted. */
const MAX_STRIPS = 6;

/** The ruler in strips as wide as the terminal, and an empty line after each. */
export function renderRuler(ribbon: Ribbon, view: ListView): string {
  const columns = view.width - NAMES;
  const end = ribbon.rows.reduce((furthest, { offset, length }) => Math.max(furthest, offset + length), 0);
  if (columns < MIN_COLUMNS || end === 0) return '';
  const shown = view.limit === Infinity ? end : Math.min(end, MAX_STRIPS * columns);
  const tracks = tracksOf(ribbon);
  const colors = colorsOf(ribbon.rows, shown);
  let text = '';
  for (let from = 0; from < shown; from += columns) {
    const to = Math.min(shown, from + columns);
    for (const track of tracks) {
      const name: Span = { text: track.name.padEnd(NAMES), look: 'quiet' };
      const spans = trackSpans({ marks: track.marks, from, to, colors, view });
      if (spans.some(({ text: drawn }) => drawn.trim() !== ''))
        text += `${paint([name, ...spans], view.color)}\n`;
    }
    text += '\n';
  }
  const { dots } = glyphsFor(view.unicode);
  return shown < end
    ? `${text}  ${dots} ${countText(end - shown, 'more byte')} of ${numberText(end)} not drawn, see --all\n\n`
    : text;
}

/** Each span once: several messages may have the same. */
const once = <T extends Bytes>(spans: readonly T[], label: (span: T) => string): Mark[] => {
  const marks = new Map<string, Mark>();
  for (const span of spans) {
    const text = label(span);
    marks.set(`${text}/${span.offset}`, { offset: span.offset, length: span.length, label: text });
  }
  return [...marks.values()];
};

function tracksOf({ rows }: Ribbon): Track[] {
  const packets = rows.flatMap((row) => row.packets);
  return [
    {
      name: 'message',
      marks: rows.map(({ message, offset, length }) => ({ offset, length, label: `m${message}` })),
    },
    {
      name: 'send',
      marks: once(
        rows.flatMap(({ sends }) => sends),
        ({ n }) => String(n),
      ),
    },
    {
      name: 'packet',
      marks: once(
        packets.filter(({ retransmission }) => !retransmission),
        ({ packet }) => String(packet),
      ),
    },
    {
      name: 'again',
      marks: once(
        packets.filter(({ retransmission }) => retransmission),
        ({ packet }) => String(packet),
      ),
    },
    {
      name: 'call',
      marks: once(
        rows.flatMap(({ calls }) => calls),
        ({ n }) => String(n),
      ),
    },
    { name: 'line', marks: rows.flatMap(lineMarks) },
  ];
}

/** Where each line begins and ends in the stream, as far as it shows this message. */
function lineMarks({ offset, shown }: RibbonRow): Mark[] {
  let at = offset;
  return (shown?.parts ?? []).map(({ line, length }) => {
    at += length;
    return { offset: at - length, length, label: String(line) };
  });
}

/** The message of each byte, -1 for none. */
function colorsOf(rows: readonly RibbonRow[], end: number): Int32Array {
  const messages = new Int32Array(end).fill(-1);
  for (const { message, offset, length } of rows)
    messages.fill(message, offset, Math.min(end, offset + length));
  return messages;
}

/** What to draw of one track. */
interface Strip {
  readonly marks: readonly Mark[];
  /** The bytes of the strip. */
  readonly from: number;
  readonly to: number;
  /** The message of each byte. */
  readonly colors: Int32Array;
  readonly view: ListView;
}

/** One track of one strip: a bar where something begins, its label, and a line up to its end. */
function trackSpans({ marks, from, to, colors, view: { unicode } }: Strip): Span[] {
  const { begin: bar, line } = glyphsFor(unicode);
  const drawn: string[] = Array.from({ length: to - from }, () => ' ');
  for (const { offset, length, label } of marks) {
    const begin = Math.max(offset, from);
    const end = Math.min(offset + length, to);
    for (let at = begin; at < end; at++) drawn[at - from] = line;
    if (begin >= end) continue;
    if (offset >= from) drawn[offset - from] = bar;
    const first = offset >= from ? offset + 1 : from;
    if (end - first >= label.length) [...label].forEach((sign, i) => (drawn[first - from + i] = sign));
  }
  const spans: Span[] = [];
  for (let at = from; at < to; at++) {
    const message = colors[at]!;
    const look: Look = message < 0 ? 'plain' : { message };
    const before = spans.at(-1);
    const sign = plainText(drawn[at - from]!, unicode);
    if (before !== undefined && message === colors[at - 1]) before.text += sign;
    else spans.push({ text: sign, look });
  }
  return spans;
}
