/** What the peers saw and did, as items of the ladder. */
import type { PeerRecord } from '../format.ts';
import { piecesIn } from '../messages.ts';
import type { Model } from '../model.ts';
import type { Columns } from './columns.ts';
import type { DatagramAnchors } from './datagram-anchors.ts';
import type { Item, Writable } from './item.ts';
import { OtherItem } from './item.ts';
import type { PeerCell } from './types.ts';
import type { Place, Places } from './view.ts';
import { waysOf } from './view.ts';

/** Events in which something went wrong. */
const BAD_EVENTS: ReadonlySet<string> = new Set(['reset', 'error', 'timeout', 'refuse']);
/** Events whose data are worth quoting. */
const QUOTED_EVENTS: ReadonlySet<string> = new Set(['command', 'receive']);
/** Events that tell the other end of a connection. */
const OPENING_EVENTS: ReadonlySet<string> = new Set(['accept', 'connect', 'connecting']);

/** What the items of records are made with. */
export interface PeerContext {
  readonly model: Model;
  readonly columns: Columns;
  readonly places: Places;
  readonly datagrams: DatagramAnchors;
}

/** The peers' records, each as one item. */
export function peerItems({ model, columns, places, datagrams }: PeerContext): Item[] {
  const records = model.trace.peer;
  const numbered = peersWithConnections(records);
  return records.flatMap((record): Item[] => {
    const { n, at, event, actor, length } = record;
    const column = columns.ofActor(actor);
    if (column === undefined) return [];
    const place = places.records.get(n);
    const isMoving = event === 'send' || event === 'receive';
    const sent = datagrams.sends.records.get(n);
    const received = datagrams.receives.records.get(n);
    const isOrdinary = isMoving && (place?.bytes !== undefined || (sent ?? received) !== undefined);
    const item = new OtherItem(
      ['peer', at, column, n],
      () => cellOf(record, column, place, numbered.has(actor)),
      {
        name: event,
        bytes: isMoving ? place?.bytes : undefined,
        likeness: isOrdinary ? `${column} ${event} ${length}` : '',
      },
    );
    item.isOrdinary = isOrdinary;
    if (sent !== undefined) item.causes(sent);
    else if (received !== undefined) item.follows(received);
    else if (place !== undefined) anchor(item, event, place);
    return [item];
  });
}

/** Peers that had several connections, which are then told by their numbers. */
function peersWithConnections(records: readonly PeerRecord[]): ReadonlySet<string> {
  const first = new Map<string, number>();
  const several = new Set<string>();
  for (const { actor, connection } of records) {
    if (connection === undefined) continue;
    const before = first.get(actor);
    if (before === undefined) first.set(actor, connection);
    else if (before !== connection) several.add(actor);
  }
  return several;
}

function cellOf(record: PeerRecord, column: number, place: Place | undefined, isNumbered: boolean): PeerCell {
  const { n, at, event, connection, local, remote, note, data, length } = record;
  const cell: Writable<PeerCell> = { kind: 'peer', column, n, at, event };
  if (isNumbered && connection !== undefined) cell.connection = connection;
  // The listening socket belongs to no connection.
  if (event === 'close' && connection === undefined) cell.isListener = true;
  if (event === 'send' || event === 'receive') cell.length = length ?? 0;
  const address = event === 'listen' ? local : OPENING_EVENTS.has(event) ? remote : undefined;
  if (address !== undefined) cell.address = address;
  if (note !== undefined) cell.note = note;
  if (QUOTED_EVENTS.has(event) && data !== undefined) cell.data = data;
  if (place?.bytes !== undefined) {
    const pieces = piecesIn(place.view.joined[place.bytes.direction].messages, place.bytes);
    if (pieces.length > 0) cell.pieces = pieces;
  }
  if (BAD_EVENTS.has(event)) cell.mood = 'bad';
  return cell;
}

/** The packet that a record caused or was woken by. */
function anchor(item: Item, event: string, place: Place): void {
  const { outgoing, incoming, sent, got } = waysOf(place);
  const { bytes, view } = place;
  switch (event) {
    case 'accept':
      return item.follows(view.handshake.ack);
    case 'connect':
      return item.follows(view.handshake.answer);
    case 'send':
      // Over TLS and WebSocket a peer does not know the offset in TCP's stream.
      return item.causes(bytes === undefined ? undefined : sent(bytes.offset));
    case 'receive':
      return item.follows(
        bytes === undefined ? undefined : got(bytes.offset + Math.max(0, bytes.length - 1)),
      );
    case 'shutdown':
      return item.causes(outgoing.fin);
    case 'end':
      return item.follows(incoming.fin);
    case 'reset':
      return item.follows(incoming.reset);
    case 'close':
      return item.causes(outgoing.reset);
  }
}
