/** The ladder: the program's calls left, the packets in the middle, the peer right, on one time axis. */
import type { RunDescription, RunEnd } from '../format.ts';
import { joinTrace } from '../join.ts';
import { ribbon } from '../ribbon.ts';
import type { Trace } from '../trace.ts';
import { callItems } from './calls.ts';
import { foldRuns, joinAcks, withGaps, withLimit } from './fold.ts';
import type { Item } from './item.ts';
import { lineItems } from './lines.ts';
import { mergeItems } from './merge.ts';
import { wireLane } from './packets.ts';
import { peerItems } from './peers.ts';
import { findResent } from './resent.ts';
import type { Ladder, LadderOptions } from './types.ts';
import { connectionViews } from './view.ts';

/** Gaps from this length on are folded, µs. */
const GAP = 100_000;
/** Rows of a ladder; more are not read by people, and with `--all` there is no limit. */
const LIMIT = 500;

/**
 * Draws a run. Pure; a trace that is damaged or still growing gives the rows that it has.
 *
 * A row is a moment. Calls and peer's records stand in the row of the packet that they caused or that woke them when
 * nothing else happened between the two; otherwise each has its own row at its own time.
 */
export function ladder(trace: Trace, options: LadderOptions = {}): Ladder {
  const { gap = GAP, fold = true, limit = LIMIT, keep = [] } = options;
  const { run, capture, calls, peer, output } = trace;
  const connections = joinTrace(trace);
  const resent = findResent(capture, (run.loss?.percent ?? 0) > 0);
  const views = connectionViews(capture, connections, peer, resent.lost, options.messages);
  const keptLines = new Set(keep.flatMap(({ line }) => (line === undefined ? [] : [line])));
  const { packets, aside } = wireLane(trace, views, resent);
  const latest = run.ended?.at ?? calls.reduce((most, { at, took }) => Math.max(most, at + (took ?? 0)), 0);
  const items: Item[] = [
    ...peerItems(peer, views),
    ...callItems(calls, views, latest, (packet) => capture.time(packet - 1)),
    ...packets,
    ...lineItems(output, calls, fold, keptLines, ribbon(trace, options.messages)),
    ...endItem(run, calls.findLast(({ kind }) => kind === 'exit')?.n),
  ];
  const sorted = items.filter(({ at }) => Number.isFinite(at)).toSorted(inOrder);
  const drafts = mergeItems(sorted);
  const rows = (fold ? foldRuns(joinAcks(drafts), gap, keep) : drafts).map(({ row }) => row);
  const start = calls[0]?.at ?? rows[0]?.at ?? run.started.realtime;
  const peers = run.peers.map(({ name, address, port }) => `${name} ${address}:${port}`);
  return {
    rows: withLimit(withGaps(rows, gap), limit, keep),
    start,
    end: rows.at(-1)?.at ?? start,
    program: run.command.join(' '),
    wire: run.network === 'localhost' ? 'localhost' : `wire${run.loss ? `, ${run.loss.percent} % lost` : ''}`,
    peer: peers.length === 0 ? 'nobody listens' : peers.join(', '),
    aside,
    messages: [...(options.messages ?? views.find(({ messages }) => messages.length > 0)?.messages ?? [])],
    problems: [...run.faults, ...trace.problems],
  };
}

const rank = ({ anchor, wire }: Item): number => (wire !== undefined ? 1 : anchor?.as === 'effect' ? 2 : 0);

/** By time; at the same time causes come first and effects last. */
function inOrder(a: Item, b: Item): number {
  return a.at - b.at || rank(a) - rank(b);
}

function endItem(run: RunDescription, call: number | undefined): Item[] {
  const { ended } = run;
  if (ended === undefined) return [];
  const bad = ended.reason !== 'exited' || (ended.code ?? 0) !== 0;
  const cell: Item['cell'] = { at: ended.at, text: endText(ended), ...(bad ? { mood: 'bad' as const } : {}) };
  if (ended.waitingIn !== undefined) cell.more = `it was waiting in ${ended.waitingIn}`;
  return [{ kind: 'end', at: ended.at, cell, ...(call === undefined ? {} : { call }) }];
}

/** How a program ended, in words. */
export function endText({ reason, code, signal, limit }: RunEnd): string {
  switch (reason) {
    case 'exited':
      return `exits with status ${code ?? '?'}`;
    case 'signal':
      return `killed by ${signal ?? 'a signal'}`;
    case 'limit':
      return `ended: ${limit ?? 'a'} limit reached`;
    case 'stopped':
      return 'ended by you';
  }
}
