/** Makes a long ladder short: gaps, folds and a limit, each of which says what it leaves out. */
import type { Draft } from './merge.ts';
import { countText, durationText, groupDigits } from './text.ts';
import type { Evidence, Folded, LadderCell, LadderRow } from './types.ts';

/** Rows from which on a run is folded, and how many of them are left at its two ends: of rows that are alike, */
const ALIKE = { run: 6, head: 2, tail: 1 };
/** and of rows that are only ordinary. */
const ORDINARY = { run: 32, head: 12, tail: 6 };
/** Rows around what must be seen. */
const AROUND = 4;

/** Joins a lone acknowledgement to the row of the packet that it acknowledges, where nothing came between. */
export function joinAcks(drafts: readonly Draft[]): Draft[] {
  const joined: Draft[] = [];
  for (const draft of drafts) {
    const before = joined.at(-1);
    const data = before?.row.middle;
    const ack = draft.row.middle;
    if (
      draft.isAck &&
      before?.isOrdinary === true &&
      data !== undefined &&
      ack !== undefined &&
      data.length > 0 &&
      data.to !== ack.to &&
      ack.acknowledgement === (data.sequence as number) + data.length
    ) {
      before.row.acked = ack.n as number;
    } else joined.push(draft);
  }
  return joined;
}

/** Replaces the middle of long runs of much the same rows by one row each. */
export function foldRuns(drafts: readonly Draft[], gap: number, keep: readonly Evidence[]): Draft[] {
  const kept = new Set<LadderRow>();
  drafts.forEach(({ row }, i) => {
    if (!keep.some((evidence) => rowShows(row, evidence))) return;
    for (const { row: near } of drafts.slice(Math.max(0, i - AROUND), i + AROUND + 1)) kept.add(near);
  });
  const alike = foldBy(drafts, gap, ALIKE, (draft) => (kept.has(draft.row) ? undefined : likeness(draft)));
  return foldBy(alike, gap, ORDINARY, ({ row, isOrdinary }) =>
    isOrdinary && !kept.has(row) ? 'ordinary' : undefined,
  );
}

/** @param key rows with the same key belong together; those without any stay. */
function foldBy(
  drafts: readonly Draft[],
  gap: number,
  { run, head, tail }: typeof ALIKE,
  key: (draft: Draft) => string | undefined,
): Draft[] {
  const result: Draft[] = [];
  for (let from = 0; from < drafts.length;) {
    const first = drafts[from] as Draft;
    const own = key(first);
    let to = from + 1;
    let before = first;
    for (; to < drafts.length; to++) {
      const next = drafts[to] as Draft;
      if (own === undefined || key(next) !== own || next.row.at - before.row.at >= gap) break;
      before = next;
    }
    const rows = drafts.slice(from, to);
    if (rows.length < run) result.push(...rows);
    else {
      const middle = rows.slice(head, -tail).map(({ row }) => row);
      result.push(
        ...rows.slice(0, head),
        { row: foldOf(middle), isOrdinary: rows.every((row) => row.isOrdinary), isAck: false },
        ...rows.slice(-tail),
      );
    }
    from = to;
  }
  return result;
}

/** What a row has in common with the next one of its kind: the same call with the same result, or one more packet. */
function likeness({ row, isAck, isOrdinary }: Draft): string | undefined {
  const { left, middle, right } = row;
  if (right !== undefined) return undefined;
  if (middle === undefined) return row.kind === 'call' && left !== undefined ? sayOnce(left) : undefined;
  return left === undefined && isOrdinary ? `${middle.to} ${isAck ? 'ack' : 'data'}` : undefined;
}

/** Whether a row shows what an evidence points at. */
export function rowShows(row: LadderRow, evidence: Evidence): boolean {
  return (
    (evidence.packet !== undefined && (row.packet === evidence.packet || row.acked === evidence.packet)) ||
    (evidence.call !== undefined && row.call === evidence.call) ||
    (evidence.line !== undefined && row.line === evidence.line) ||
    (evidence.peer !== undefined && row.peer === evidence.peer)
  );
}

function foldOf(run: readonly LadderRow[]): LadderRow {
  const [first] = run as [LadderRow];
  const { at } = first;
  const folded = foldedOf(run);
  const row: LadderRow = {
    kind: 'fold',
    at,
    delta: 0,
    fold: run.reduce((sum, { fold = 1 }) => sum + fold, 0),
    folded,
  };
  const lefts = [
    ...(folded.calls > 0 ? [countText(folded.calls, 'call')] : []),
    ...(folded.lines === undefined ? [] : [`prints ${folded.lines.join(' to ')}`]),
  ];
  const like = first.kind === 'call' && first.left !== undefined ? sayOnce(first.left) : undefined;
  if (like !== undefined && run.every(({ left, middle }) => left && !middle && sayOnce(left) === like)) {
    row.left = { at, text: `${groupDigits(folded.calls)} times ${like}` };
  } else if (lefts.length > 0) row.left = { at, text: lefts.join(', ') };
  const { toPeer, toProgram } = folded;
  const packets = packetsOf(folded);
  if (packets > 0) {
    const bytes = toPeer.bytes + toProgram.bytes;
    row.middle = {
      at,
      to: toPeer.packets === 0 ? 'program' : toProgram.packets === 0 ? 'peer' : 'none',
      flags: '',
      length: bytes,
      text: countText(packets, bytes === 0 ? 'ACK' : 'packet'),
      ...(bytes === 0 ? {} : { remark: `${groupDigits(bytes)} B` }),
      more: folded.packets?.join(' to ') ?? '',
    };
  }
  if (folded.events > 0) row.right = { at, text: countText(folded.events, 'event') };
  const messages = [...new Set(run.flatMap(({ messages: held = [] }) => held))].toSorted((a, b) => a - b);
  if (messages.length > 0) row.messages = messages;
  return row;
}

/** What a call's cell says, without how often. */
const sayOnce = ({ text, times }: LadderCell): string =>
  times === undefined ? text : text.replace(/, \d+ times$/, '');

const packetsOf = ({ toPeer, toProgram }: Folded): number => toPeer.packets + toProgram.packets;

/** Adds up what rows hold, folded ones too. */
function foldedOf(run: readonly LadderRow[]): Folded {
  const sum: Folded = {
    calls: 0,
    events: 0,
    toPeer: { packets: 0, bytes: 0 },
    toProgram: { packets: 0, bytes: 0 },
  };
  const widen = (range: 'packets' | 'lines', first: number, last: number): void => {
    const [from, to] = sum[range] ?? [first, last];
    sum[range] = [Math.min(from, first), Math.max(to, last)];
  };
  for (const { left, middle, right, packet, acked, line, lastLine, folded } of run) {
    if (folded !== undefined) {
      sum.calls += folded.calls;
      sum.events += folded.events;
      for (const way of ['toPeer', 'toProgram'] as const) {
        sum[way].packets += folded[way].packets;
        sum[way].bytes += folded[way].bytes;
      }
      if (folded.packets !== undefined) widen('packets', ...folded.packets);
      if (folded.lines !== undefined) widen('lines', ...folded.lines);
      continue;
    }
    if (line !== undefined) widen('lines', line, lastLine ?? line);
    else if (left !== undefined) sum.calls += left.times ?? 1;
    if (right !== undefined) sum.events++;
    if (middle === undefined || packet === undefined) continue;
    const way = middle.to === 'peer' ? 'toPeer' : 'toProgram';
    sum[way].packets++;
    sum[way].bytes += middle.length;
    widen('packets', packet, packet);
    if (acked === undefined) continue;
    sum[way === 'toPeer' ? 'toProgram' : 'toPeer'].packets++;
    widen('packets', acked, acked);
  }
  return sum;
}

/** Fills in the time since the row before, and a row for each long gap, which names the call that waited. */
export function withGaps(rows: readonly LadderRow[], gap: number): LadderRow[] {
  const result: LadderRow[] = [];
  let before: LadderRow | undefined;
  for (const row of rows) {
    row.delta = before === undefined ? 0 : Math.max(0, row.at - before.at);
    if (before !== undefined && row.delta >= gap && before.kind !== 'fold') {
      const { at } = before;
      const between: LadderRow = { kind: 'gap', at, delta: row.delta };
      between.middle = { at, to: 'none', flags: '', length: 0, text: durationText(row.delta) };
      const { waited, n } = row.left ?? {};
      if (waited !== undefined && n !== undefined && waited.time > row.delta / 2 && before.call !== n) {
        between.left = { n, at, text: waited.text, mood: 'quiet' };
      }
      result.push(between);
    }
    result.push(row);
    before = row;
  }
  return result;
}

/** Cuts the ladder to a number of rows, around what must be seen, and says how many it leaves out. */
export function withLimit(rows: LadderRow[], limit: number, keep: readonly Evidence[]): LadderRow[] {
  if (rows.length <= limit) return rows;
  const at =
    keep.length === 0 ? -1 : rows.findIndex((row) => keep.some((evidence) => rowShows(row, evidence)));
  const from = at < limit - 1 ? 0 : Math.min(at - (limit >> 1), rows.length - limit);
  const shown = rows.slice(from, from + limit);
  const [first] = shown as [LadderRow];
  const last = shown.at(-1) as LadderRow;
  return [...more(from, first.at), ...shown, ...more(rows.length - from - limit, last.at)];
}

/** Says how many rows are left out at one end. */
function more(count: number, at: number): LadderRow[] {
  if (count === 0) return [];
  return [
    {
      kind: 'more',
      at,
      delta: 0,
      fold: count,
      left: { at, text: `${countText(count, 'more row')} not shown` },
    },
  ];
}
