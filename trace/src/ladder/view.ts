/** One connection as the ladder sees it: the join, the messages, and which packet brought what. */
import { type Capture, SHAPE, tcpStreams } from '@wireside/wire';
import type { PeerRecord } from '../format.ts';
import type { JoinedConnection } from '../join.ts';
import { type MessageSpan, messagesOfPeer, recordsOf } from './messages.ts';
import { type Carrier, carriersOf } from './carriers.ts';

/** What the ladder knows of one connection. */
export interface ConnectionView {
  joined: JoinedConnection;
  /** Numbers of the peer's records of it. */
  records: ReadonlySet<number>;
  messages: readonly MessageSpan[];
  toPeer: Carrier;
  toProgram: Carrier;
  /** Packet numbers of the handshake: SYN, its answer (also a refusal), and the client's first ACK. */
  handshake: { syn?: number; answer?: number; ack?: number };
  /** Time of the SYN, µs since the epoch. */
  opened?: number;
}

const SYN = 2;
/** Packets among which the handshake is looked for; losses make it longer. */
const HANDSHAKE = 24;

/** Views of all connections, each at its stream's position. */
export function connectionViews(
  capture: Capture,
  connections: readonly JoinedConnection[],
  peer: readonly PeerRecord[],
  lost: ReadonlySet<number>,
  messages: readonly MessageSpan[] | undefined,
): ConnectionView[] {
  const streams = tcpStreams(capture);
  return connections.map((joined) => {
    const records = recordsOf(joined, peer);
    const rows = streams[joined.stream]?.rows ?? new Uint32Array(0);
    const handshake = handshakeOf(capture, rows, lost);
    return {
      joined,
      records: new Set(records.map(({ n }) => n)),
      messages: messages ?? messagesOfPeer(joined.toProgram, records),
      toPeer: carriersOf(joined.toPeer, lost),
      toProgram: carriersOf(joined.toProgram, lost),
      handshake,
      ...(handshake.syn === undefined ? {} : { opened: capture.time(handshake.syn - 1) }),
    };
  });
}

function handshakeOf(
  { table }: Capture,
  rows: Uint32Array,
  lost: ReadonlySet<number>,
): ConnectionView['handshake'] {
  const handshake: ConnectionView['handshake'] = {};
  for (const row of rows.subarray(0, HANDSHAKE)) {
    const flags = table.flags[row] as number;
    const fromClient = ((table.shape[row] as number) & SHAPE.fromClient) !== 0;
    if (fromClient && flags & SYN) handshake.syn ??= row + 1;
    else if (lost.has(row + 1)) continue;
    else if (!fromClient) handshake.answer ??= row + 1;
    else handshake.ack ??= row + 1;
  }
  return handshake;
}
