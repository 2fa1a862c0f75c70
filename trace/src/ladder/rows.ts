/** Makes the rows that are drawn: of drafts, of folds, of gaps and of what a limit leaves out. */
import type { Evidence } from '../evidence.ts';
import type { Entry } from './fold.ts';
import { evidenceTest, Fold } from './fold.ts';
import { foldRow } from './fold-row.ts';
import type { Item, Writable } from './item.ts';
import type { Draft } from './merge.ts';
import type { ActorCell, CallCell, LadderRow, PacketCell } from './types.ts';

/** The row of a draft. */
export function rowOf({ main, beside, cause, acked }: Draft): LadderRow {
  const cells: ActorCell[] = [];
  const row: Writable<LadderRow> = { kind: main.kind, at: main.at, delta: 0, cells };
  const messages = new Set<number>();
  const add = (item: Item): void => {
    const cell = item.draw();
    if (cell.kind === 'packet') {
      row.wire = cause === undefined ? cell : { ...cell, ...causeOf(cause) };
      row.packet = cell.n;
    } else cells.push(cell);
    addNumbers(row, item);
    if (item.bytes !== undefined && item.bytes.length > 0) row.bytes ??= item.bytes;
    if ('pieces' in cell) for (const { message } of cell.pieces ?? []) messages.add(message);
  };
  add(main);
  for (const item of beside) add(item);
  if (messages.size > 0) row.messages = [...messages].toSorted((a, b) => a - b);
  if (acked > 0) row.acked = acked;
  return row;
}

const causeOf = ({ kind, n }: Item): Pick<PacketCell, 'cause'> => ({
  cause: kind === 'peer' ? { peer: n } : { call: n },
});

/** Adds the numbers to cite an item by. */
function addNumbers(row: Writable<LadderRow>, { kind, n, call, lastLine, lineActor }: Item): void {
  if (kind === 'call') row.call ??= n;
  else if (kind === 'peer') row.peer ??= n;
  else if (call > 0) row.call ??= call;
  // Only lines of standard output can be cited.
  if (kind !== 'line' || lastLine === 0) return;
  row.line = n;
  if (lastLine > n) row.lastLine = lastLine;
  if (lineActor !== undefined) row.lineActor = lineActor;
}

/** Whether a row shows what a piece of evidence points at. */
export function rowShows(row: LadderRow, evidence: Evidence): boolean {
  if ('packet' in evidence) return row.packet === evidence.packet || row.acked === evidence.packet;
  if ('call' in evidence) return row.call === evidence.call || hasCell(row, 'call', evidence.call);
  if ('peer' in evidence) return row.peer === evidence.peer || hasCell(row, 'peer', evidence.peer);
  return row.line === evidence.line && row.lineActor === evidence.actor;
}

/** The folds that rows stand for. */
const FOLDS = new WeakMap<LadderRow, Fold>();

/** The rows that a folded row stands for, in order; none of any other row, or of a copy of a row. */
export function rowsInFold(row: LadderRow): LadderRow[] {
  let before = row.at - row.delta;
  return (FOLDS.get(row)?.drafts ?? []).map((draft) => {
    const inside = rowOf(draft);
    inside.delta = Math.max(0, inside.at - before);
    before = inside.at;
    return inside;
  });
}

/** Whether a folded row stands for one that shows what a piece of evidence points at. */
export function foldShows(row: LadderRow, evidence: Evidence): boolean {
  return FOLDS.get(row)?.drafts.some(evidenceTest([evidence])) ?? false;
}

const hasCell = ({ cells }: LadderRow, kind: 'call' | 'peer', n: number): boolean =>
  cells.some((cell) => cell.kind === kind && cell.n === n);

/** What is drawn of a sequence of entries. */
interface Window {
  /** Shortest gap that becomes a row, µs. */
  readonly gap: number;
  /** Maximum number of rows. */
  readonly limit: number;
  /** Index of the entry that must be visible; -1 for none. */
  readonly focus: number;
  /** How many more rows there would be of what was not read. */
  readonly left: number;
}

/** The rows of a ladder: at most as many as the limit allows, around what must be visible, and the others counted. */
export function rowsOf(entries: readonly Entry[], { gap, limit, focus, left }: Window): LadderRow[] {
  const from =
    focus < limit - 1 || entries.length <= limit ? 0 : Math.min(focus - (limit >> 1), entries.length - limit);
  const rows: LadderRow[] = [];
  let before: LadderRow | undefined;
  let next = from;
  for (; next < entries.length && rows.length < limit; next++) {
    const row = entryRow(entries[next]!);
    const last = before?.at ?? entries[next - 1]?.at;
    row.delta = last === undefined ? 0 : Math.max(0, row.at - last);
    if (before !== undefined && row.delta >= gap && before.kind !== 'fold') rows.push(gapRow(before, row));
    rows.push(row);
    before = row;
  }
  const last = rows.at(-1)?.at ?? 0;
  return [
    ...more(entries.slice(0, from), rows[0]?.at ?? 0),
    ...rows,
    ...more(entries.slice(next), last, left),
  ];
}

function entryRow(entry: Entry): LadderRow {
  if (!(entry instanceof Fold)) return rowOf(entry);
  const row = foldRow(entry);
  FOLDS.set(row, entry);
  return row;
}

/** A long time in which nothing happened, with the calls that waited. */
function gapRow(before: LadderRow, { cells, delta }: LadderRow): LadderRow {
  const { at } = before;
  return {
    kind: 'gap',
    at,
    delta,
    wire: { kind: 'gap', at, duration: delta },
    cells: cells.flatMap((cell) => {
      const waits = cell.kind === 'call' && cell.moment === 'result' && (cell.waited ?? 0) > delta / 2;
      return waits && !rowShows(before, { call: cell.n }) ? [waitingCell(cell, at)] : [];
    }),
  };
}

function waitingCell({ kind, column, n, name, callKind, fd, process }: CallCell, at: number): CallCell {
  const cell: Writable<CallCell> = { kind, column, n, at, moment: 'wait', name, callKind, mood: 'quiet' };
  if (fd !== undefined) cell.fd = fd;
  if (process !== undefined) cell.process = process;
  return cell;
}

/** Counts the rows that are left out at one end, as many as they are if nothing is folded. */
function more(entries: readonly Entry[], at: number, left = 0): LadderRow[] {
  if (entries.length === 0 && left === 0) return [];
  const fold = entries.reduce((sum, entry) => sum + (entry instanceof Fold ? entry.drafts.length : 1), left);
  return [{ kind: 'more', at, delta: 0, cells: [], fold }];
}
