/** The program's output as cells of the ladder's left lane: one a line, at the time when it was complete. */
import type { CallRecord, OutputRecord } from '../format.ts';
import { type OutputLine, outputLines } from '../output.ts';
import type { MessagePiece } from './messages.ts';
import type { Ribbon, RibbonRow } from '../ribbon.ts';
import type { Item } from './item.ts';
import type { LadderCell } from './types.ts';

/** Bytes of a line that are quoted; the rest is counted. */
export const QUOTED = 1024;
/** Lines of one moment that are shown singly. */
const AT_ONCE = 3;

/**
 * Both streams' lines.
 * @param fold many lines of one moment become one item; the lines in `keep` stay single.
 */
export function lineItems(
  output: readonly OutputRecord[],
  calls: readonly CallRecord[],
  fold: boolean,
  keep: ReadonlySet<number>,
  { rows }: Ribbon,
): Item[] {
  const shown = messagesByLine(rows);
  return [
    ...streamItems(output, 'stdout', calls, fold, keep, shown),
    ...streamItems(output, 'stderr', calls, fold, new Set(), new Map()),
  ];
}

function streamItems(
  output: readonly OutputRecord[],
  stream: 'stdout' | 'stderr',
  calls: readonly CallRecord[],
  fold: boolean,
  keep: ReadonlySet<number>,
  shown: ReadonlyMap<number, OfLine>,
): Item[] {
  const lines = outputLines(output, stream, calls);
  const writers = writersByTime(calls, stream);
  const items: Item[] = [];
  for (let from = 0; from < lines.length;) {
    const first = lines[from] as OutputLine;
    let to = from + 1;
    while (to < lines.length && (lines[to] as OutputLine).at === first.at) to++;
    const group = lines.slice(from, to);
    const call = writers.get(first.at);
    if (!fold || group.length <= AT_ONCE || group.some(({ number }) => keep.has(number))) {
      for (const line of group) items.push(lineItem(line, call, shown.get(line.number)));
    } else {
      const last = group.at(-1) as OutputLine;
      const pieces = group.flatMap(({ number }) => shown.get(number)?.pieces ?? []);
      const item = lineItem(first, call, { pieces, shows: [] });
      delete item.cell.data;
      item.cell.text = `${stream === 'stderr' ? 'errors' : 'prints'} lines ${first.number} to ${last.number} at once`;
      delete item.cell.more;
      if (stream === 'stdout') item.lastLine = last.number;
      items.push(item);
    }
    from = to;
  }
  return items;
}

function lineItem(line: OutputLine, call: number | undefined, ofLine?: OfLine): Item {
  const { number, stream, bytes, at } = line;
  const isError = stream === 'stderr';
  const item: Item = {
    kind: 'line',
    at,
    cell: {
      n: number,
      at,
      text: isError ? `stderr ${number}:` : `prints ${number}:`,
      data: bytes.subarray(0, QUOTED),
    },
    isOrdinary: !isError,
  };
  if (bytes.length > QUOTED) item.cell.more = `${bytes.length} bytes`;
  else if (!line.ended) item.cell.more = 'no newline';
  if (ofLine !== undefined && ofLine.pieces.length > 0) {
    item.cell.pieces = ofLine.pieces;
    item.cell.shows = ofLine.shows;
  }
  if (!isError) item.line = number;
  if (call !== undefined) item.call = call;
  return item;
}

/** Lines get their times from the calls that wrote them; so the calls are found again by the time. */
function writersByTime(calls: readonly CallRecord[], stream: 'stdout' | 'stderr'): Map<number, number> {
  const fd = stream === 'stdout' ? 1 : 2;
  const writers = new Map<number, number>();
  for (const call of calls) {
    if (call.kind === 'output' && call.fd === fd) writers.set(call.at + (call.took ?? 0), call.n);
  }
  return writers;
}

/** What each line shows of the messages. */
interface OfLine {
  pieces: MessagePiece[];
  shows: NonNullable<LadderCell['shows']>;
}

function messagesByLine(rows: readonly RibbonRow[]): Map<number, OfLine> {
  const lines = new Map<number, OfLine>();
  for (const { message, length: of, shown } of rows) {
    let from = 0;
    for (const { line, offset, length } of shown?.parts ?? []) {
      const ofLine = lines.get(line) ?? { pieces: [], shows: [] };
      ofLine.pieces.push({ message, from, length, of });
      ofLine.shows.push({ offset, length, message });
      lines.set(line, ofLine);
      from += length;
    }
  }
  return lines;
}
