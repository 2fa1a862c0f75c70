/** What the peers saw and did, as cells of the ladder's right lane. */
import type { PeerRecord } from '../format.ts';
import { piecesIn } from './messages.ts';
import type { Item } from './item.ts';
import type { LadderCell, RowBytes } from './types.ts';
import type { ConnectionView } from './view.ts';

/** Events that say that something went wrong. */
const BAD = new Set(['reset', 'error', 'timeout', 'refuse']);

/** The peers' records, each as one item. */
export function peerItems(records: readonly PeerRecord[], views: readonly ConnectionView[]): Item[] {
  const byRecord = new Map<number, ConnectionView>();
  for (const view of views) for (const n of view.records) byRecord.set(n, view);
  const severalPeers = new Set(records.map(({ peer }) => peer)).size > 1;
  const severalConnections = views.filter((view) => view.records.size > 0).length > 1;
  return records.map((record) => {
    const { n, at, event, length = 0, offset } = record;
    const moves = event === 'send' || event === 'receive';
    const who = severalPeers ? `${record.peer} ` : '';
    const which = severalConnections && record.connection !== undefined ? `[${record.connection}] ` : '';
    const cell: LadderCell = { n, at, text: `${who}${which}${event}${moves ? ` ${length} B` : ''}` };
    // The listening socket belongs to no connection.
    if (event === 'close' && record.connection === undefined) cell.text = `${who}listen ends`;
    if (record.note !== undefined) cell.more = record.note;
    else if (event === 'listen' && record.local !== undefined) cell.more = record.local;
    if ((event === 'command' || event === 'receive') && record.data !== undefined) cell.data = record.data;
    if (BAD.has(event)) cell.mood = 'bad';
    const view = byRecord.get(n);
    const item: Item = { kind: 'peer', at, cell };
    if (view === undefined) return item;
    // Over TLS and WebSocket a peer counts other bytes than TCP does, and says no offset.
    if (moves && offset !== undefined) {
      const bytes: RowBytes = {
        offset,
        length,
        stream: view.joined.stream,
        direction: event === 'send' ? 'toProgram' : 'toPeer',
      };
      item.bytes = bytes;
      item.isOrdinary = true;
      if (event === 'send') {
        const pieces = piecesIn(view.messages, bytes);
        if (pieces.length > 0) cell.pieces = pieces;
      }
    }
    const anchor = anchorOf(record, view);
    if (anchor !== undefined) item.anchor = anchor;
    return item;
  });
}

const cause = (packet: number | undefined): Item['anchor'] =>
  packet === undefined ? undefined : { packet, as: 'cause' };
const effect = (packet: number | undefined): Item['anchor'] =>
  packet === undefined ? undefined : { packet, as: 'effect' };

function anchorOf({ event, offset, length = 0 }: PeerRecord, view: ConnectionView): Item['anchor'] {
  const { toPeer, toProgram } = view.joined;
  switch (event) {
    case 'accept':
      return effect(view.handshake.ack);
    case 'send':
      return offset === undefined ? undefined : cause(view.toProgram(offset));
    case 'receive':
      return offset === undefined ? undefined : effect(view.toPeer(offset + Math.max(0, length - 1)));
    case 'shutdown':
      return cause(toProgram.fin);
    case 'end':
      return effect(toPeer.fin);
    case 'reset':
      return effect(toPeer.reset);
    case 'close':
      return cause(toProgram.reset);
    default:
      return undefined;
  }
}
