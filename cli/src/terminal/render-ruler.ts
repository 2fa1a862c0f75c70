/** Draws the peer's stream as a ruler: a column a byte, and under each message who carried which of its bytes. */
import type { Ribbon, RibbonRow, Span as Bytes } from '@wireside/trace';
import { glyphsFor, plainWords } from './glyphs.ts';
import type { ListView } from './render-lists.ts';
import { type Look, paint, type Span } from './spans.ts';

/** Bytes of one lane: where they lie, and what is written at their beginning. */
interface Mark extends Bytes {
  label: string;
}

interface Lane {
  name: string;
  marks: Mark[];
}

/** Columns of the lanes' names. */
const NAMES = 9;
/** Strips drawn unless everything is asked for; more bytes than they hold are only counted. */
const STRIPS = 6;

/** The ruler in strips as wide as the terminal, and an empty line after each. */
export function renderRuler(ribbon: Ribbon, view: ListView): string {
  const columns = view.width - NAMES;
  const end = ribbon.rows.reduce((most, { offset, length }) => Math.max(most, offset + length), 0);
  if (columns < 20 || end === 0) return '';
  const shown = view.limit === Infinity ? end : Math.min(end, STRIPS * columns);
  const lanes = lanesOf(ribbon);
  const colours = coloursOf(ribbon.rows, shown);
  let text = '';
  for (let from = 0; from < shown; from += columns) {
    const to = Math.min(shown, from + columns);
    for (const lane of lanes) {
      const name: Span = { text: lane.name.padEnd(NAMES), look: 'quiet' };
      const spans = laneSpans(lane.marks, from, to, colours, view);
      if (spans.some(({ text: drawn }) => drawn.trim() !== ''))
        text += `${paint([name, ...spans], view.colour)}\n`;
    }
    text += '\n';
  }
  const { dots } = glyphsFor(view.unicode);
  return shown < end ? `${text}  ${dots} ${end - shown} more bytes of ${end} not drawn, see --all\n\n` : text;
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

function lanesOf({ rows }: Ribbon): Lane[] {
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

/** The message of each byte. */
function coloursOf(rows: readonly RibbonRow[], end: number): Int32Array {
  const messages = new Int32Array(end).fill(-1);
  for (const { message, offset, length } of rows)
    messages.fill(message, offset, Math.min(end, offset + length));
  return messages;
}

/** One lane of one strip: a bar where something begins, its label, and a line up to its end. */
function laneSpans(
  marks: readonly Mark[],
  from: number,
  to: number,
  colours: Int32Array,
  { unicode }: ListView,
): Span[] {
  const { line } = glyphsFor(unicode);
  const bar = unicode === false ? '|' : '├';
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
    const message = colours[at] as number;
    const look: Look = message < 0 ? 'plain' : { message };
    const before = spans.at(-1);
    const sign = plainWords(drawn[at - from] as string, unicode);
    if (before !== undefined && message === colours[at - 1]) before.text += sign;
    else spans.push({ text: sign, look });
  }
  return spans;
}
