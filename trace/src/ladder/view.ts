/** One connection as the ladder sees it: the join, the columns of its ends, and which packet brought which byte. */
import type { Capture } from '@wireside/wire';
import { RST, SYN, TRAITS } from '@wireside/wire';
import type { Connection } from '../connection.ts';
import type { JoinedDirection } from '../direction.ts';
import type { Model } from '../model.ts';
import type { Carrier } from './carriers.ts';
import { carriersOf } from './carriers.ts';
import type { Columns } from './columns.ts';
import type { RowBytes } from './types.ts';

/** What the ladder knows of one connection. */
export interface ConnectionView {
  readonly joined: Connection;
  /** Columns of its two ends. */
  readonly client: number;
  readonly server: number;
  readonly toServer: Carrier;
  readonly toClient: Carrier;
  readonly handshake: Handshake;
  /** Time of the SYN, µs since the epoch. */
  readonly opened?: number;
  /** Whether a host refused it on which there is an actor, but none with the port: its column is no more than near. */
  readonly isRefused: boolean;
}

/** Packet numbers of the handshake: SYN, its answer (also a refusal), and the client's first ACK. */
interface Handshake {
  syn?: number;
  answer?: number;
  ack?: number;
}

/** A call or a record of one end of a connection, and the bytes that it moved. */
export interface Place {
  readonly view: ConnectionView;
  /** Whether the end that opened the connection made it. */
  readonly isClient: boolean;
  /** Absent if it moved none. */
  readonly bytes?: RowBytes;
}

/** Packets that are searched for the handshake; losses make it longer. */
const MAX_HANDSHAKE = 24;

/** Views of all connections, each at the position of its stream. */
export function connectionViews({ capture, connections, resent }: Model, columns: Columns): ConnectionView[] {
  const { lost } = resent;
  return connections.map((joined) => {
    const handshake = handshakeOf(capture, joined.tcp.rows, lost);
    const known = [joined.client, joined.server].map(({ actor }) =>
      actor === undefined ? undefined : columns.ofActor(actor),
    );
    const client = known[0] ?? columns.ofEnd(joined.client, known[1]);
    const server = known[1] ?? columns.ofEnd(joined.server, client);
    const isReset =
      handshake.answer !== undefined && (capture.table.flags[handshake.answer - 1]! & RST) !== 0;
    return {
      joined,
      client,
      server,
      isRefused: isReset && !columns.isReachable(server, joined.server.endpoint),
      toServer: carriersOf(joined.toServer, lost),
      toClient: carriersOf(joined.toClient, lost),
      handshake,
      ...(handshake.syn === undefined ? {} : { opened: capture.time(handshake.syn - 1) }),
    };
  });
}

function handshakeOf({ table }: Capture, rows: Uint32Array, lost: ReadonlySet<number>): Handshake {
  const handshake: Handshake = {};
  for (const row of rows.subarray(0, MAX_HANDSHAKE)) {
    const fromClient = (table.traits[row]! & TRAITS.fromClient) !== 0;
    if (fromClient && table.flags[row]! & SYN) handshake.syn ??= row + 1;
    else if (lost.has(row + 1)) continue;
    else if (!fromClient) handshake.answer ??= row + 1;
    else handshake.ack ??= row + 1;
  }
  return handshake;
}

/** Where each call and each peer's record is. */
export interface Places {
  readonly calls: ReadonlyMap<number, Place>;
  readonly records: ReadonlyMap<number, Place>;
}

/** Finds the places of all calls and records on connections; those that moved nothing have no bytes. */
export function placesOf(model: Model, views: readonly ConnectionView[]): Places {
  const calls = new Map<number, Place>();
  const records = new Map<number, Place>();
  for (const view of views) {
    for (const direction of ['toServer', 'toClient'] as const) {
      const { sends, receives } = view.joined[direction];
      const isFromClient = direction === 'toServer';
      addSpans(sends, view, direction, isFromClient);
      addSpans(receives, view, direction, !isFromClient);
    }
  }
  for (const { name } of model.run.actors) {
    for (const one of model.connectionsOf(name)) {
      const view = views[one.connection.stream]!;
      const own = { view, isClient: one.isClient };
      const other = { view, isClient: !one.isClient };
      for (const n of one.calls) if (!calls.has(n)) calls.set(n, own);
      for (const { n } of one.records) if (!records.has(n)) records.set(n, other);
    }
  }
  return { calls, records };

  function addSpans(
    spans: JoinedDirection['sends'],
    view: ConnectionView,
    direction: RowBytes['direction'],
    isClient: boolean,
  ): void {
    const { stream } = view.joined;
    for (const { lane, n, offset, length } of spans) {
      const place = { view, isClient, bytes: { offset, length, stream, direction } };
      (lane === 'calls' ? calls : records).set(n, place);
    }
  }
}

/** The direction in which an end of a connection sends, and the one in which it receives. */
export function waysOf({ view, isClient }: Place): {
  readonly outgoing: JoinedDirection;
  readonly incoming: JoinedDirection;
  readonly sent: Carrier;
  readonly got: Carrier;
} {
  const { joined, toServer, toClient } = view;
  return isClient
    ? { outgoing: joined.toServer, incoming: joined.toClient, sent: toServer, got: toClient }
    : { outgoing: joined.toClient, incoming: joined.toServer, sent: toClient, got: toServer };
}
