/** The program's output as cells of the ladder's left lane: one a line, at the time when it was complete. */
import type { CallRecord, OutputRecord } from '../format.ts';
import { type OutputLine, outputLines } from '../output.ts';
import type { MessagePiece } from '../messages.ts';
import type { Ribbon, RibbonRow } from '../ribbon.ts';
import type { Item } from './item.ts';
import { countText } from './text.ts';

/** Bytes of a line that are quoted; the rest is counted. */
export const QUOTED = 240;
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
  const shown = piecesByLine(rows);
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
  shown: ReadonlyMap<number, MessagePiece[]>,
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
      const pieces = group.flatMap(({ number }) => shown.get(number) ?? []);
      const item = lineItem(first, call, pieces);
      delete item.cell.data;
      item.cell.text = `${stream === 'stderr' ? 'errors' : 'prints'} lines ${first.number} to ${last.number} at once`;
      item.cell.more = countText(group.length, 'line');
      item.times = group.length;
      items.push(item);
    }
    from = to;
  }
  return items;
}

function lineItem(line: OutputLine, call: number | undefined, pieces: MessagePiece[] = []): Item {
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
    times: 1,
  };
  if (bytes.length > QUOTED) item.cell.more = `${bytes.length} bytes`;
  else if (!line.ended) item.cell.more = 'no newline';
  if (pieces.length > 0) item.cell.pieces = pieces;
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
function piecesByLine(rows: readonly RibbonRow[]): Map<number, MessagePiece[]> {
  const pieces = new Map<number, MessagePiece[]>();
  for (const { message, length: of, shown } of rows) {
    let from = 0;
    for (const { line, length } of shown?.parts ?? []) {
      const list = pieces.get(line) ?? [];
      list.push({ message, from, length, of });
      pieces.set(line, list);
      from += length;
    }
  }
  return pieces;
}
