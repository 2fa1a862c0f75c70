/** A ladder's rows in lanes, one for each actor; a packet is an arrow from the rail of its sender to that of its receiver. */
import type { ActorCell, Ladder, LadderRow, PacketCell } from '@wireside/trace';
import { columnDuration, wholePacketText } from '@wireside/trace';
import { arrowLook, drawArrow, foldedPackets, headSign, streamSpans } from './arrow.ts';
import { MAX_CELL_LINES } from './cells.ts';
import type { Glyphs } from './glyphs.ts';
import { columnHead, networkText } from './heads.ts';
import { moreRowsText } from './more-rows.ts';
import type { Layout } from './layout.ts';
import type { DrawRow } from './side-rows.ts';
import { numbered, rowStart, startHead } from './side-rows.ts';
import type { Span } from './spans.ts';
import { fitSpans, span, spansWidth, wrapSpans } from './spans.ts';

/** What is no actor, in a sentence. */
const OUTSIDE = 'outside';

/** The lines above the lanes. */
export function laneHeads(ladder: Ladder, layout: Layout, glyphs: Glyphs): Span[][] {
  const { left: lane, packets, streams } = layout;
  const { ellipsis, line, corner } = glyphs;
  const start = startHead(ladder, layout);
  const before = packets + 1 + (streams > 0 ? streams + 1 : 0);
  const blank = span(' '.repeat(spansWidth([start]) + before));
  const heads = ladder.columns.map((column) => columnHead(column, lane - 1));
  const lines = Array.from({ length: Math.max(...heads.map(({ length }) => length)) }, (_, i) => [
    ...(i === 0 ? [start, span(' '.repeat(before))] : [blank]),
    ...heads.flatMap((head) => fitSpans([span(head[i] ?? '', i === 0 ? 'strong' : 'quiet')], lane, ellipsis)),
  ]);
  const network = networkText(ladder, layout.width - 2);
  const first = network === 'wire' ? [] : [[span(`  ${network}`, 'quiet')]];
  return [
    ...first,
    ...lines,
    [blank, span(heads.map(() => corner + line.repeat(lane - 1)).join(''), 'quiet')],
  ];
}

/** Draws rows in lanes: first what caused a packet, then the packet, then what the packet caused. */
export function laneRow(ladder: Ladder, layout: Layout, glyphs: Glyphs): DrawRow {
  const start = rowStart(ladder, layout, glyphs);
  const lanes = new Lanes(ladder, layout, glyphs);
  const { ellipsis } = glyphs;
  return (row, isMarked) => {
    const before = start(row, isMarked);
    if (row.kind === 'more') return [[...before, span(moreRowsText(row), 'quiet')]];
    const { wire, cells } = row;
    const isCause = ({ column }: ActorCell): boolean => wire?.kind === 'packet' && column === wire.from;
    const causes = cells.filter(isCause);
    const others = cells.filter((cell) => !isCause(cell));
    const lines = [...lanes.cells(row, causes), ...lanes.wire(row), ...lanes.cells(row, others)];
    const indent = fitSpans([], spansWidth(before), ellipsis);
    return lines.map((line, i) => [...(i === 0 ? before : indent), ...line]);
  };
}

/** Draws what stands in lanes. */
class Lanes {
  readonly #ladder: Ladder;
  readonly #layout: Layout;
  readonly #glyphs: Glyphs;
  /** Columns before the first rail: the packet's number and stream. */
  readonly #before: number;

  constructor(ladder: Ladder, layout: Layout, glyphs: Glyphs) {
    this.#ladder = ladder;
    this.#layout = layout;
    this.#glyphs = glyphs;
    this.#before = layout.packets + 1 + (layout.streams > 0 ? layout.streams + 1 : 0);
  }

  /** Cells side by side, each in its lane and in the empty lanes after it. */
  cells(row: LadderRow, cells: readonly ActorCell[]): Span[][] {
    if (cells.length === 0) return [];
    const { left: lane } = this.#layout;
    const sorted = cells.toSorted((a, b) => a.column - b.column);
    const drawn = sorted.map((cell, i) => {
      const next = sorted[i + 1]?.column ?? this.#count;
      const lines = numbered(row, cell, (next - cell.column) * lane - 2, this.#layout, this.#glyphs);
      return { column: cell.column, lines };
    });
    const height = Math.max(...drawn.map(({ lines }) => lines.length));
    return Array.from({ length: height }, (_, i) => {
      const line: Span[] = fitSpans([], this.#before, this.#glyphs.ellipsis);
      let column = 0;
      for (const { column: own, lines } of drawn) {
        const text = lines[i];
        if (text === undefined) continue;
        line.push(...this.#rails(column, own));
        const taken = Math.max(1, Math.ceil((spansWidth(text) + 2) / lane));
        line.push(this.#rail, ...fitSpans(text, taken * lane - 1, this.#glyphs.ellipsis));
        column = own + taken;
      }
      line.push(...this.#rails(column, this.#count));
      return line;
    });
  }

  /** The packet of a row, or what else is on the wire. */
  wire(row: LadderRow): Span[][] {
    const { wire: cell } = row;
    if (cell === undefined) return [];
    const { packets: digits, streams, left: lane } = this.#layout;
    const { ellipsis, line, dots, right } = this.#glyphs;
    const blank = fitSpans([], this.#before, ellipsis);
    if (cell.kind === 'gap') {
      return [[...blank, span(`${line} ${columnDuration(cell.duration)} ${line}`, 'quiet')]];
    }
    if (cell.kind === 'folded-packets') {
      const to = cell.to?.[0];
      const glyphs = this.#glyphs;
      const names = this.#ladder.columns;
      const way =
        cell.from === undefined || to === undefined || to === cell.from
          ? dots
          : `${names[cell.from]?.actor ?? OUTSIDE} ${glyphs.right} ${names[to]?.actor ?? OUTSIDE}:`;
      return [[...blank, ...foldedPackets(cell, way, this.#count * lane, glyphs)]];
    }
    const number = [span(`${String(cell.n).padStart(digits)} `, 'quiet'), ...streamSpans(row, streams)];
    if (cell.from === undefined || cell.to.length === 0 || cell.to.every((to) => to === cell.from)) {
      const column = cell.from ?? cell.to[0] ?? 0;
      const room = (this.#count - column) * lane - 1;
      const text = wrapSpans(
        [span(wholePacketText(cell, this.#ladder.columns, right), cell.mood ?? 'plain')],
        room,
        MAX_CELL_LINES,
        ellipsis,
      );
      return text.map((one, i) => [
        ...(i === 0 ? number : blank),
        ...this.#rails(0, column),
        this.#rail,
        ...one,
      ]);
    }
    return this.#arrow(cell, number, row.acked);
  }

  #arrow(cell: PacketCell, number: Span[], acked: number | undefined): Span[][] {
    const { left: lane } = this.#layout;
    const glyphs = this.#glyphs;
    const from = cell.from!;
    // A member of a group that sends to it may receive its own datagrams.
    const to = cell.to.filter((column) => column !== from);
    const first = Math.min(from, ...to);
    const last = Math.max(from, ...to);
    // Both ways at once: the label is on the longer one, toward the right if they are equal.
    const isBoth = first < from && last > from;
    const isLeft = isBoth ? from - first > last - from : last === from;
    const end = isLeft ? first : last;
    const near = Math.abs(end - from);
    const { spans, rest } = drawArrow({
      cell,
      columns: this.#ladder.columns,
      width: near * lane - 1,
      glyphs,
      acked,
      isLeft,
      isBare: true,
    });
    const look = arrowLook(cell);
    const sign = headSign(cell, glyphs);
    const head = (column: number): Span => ({
      text: column < from ? (sign ?? glyphs.left) : (sign ?? glyphs.right),
      look,
    });
    const at = (column: number): Span =>
      column === from
        ? { text: cell.closed === from ? glyphs.closed : glyphs.tail, look }
        : to.includes(column)
          ? head(column)
          : { text: glyphs.line, look };
    const shaft = (a: number, b: number): Span[] =>
      Array.from({ length: b - a }, (_, i) => [
        at(a + i),
        { text: glyphs.line.repeat(lane - 1), look },
      ]).flat();
    const middle = this.#withHeads(spans, Math.min(from, end), Math.max(from, end), at);
    const line = [
      ...number,
      ...this.#rails(0, first),
      ...(isBoth && !isLeft ? shaft(first, from) : []),
      at(isBoth && !isLeft ? from : first),
      ...middle,
      ...(isBoth && isLeft ? shaft(from, last) : []),
      at(last),
      ...fitSpans([], lane - 1, glyphs.ellipsis),
      ...this.#rails(last + 1, this.#count),
    ];
    const blank = fitSpans([], this.#before, glyphs.ellipsis);
    const room = (this.#count - first) * lane - 2;
    const below = wrapSpans(rest, room, MAX_CELL_LINES, glyphs.ellipsis);
    return [line, ...below.map((one) => [...blank, ...this.#rails(0, first), this.#rail, span(' '), ...one])];
  }

  /** The shaft of an arrow with the heads at the rails that it crosses: those of others that receive it too. */
  #withHeads(spans: readonly Span[], first: number, last: number, at: (column: number) => Span): Span[] {
    const { left: lane } = this.#layout;
    const { line } = this.#glyphs;
    const result: Span[] = [];
    let x = 0;
    for (const { text, look } of spans) {
      // Only the shaft is drawn with this sign, which is one column wide.
      if (!text.startsWith(line)) {
        result.push({ text, look });
        x += spansWidth([{ text, look }]);
        continue;
      }
      for (const sign of text) {
        const column = first + (x + 1) / lane;
        const isRail = Number.isInteger(column) && column < last;
        result.push(isRail ? at(column) : { text: sign, look });
        x++;
      }
    }
    return result;
  }

  get #count(): number {
    return this.#ladder.columns.length;
  }

  get #rail(): Span {
    return { text: this.#glyphs.rail, look: 'quiet' };
  }

  /** Empty lanes. */
  #rails(from: number, to: number): Span[] {
    const { left: lane } = this.#layout;
    const one = `${this.#glyphs.rail}${' '.repeat(lane - 1)}`;
    return to > from ? [{ text: one.repeat(to - from), look: 'quiet' }] : [];
  }
}
