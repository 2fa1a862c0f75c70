/** What actors printed as items of the ladder: one for each line, at the time when it was complete. */
import type { CallRecord, OutputStream } from '../format.ts';
import type { MessagePiece } from '../messages.ts';
import type { Model } from '../model.ts';
import type { OutputLine } from '../output.ts';
import { OUTPUT_FD } from '../output.ts';
import type { Columns } from './columns.ts';
import type { Item, Writable } from './item.ts';
import { OtherItem } from './item.ts';
import type { LineCell, LinesCell, RowBytes } from './types.ts';

/** Bytes of a line that its cell holds; the rest is counted. */
const MAX_QUOTED = 1024;
/** Maximum number of lines with the same time that are shown one by one. */
const MAX_SINGLE = 3;

/** Which lines stay single, whatever happens: by the actor, undefined for the first program. */
export type KeptLines = ReadonlyMap<string | undefined, ReadonlySet<number>>;

/**
 * The lines of all actors.
 * @param fold whether many lines with the same time become one item.
 * @param keep numbers of lines of standard output that stay single.
 */
export function lineItems(model: Model, columns: Columns, fold: boolean, keep: KeptLines): Item[] {
  const printing = new Set(model.trace.output.map(({ actor }) => actor));
  return [...printing].flatMap((actor) => {
    const column = columns.ofActor(actor);
    return column === undefined ? [] : new ActorLines(model, actor, column).items(fold, keep);
  });
}

/** Lines that were printed at one moment, and the call that wrote them; 0 for none. */
interface Group {
  readonly lines: readonly OutputLine[];
  readonly call: number;
}

/** What a line shows of the messages. */
interface ShownOnLine extends Required<Pick<LineCell, 'pieces' | 'shows'>> {
  /** Where they lie in the stream. */
  readonly inStream: RowBytes;
}

/** Makes the items of what one actor printed. */
class ActorLines {
  readonly #model: Model;
  readonly #actor: string;
  readonly #column: number;
  /** Absent for the run's first program, as in evidence. */
  readonly #name: string | undefined;

  constructor(model: Model, actor: string, column: number) {
    this.#model = model;
    this.#actor = actor;
    this.#column = column;
    this.#name = actor === model.program.name ? undefined : actor;
  }

  items(fold: boolean, keep: KeptLines): Item[] {
    const shown = messagesByLine(this.#model, this.#actor);
    const kept = keep.get(this.#name);
    const none: ReadonlyMap<number, ShownOnLine> = new Map();
    return (['stdout', 'stderr'] as const).flatMap((stream) =>
      this.#groups(stream).flatMap((group): Item[] => {
        const { lines } = group;
        const isKept = stream === 'stdout' && lines.some(({ number }) => kept?.has(number) === true);
        const there = stream === 'stdout' ? shown : none;
        return fold && lines.length > MAX_SINGLE && !isKept
          ? [this.#several(group, there)]
          : lines.map((line) => this.#single(line, group.call, there.get(line.number)));
      }),
    );
  }

  #groups(stream: OutputStream): Group[] {
    const lines = this.#model.lines(stream, this.#actor);
    const writers = writersByTime(this.#model.callsOf(this.#actor), stream);
    const groups: Group[] = [];
    for (let from = 0; from < lines.length;) {
      const { at } = lines[from]!;
      let to = from + 1;
      while (lines[to]?.at === at) to++;
      groups.push({ lines: lines.slice(from, to), call: writers.get(at) ?? 0 });
      from = to;
    }
    return groups;
  }

  #single(line: OutputLine, call: number, shown: ShownOnLine | undefined): Item {
    const { number, stream, bytes, at, ended } = line;
    const column = this.#column;
    const { inStream, ...messages } = shown ?? {};
    const draw = (): LineCell => ({
      kind: 'line',
      column,
      n: number,
      at,
      stream,
      bytes: bytes.subarray(0, MAX_QUOTED),
      length: bytes.length,
      ended,
      ...messages,
    });
    return this.#item(line, draw, { call, last: number, bytes: inStream });
  }

  #several({ lines, call }: Group, shown: ReadonlyMap<number, ShownOnLine>): Item {
    const { number, stream, at } = lines[0]!;
    const column = this.#column;
    const last = lines.at(-1)!.number;
    const bytes = around(lines.flatMap((line) => shown.get(line.number)?.inStream ?? []));
    const draw = (): LinesCell => {
      const pieces = lines.flatMap((line) => shown.get(line.number)?.pieces ?? []);
      const cell: Writable<LinesCell> = { kind: 'lines', column, n: number, at, stream, last };
      if (pieces.length > 0) cell.pieces = pieces;
      return cell;
    };
    return this.#item(lines[0]!, draw, { call, last, bytes });
  }

  #item(
    { number, stream, at }: OutputLine,
    draw: () => LineCell | LinesCell,
    { call, last, bytes }: { call: number; last: number; bytes: RowBytes | undefined },
  ): Item {
    const lastLine = stream === 'stdout' ? last : 0;
    const item = new OtherItem(['line', at, this.#column, number], draw, {
      call,
      bytes,
      lastLine,
      lineActor: this.#name,
    });
    item.isOrdinary = stream === 'stdout';
    return item;
  }
}

/** Lines have the times of the calls that wrote them, so the calls are found by the time. */
function writersByTime(calls: readonly CallRecord[], stream: OutputStream): Map<number, number> {
  const fd = OUTPUT_FD[stream];
  const writers = new Map<number, number>();
  for (const call of calls) {
    if (call.kind === 'output' && call.fd === fd) writers.set(call.at + (call.took ?? 0), call.n);
  }
  return writers;
}

/** The bytes of one stream from the first to the last of several ranges; undefined for none. */
function around(ranges: readonly RowBytes[]): RowBytes | undefined {
  const [first] = ranges;
  if (first === undefined) return undefined;
  const offset = ranges.reduce((least, one) => Math.min(least, one.offset), Infinity);
  const end = ranges.reduce((most, one) => Math.max(most, one.offset + one.length), 0);
  return { ...first, offset, length: end - offset };
}

/** What an actor's lines show of the first connection that brought it messages. */
function messagesByLine(model: Model, actor: string): ReadonlyMap<number, ShownOnLine> {
  const found = model
    .connectionsOf(actor)
    .find((one) => one.incoming.messages.length > 0 && one.incoming.carried > 0);
  if (found === undefined) return new Map();
  const { incoming, isClient, connection } = found;
  const messages = new Map(incoming.messages.map((message) => [message.index, message]));
  const inStream = ({ message: index, from, length }: MessagePiece): RowBytes => {
    const message = messages.get(index)!;
    // Of a message inside TLS it is not known which bytes of the stream a part of it is.
    const part = message.content === undefined ? { offset: message.offset + from, length } : message;
    return {
      offset: part.offset,
      length: part.length,
      stream: connection.stream,
      direction: isClient ? 'toClient' : 'toServer',
    };
  };
  const lines = new Map<number, { piece: MessagePiece; offset: number }[]>();
  for (const { message, parts } of incoming.shown) {
    let from = 0;
    for (const { line, offset, length } of parts) {
      const onLine = lines.get(line) ?? [];
      onLine.push({ piece: { message, from, length, of: messages.get(message)?.length ?? length }, offset });
      lines.set(line, onLine);
      from += length;
    }
  }
  return new Map(
    [...lines].map(([line, unsorted]) => {
      // Messages may have been printed out of order.
      const sorted = unsorted.toSorted((a, b) => a.offset - b.offset);
      const pieces = sorted.map(({ piece }) => piece);
      const shows = sorted.map(({ piece: { message, length }, offset }) => ({ offset, length, message }));
      return [line, { pieces, shows, inStream: around(pieces.map(inStream))! }];
    }),
  );
}
