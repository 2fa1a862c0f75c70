/** The ladder: what each actor of a run did, and the packets between them, on one time axis. */
import type { Evidence } from '../evidence.ts';
import type { Model } from '../model.ts';
import { joinAcks } from './acks.ts';
import { callItems } from './calls.ts';
import { Columns } from './columns.ts';
import { datagramAnchors } from './datagram-anchors.ts';
import { endItems, lookupItems, sceneItems } from './events.ts';
import { focusOf, foldRuns } from './fold.ts';
import type { Item } from './item.ts';
import type { KeptLines } from './lines.ts';
import { lineItems } from './lines.ts';
import { mergeItems } from './merge.ts';
import { packetItems } from './packets.ts';
import { peerItems } from './peers.ts';
import { rowsOf } from './rows.ts';
import type { Ladder, LadderOptions, LadderTls } from './types.ts';
import { connectionViews, placesOf } from './view.ts';

/** Gaps of this length or more become a row, µs. */
const MIN_GAP = 100_000;
/** Rows of a ladder; people do not read more, and `--all` has no limit. */
export const LADDER_ROWS = 200;
/** Connections with TLS that are named. */
const MAX_TLS = 20;

/**
 * Draws a run. A trace that is damaged or still growing yields the rows that it has.
 *
 * A row is a moment. A call or a record of a peer is placed in the row of the packet that it caused, or that woke it, if
 * the two are close and nothing else happened between them; otherwise it has its own row at its own time.
 */
export function ladder(model: Model, options: LadderOptions = {}): Ladder {
  const { gap = MIN_GAP, fold = true, limit = LADDER_ROWS, keep = [], left = 0 } = options;
  const { run, trace, capture, start } = model;
  const columns = new Columns(model);
  const views = connectionViews(model, columns);
  const places = placesOf(model, views);
  const datagrams = datagramAnchors(model);
  const { packets, aside } = packetItems({ model, columns, views, datagrams });
  const sorted = inOrder([
    peerItems({ model, columns, places, datagrams }),
    callItems({ model, columns, views, places, datagrams, isFolding: fold }),
    packets,
    lineItems(model, columns, fold, keptLines(keep)),
    lookupItems(model, columns),
    sceneItems(model, columns),
    endItems(model, columns),
  ]);
  const drafts = mergeItems(sorted, capture.count);
  const entries = fold ? foldRuns(joinAcks(drafts, capture), gap, keep) : drafts;
  return {
    columns: columns.all(),
    rows: rowsOf(entries, { gap, limit, focus: focusOf(entries, keep), left }),
    start,
    end: drafts.at(-1)?.at ?? start,
    network: run.network,
    impairments: run.impairments.map(impairmentText),
    tls: tlsOf(model),
    aside,
    problems: [...run.faults, ...trace.problems],
  };
}

/** The connections with TLS. */
function tlsOf({ connections }: Model): LadderTls[] {
  const found: LadderTls[] = [];
  for (const { stream, tls } of connections) {
    if (tls !== undefined) found.push({ stream, decrypted: tls.decrypted });
    if (found.length === MAX_TLS) break;
  }
  return found;
}

function keptLines(keep: readonly Evidence[]): KeptLines {
  const kept = new Map<string | undefined, Set<number>>();
  for (const evidence of keep) {
    if (!('line' in evidence)) continue;
    const lines = kept.get(evidence.actor);
    if (lines === undefined) kept.set(evidence.actor, new Set([evidence.line]));
    else lines.add(evidence.line);
  }
  return kept;
}

/** All items by time; at the same time causes come first and effects last. */
function inOrder(lists: readonly (readonly Item[])[]): Item[] {
  const items: Item[] = [];
  for (const list of lists) for (const item of list) if (Number.isFinite(item.at)) items.push(item);
  return items.toSorted((a, b) => a.at - b.at || rank(a) - rank(b));
}

const rank = ({ anchor, isCause, kind }: Item): number =>
  kind === 'packet' ? 1 : anchor > 0 && !isCause ? 2 : 0;

/** `10 % lost`, `drop from a to b: packet 3`. */
function impairmentText({ kind, from, to, text }: Model['run']['impairments'][number]): string {
  const way = `${from === undefined ? '' : ` from ${from}`}${to === undefined ? '' : ` to ${to}`}`;
  return kind === 'loss' ? `${text} lost${way}` : `${kind} ${text}${way}`;
}
