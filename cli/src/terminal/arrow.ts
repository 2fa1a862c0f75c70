/** A packet as an arrow with its label; what does not fit into the arrow follows on lines of its own. */
import type { Column, FoldedPacketsCell, LadderRow, PacketCell } from '@wireside/trace';
import {
  briefPacketText,
  foldedPacketsText,
  packetParts,
  packetRemark,
  packetText,
  sequenceText,
} from '@wireside/trace';
import { firstThatFits, join, optional } from './cells.ts';
import type { Glyphs } from './glyphs.ts';
import type { Look } from './palette.ts';
import { piecesOf, piecesSpans } from './pieces.ts';
import type { Span } from './spans.ts';
import { cutSpans, span, spansWidth } from './spans.ts';

/** Minimum width, in columns, at which a packet's Seq and Ack are shown. */
const MIN_WITH_SEQUENCE = 32;
/** Columns of an arrow that the label cannot use: a space and a piece of shaft on both sides, and the head. */
const ARROW = 5;
/** Columns of these that can be dropped: the shaft. */
const SHAFT = 2;

/** What to draw of a packet. */
export interface ArrowView {
  readonly cell: PacketCell;
  readonly columns: readonly Column[];
  /** Columns from the tail to the head. */
  readonly width: number;
  readonly glyphs: Glyphs;
  /** The packet that acknowledges it. */
  readonly acked?: number | undefined;
  /** Whether the head is at the left. */
  readonly isLeft: boolean;
  /** Whether the ends are drawn by someone else: only the shaft and the label are wanted. */
  readonly isBare?: boolean;
}

/** An arrow, and what did not fit into it. */
export interface Arrow {
  readonly spans: Span[];
  /** What follows on lines of its own; empty if everything fitted. */
  readonly rest: Span[];
}

/** The look of a packet's arrow: one that carries one message has its color. */
export function arrowLook(cell: PacketCell): Look {
  const [first, second] = cell.pieces ?? [];
  return cell.mood === undefined && first !== undefined && second === undefined
    ? { message: first.message }
    : (cell.mood ?? 'plain');
}

/** Draws an arrow. */
export function drawArrow({ cell, columns, width, glyphs, acked, isLeft, isBare = false }: ArrowView): Arrow {
  const look = arrowLook(cell);
  const blank: Span = { text: ' ', look: 'plain' };
  const tail = acked === undefined ? [] : [blank, span(`${glyphs.acked}${acked}`, 'quiet')];
  const line = (count: number): Span => ({ text: glyphs.line.repeat(Math.max(0, count)), look });
  const sign = isBare ? '' : (headSign(cell, glyphs) ?? (isLeft ? glyphs.left : glyphs.right));
  const head: Span = { text: sign, look };
  if (!isBare && cell.closed !== undefined && cell.closed === cell.from) {
    tail.push({ text: glyphs.closed, look });
  }
  const inside = width - spansWidth(tail) - ARROW + (isBare ? 1 : 0);
  const { label, rest, isTight } = labelOf(cell, columns, inside, width, glyphs);
  const left = width - spansWidth(label) - spansWidth(tail) - (ARROW - SHAFT) + (isBare ? 1 : 0);
  const [short, long] = isTight && left < SHAFT ? [0, left] : [1, left - 1];
  const spans = isLeft
    ? [head, line(short), blank, ...label, blank, line(long), ...tail]
    : [...tail.toReversed(), line(short), blank, ...label, blank, line(long), head];
  return { spans, rest };
}

/** The head of an arrow that does not arrive at a program; undefined for all others. */
export function headSign({ lost, closed, to }: PacketCell, glyphs: Glyphs): string | undefined {
  if (lost) return glyphs.lost;
  return closed !== undefined && to.includes(closed) ? glyphs.closed : undefined;
}

/** The label that fits, and the parts of it that do not. */
function labelOf(
  cell: PacketCell,
  columns: readonly Column[],
  inside: number,
  width: number,
  glyphs: Glyphs,
): { label: Span[]; rest: Span[]; isTight: boolean } {
  const look = cell.mood ?? 'plain';
  const pieces = piecesSpans(piecesOf(cell), glyphs);
  const remark = optional(packetRemark(cell), 'bad');
  const brief = briefRemark(cell, glyphs);
  const text = [span(packetText(cell), look)];
  const short = [span(briefPacketText(cell), look)];
  const parts = packetParts(cell, columns);
  const substance = parts.length === 0 ? [] : [span(parts.join(', '), look === 'quiet' ? 'quiet' : 'plain')];
  const sequence = width < MIN_WITH_SEQUENCE ? [] : optional(sequenceText(cell));
  const whole = firstThatFits(
    [
      join(text, pieces, remark, substance, sequence),
      join(text, pieces, remark, substance),
      join(text, pieces, brief, substance),
      join(short, pieces, brief, substance),
    ],
    inside,
  );
  if (whole !== undefined) return { label: whole, rest: [], isTight: false };
  const ways = [
    join(text, pieces, remark, sequence),
    join(text, pieces, remark),
    join(text, pieces, brief),
    join(short, pieces, brief),
  ];
  const fitting = firstThatFits(ways, inside);
  if (fitting !== undefined) return { label: fitting, rest: substance, isTight: false };
  // The shaft is dropped before any word of the label.
  const tight = firstThatFits([...ways, join(short, brief)], inside + SHAFT);
  if (tight !== undefined) {
    const left = spansWidth(tight) < spansWidth(join(short, pieces, brief)) ? pieces : [];
    return { label: tight, rest: join(left, substance), isTight: true };
  }
  // Text that is long by itself: all of it follows below.
  const name = [span(cell.transport === undefined ? cell.protocol : briefPacketText(cell), look)];
  return {
    label: cutSpans(name, Math.max(0, inside + SHAFT), glyphs.ellipsis),
    rest: join(cell.transport === undefined ? optional(cell.info, look) : brief, pieces, substance),
    isTight: true,
  };
}

/** What is unusual about a packet, as a sign: which one it repeats, or which one repeats it. */
function briefRemark(cell: PacketCell, glyphs: Glyphs): Span[] {
  if (cell.again !== undefined) return [span(`${glyphs.again}${cell.again}`, 'bad')];
  if (cell.sentAgain !== undefined) return [span(`${glyphs.later}${cell.sentAgain}`, 'bad')];
  return cell.lost ? [] : optional(packetRemark(cell), 'bad');
}

/** Many packets in one row, in as many words as fit. @param sign where they go. */
export function foldedPackets(cell: FoldedPacketsCell, sign: string, width: number, glyphs: Glyphs): Span[] {
  const words = foldedPacketsText(cell);
  const text = [span(`${sign} ${words.text}`, 'quiet')];
  const bytes = optional(words.bytes);
  const numbers = [span(words.numbers, 'quiet')];
  const ways = [join(text, bytes, numbers), join(text, bytes), text];
  return firstThatFits(ways, width) ?? cutSpans(text, width, glyphs.ellipsis);
}

/** `s1 `, the stream of a packet, in as many columns as it has; nothing if there is only one. */
export function streamSpans({ wire }: LadderRow, digits: number): Span[] {
  if (digits === 0) return [];
  const stream = wire?.kind === 'packet' && wire.stream !== undefined ? `s${wire.stream}` : '';
  return [span(`${stream.padEnd(digits)} `, 'quiet')];
}
