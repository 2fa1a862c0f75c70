/** A ladder's rows as a list: one event per line with its actor, in full. */
import type { ActorCell, Ladder, LadderRow, PacketCell } from '@wireside/trace';
import { columnDuration, foldedPacketsText, packetParts, packetRemark, packetText } from '@wireside/trace';
import { actorCell, join, optional, substanceOf } from './cells.ts';
import type { Glyphs } from './glyphs.ts';
import { columnHead, columnName, networkText } from './heads.ts';
import { moreRowsText } from './more-rows.ts';
import type { Layout } from './layout.ts';
import { timeText } from './layout.ts';
import { piecesOf, piecesSpans } from './pieces.ts';
import type { DrawRow } from './side-rows.ts';
import { numberOf } from './side-rows.ts';
import type { Span } from './spans.ts';
import { fitSpans, span, spansWidth, wrapSpans } from './spans.ts';
import { textWidth } from './width.ts';

/** Columns of an actor's name, at most. */
const MAX_NAME = 12;
/** Lines of one event; a line of output has at most 1,024 bytes. */
const MAX_LINES = 100;

/** The actors, one per line. */
export function listHeads(ladder: Ladder, width: number, glyphs: Glyphs): Span[][] {
  const heads = ladder.columns.map((column) => columnHead(column, Infinity)[0]!);
  return [...heads, networkText(ladder, Infinity)].flatMap((head, i) =>
    wrapSpans([span(head, i < heads.length ? 'strong' : 'quiet')], width, MAX_LINES, glyphs.ellipsis),
  );
}

/** Draws rows as a list. */
export function listRow(ladder: Ladder, layout: Layout, glyphs: Glyphs): DrawRow {
  const list = new List(ladder, layout, glyphs);
  return (row, isMarked) => list.row(row, isMarked);
}

/** Draws the events of rows. */
class List {
  readonly #ladder: Ladder;
  readonly #width: number;
  readonly #time: number;
  readonly #name: number;
  readonly #glyphs: Glyphs;

  constructor(ladder: Ladder, { width, time }: Layout, glyphs: Glyphs) {
    this.#ladder = ladder;
    this.#width = width;
    this.#time = time;
    this.#glyphs = glyphs;
    const longest = Math.max(
      ...ladder.columns.map(({ actor, title }) => textWidth(span(actor ?? title).text)),
    );
    this.#name = Math.min(longest, MAX_NAME, width >> 2);
  }

  row(row: LadderRow, isMarked: boolean): Span[][] {
    const { wire, cells, kind } = row;
    const marker = isMarked ? span(`${this.#glyphs.focus} `, 'focus') : span('  ');
    const start = (text: string): Span[] => [marker, span(`${text.padStart(this.#time)} `, 'quiet')];
    const { dots } = this.#glyphs;
    if (kind === 'more') return this.#event(start(dots), [], [[span(moreRowsText(row), 'quiet')]]);
    if (wire?.kind === 'gap') {
      return this.#event(start(dots), [], [[span(columnDuration(wire.duration), 'quiet')]]);
    }
    const isCause = ({ column }: ActorCell): boolean => wire?.kind === 'packet' && column === wire.from;
    const causes = cells.filter(isCause).map((cell) => this.#cell(row, cell));
    const others = cells.filter((cell) => !isCause(cell)).map((cell) => this.#cell(row, cell));
    const packets = wire === undefined ? [] : [this.#wire(row)];
    return [...causes, ...packets, ...others].flatMap(({ who, lines }, i) =>
      this.#event(i === 0 ? start(timeText(this.#ladder, row.at)) : start(''), who, lines),
    );
  }

  /** Lines after the time; the second and later ones are indented. */
  #event(start: Span[], who: Span[], lines: readonly Span[][]): Span[][] {
    const before = [...start, ...who];
    const indent = fitSpans([], spansWidth(before), '');
    return lines.map((line, i) => [...(i === 0 ? before : indent), ...line]);
  }

  #cell(row: LadderRow, cell: ActorCell): { who: Span[]; lines: Span[][] } {
    const { ellipsis } = this.#glyphs;
    const name = this.#columnName(cell.column);
    const n = numberOf(row, cell);
    const number = n === undefined ? [] : [span(`${cell.kind === 'peer' ? 'event' : 'call'} ${n}`, 'quiet')];
    const who = [...fitSpans([span(name, 'strong')], this.#name, ellipsis), span(' ')];
    const width = this.#room - spansWidth(who);
    const room = number.length === 0 ? width : width - spansWidth(number) - 1;
    const lines = actorCell({ cell, width: room, glyphs: this.#glyphs, lines: MAX_LINES });
    if (lines.length === 1) return { who, lines: [join(number, lines[0]!)] };
    // The number is a part of the text, so that what follows begins below it.
    const text = join(number, substanceOf(cell, this.#glyphs));
    return { who, lines: wrapSpans(text, width, MAX_LINES, ellipsis) };
  }

  #wire(row: LadderRow): { who: Span[]; lines: Span[][] } {
    const { wire: cell, acked } = row;
    const { right, ellipsis } = this.#glyphs;
    const indent = [span(' '.repeat(this.#name + 1))];
    const width = this.#room - this.#name - 1;
    if (cell?.kind === 'folded-packets') {
      const { text, bytes, numbers } = foldedPacketsText(cell);
      const way =
        cell.from === undefined
          ? ''
          : `${this.#columnName(cell.from)} ${right} ${this.#names(cell.to ?? [])} `;
      const spans = [
        span(`${way}${[text, bytes, numbers].filter((part) => part !== undefined).join(' ')}`, 'quiet'),
      ];
      return { who: indent, lines: wrapSpans(spans, width, MAX_LINES, ellipsis) };
    }
    if (cell?.kind !== 'packet') return { who: indent, lines: [] };
    return { who: indent, lines: wrapSpans(this.#packet(cell, acked), width, MAX_LINES, ellipsis) };
  }

  /** `alice ▶ bob 12 s1 PSH ACK 5 B m0, of call 3`. */
  #packet(cell: PacketCell, acked: number | undefined): Span[] {
    const glyphs = this.#glyphs;
    const { from: sender, source, closed } = cell;
    const isWithin = source !== undefined && cell.to.every((column) => column === sender);
    const isEnd = (column: number | undefined): boolean =>
      isWithin || (closed !== undefined && column === closed);
    const from = isEnd(sender) ? source : sender === undefined ? undefined : this.#columnName(sender);
    const isAddress = cell.to.length === 0 || isEnd(cell.to[0]);
    const to = isAddress ? cell.addressed : this.#names(cell.to);
    const look = cell.mood ?? 'plain';
    const parts = packetParts(cell, isAddress ? undefined : this.#ladder.columns).join(', ');
    return join(
      optional(from === undefined ? undefined : `${from} ${cell.lost ? glyphs.lost : glyphs.right} ${to}`),
      [span(`packet ${cell.n}`, 'quiet')],
      optional(cell.stream === undefined ? undefined : `s${cell.stream}`),
      [span(packetText(cell), look)],
      piecesSpans(piecesOf(cell), glyphs),
      optional(packetRemark(cell), 'bad'),
      optional(parts, 'plain'),
      optional(acked === undefined ? undefined : `${glyphs.acked}${acked}`),
    );
  }

  get #room(): number {
    return this.#width - this.#time - 3;
  }

  #names(columns: readonly number[]): string {
    return columns.map((column) => this.#columnName(column)).join(', ');
  }

  #columnName(column: number): string {
    const found = this.#ladder.columns[column];
    return found === undefined ? '?' : (found.actor ?? columnName(found));
  }
}
