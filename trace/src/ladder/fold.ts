/** Makes a long ladder short: gaps, folds and a limit, each of which says what it leaves out. */
import type { Draft } from './merge.ts';
import { bytesText, countText, durationText } from './text.ts';
import type { Evidence, LadderRow } from './types.ts';

/** Ordinary rows in a row from which on the middle ones are folded, and how many are left at the two ends. */
const LONG_RUN = 32;
const HEAD = 12;
const TAIL = 6;
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

/** Replaces the middle of long runs of ordinary rows by one row. */
export function foldRuns(drafts: readonly Draft[], gap: number, keep: readonly Evidence[]): LadderRow[] {
  const kept = new Set<number>();
  drafts.forEach(({ row }, i) => {
    if (keep.some((evidence) => shows(row, evidence)))
      for (let k = i - AROUND; k <= i + AROUND; k++) kept.add(k);
  });
  const rows: LadderRow[] = [];
  for (let from = 0; from < drafts.length;) {
    let to = from;
    while (to < drafts.length && (drafts[to] as Draft).isOrdinary && !kept.has(to)) {
      const before = drafts[to - 1];
      if (to > from && before !== undefined && (drafts[to] as Draft).row.at - before.row.at >= gap) break;
      to++;
    }
    if (to - from < LONG_RUN) {
      const end = Math.max(to, from + 1);
      for (; from < end; from++) rows.push((drafts[from] as Draft).row);
      continue;
    }
    const run = drafts.slice(from, to).map(({ row }) => row);
    rows.push(...run.slice(0, HEAD), foldOf(run.slice(HEAD, -TAIL)), ...run.slice(-TAIL));
    from = to;
  }
  return rows;
}

/** Whether a row shows what an evidence points at. */
export function shows(row: LadderRow, evidence: Evidence): boolean {
  return (
    (evidence.packet !== undefined && (row.packet === evidence.packet || row.acked === evidence.packet)) ||
    (evidence.call !== undefined && row.call === evidence.call) ||
    (evidence.line !== undefined && row.line === evidence.line) ||
    (evidence.peer !== undefined && row.peer === evidence.peer)
  );
}

function foldOf(run: readonly LadderRow[]): LadderRow {
  const [first] = run as [LadderRow];
  const row: LadderRow = { kind: 'fold', at: first.at, delta: 0, fold: run.length };
  const calls = run.filter(({ left, line }) => left !== undefined && line === undefined);
  const lines = run.filter(({ line }) => line !== undefined).map(({ line }) => line as number);
  const lefts = [
    ...(calls.length > 0 ? [countText(calls.length, 'call')] : []),
    ...(lines.length > 0 ? [`prints ${lines[0]} to ${lines.at(-1)}`] : []),
  ];
  if (lefts.length > 0) row.left = { at: first.at, text: lefts.join(', ') };
  const packets = run.filter(({ middle }) => middle !== undefined);
  const count = packets.length + run.filter(({ acked }) => acked !== undefined).length;
  if (packets.length > 0) {
    const bytes = packets.reduce((sum, { middle }) => sum + (middle?.length ?? 0), 0);
    row.middle = {
      at: first.at,
      to: 'none',
      flags: '',
      length: bytes,
      text: `${countText(count, 'packet')}, ${bytesText(bytes)}`,
      more: `${packets[0]?.packet} to ${packets.at(-1)?.acked ?? packets.at(-1)?.packet}`,
    };
  }
  const events = run.filter(({ right }) => right !== undefined);
  if (events.length > 0) row.right = { at: first.at, text: countText(events.length, 'event') };
  const messages = [...new Set(run.flatMap(({ messages: held = [] }) => held))].toSorted((a, b) => a - b);
  if (messages.length > 0) row.messages = messages;
  return row;
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
  const at = keep.length === 0 ? -1 : rows.findIndex((row) => keep.some((evidence) => shows(row, evidence)));
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
