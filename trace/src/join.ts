/** Joins a trace's lanes on the stream offset: the one number that a TCP byte has in a call, in a segment and at the peer. */
import { type TcpStream, tcpStreams } from '@wireside/wire';
import type { CallRecord, PeerRecord } from './format.ts';
import type { Trace } from './trace.ts';

/** A row of bytes of one direction of a connection. */
export interface Span {
  /** Offset of its first byte; 0 is the first byte after the handshake. */
  offset: number;
  length: number;
}

/** Bytes that a call of the program moved, or that an event of the peer did. */
export interface RecordSpan extends Span {
  /** Number of the call, or of the peer's record. */
  n: number;
  /** When the bytes had been moved, µs since the epoch. */
  at: number;
}

/** Bytes that a packet carried. */
export interface PacketSpan extends Span {
  /** Packet number, from 1. */
  packet: number;
  at: number;
  /** Whether these bytes had been on the wire before. */
  retransmission: boolean;
}

/** One direction of a connection, in every lane. */
export interface JoinedDirection {
  calls: RecordSpan[];
  packets: PacketSpan[];
  peer: RecordSpan[];
  /** Packet of the first FIN and the first RST of this direction's sender. */
  fin?: number;
  reset?: number;
  /**
   * How far each lane got. More in `sent` than in `carried` was never put on the wire (a reset came first); more in
   * `carried` than in `received` was never read.
   */
  sent: number;
  carried: number;
  received: number;
}

/** A TCP connection between the program and a peer. */
export interface JoinedConnection {
  /** tcp.stream of the capture. */
  stream: number;
  /** Endpoints as `address:port`, seen from the program. */
  local: string;
  remote: string;
  /** Whether the program opened it. */
  client: boolean;
  toPeer: JoinedDirection;
  toProgram: JoinedDirection;
  /** Numbers of the program's calls on this connection, whatever they did. */
  calls: number[];
  /** The peer's number for it, if the peer saw it. */
  connection?: number;
}

/** The capture's part of one direction. */
export interface DirectionFacts {
  segments: readonly PacketSpan[];
  fin?: number;
  reset?: number;
}

/** What the capture says of one connection. */
export interface ConnectionFacts {
  stream: number;
  local: string;
  remote: string;
  client: boolean;
  toPeer: DirectionFacts;
  toProgram: DirectionFacts;
}

/** An IPv4 address inside an IPv6 one (RFC 4291, 2.5.5.2) is that IPv4 address on the wire. */
export function normalEndpoint(endpoint: string): string {
  const mapped = /^\[?::ffff:(\d+\.\d+\.\d+\.\d+)\]?:(\d+)$/i.exec(endpoint);
  return mapped === null ? endpoint : `${mapped[1]}:${mapped[2]}`;
}

const endpoint = (address: string, port: number): string =>
  address.includes(':') ? `[${address}]:${port}` : `${address}:${port}`;

/**
 * Joins one connection. Pure: everything that it knows is in its arguments.
 * Bytes are attributed by counting: the k-th byte that the program's calls received is the byte with offset k.
 */
export function joinConnection(
  facts: ConnectionFacts,
  calls: readonly CallRecord[],
  peer: readonly PeerRecord[],
): JoinedConnection {
  const { local, remote } = facts;
  const own = calls.filter(
    ({ socket }) =>
      socket?.local !== undefined &&
      socket.remote !== undefined &&
      normalEndpoint(socket.local) === local &&
      normalEndpoint(socket.remote) === remote,
  );
  const theirs = peerRecords(peer, local, remote);
  const direction = (half: DirectionFacts, sender: 'program' | 'peer'): JoinedDirection => {
    const callSpans = countUp(own, sender === 'program' ? 'send' : 'receive');
    const peerSpans = theirs
      .filter(({ event }) => event === (sender === 'program' ? 'receive' : 'send'))
      // Over TLS and WebSocket a peer counts other bytes than TCP does, and says no offset.
      .flatMap(({ n, at, offset, length = 0 }) => (offset === undefined ? [] : [{ n, at, offset, length }]));
    const packets = half.segments.filter(({ length }) => length > 0);
    const reach = (spans: readonly Span[]): number =>
      spans.reduce((most, { offset, length }) => Math.max(most, offset + length), 0);
    const lanes = sender === 'program' ? [callSpans, peerSpans] : [peerSpans, callSpans];
    return {
      calls: callSpans,
      packets,
      peer: peerSpans,
      ...(half.fin === undefined ? {} : { fin: half.fin }),
      ...(half.reset === undefined ? {} : { reset: half.reset }),
      sent: reach(lanes[0] as Span[]),
      carried: reach(packets),
      received: reach(lanes[1] as Span[]),
    };
  };
  const connection = theirs[0]?.connection;
  return {
    stream: facts.stream,
    local,
    remote,
    client: facts.client,
    toPeer: direction(facts.toPeer, 'program'),
    toProgram: direction(facts.toProgram, 'peer'),
    calls: own.map(({ n }) => n),
    ...(connection === undefined ? {} : { connection }),
  };
}

/** Joins all TCP connections of a trace, in the order in which they appear on the wire. */
export function joinTrace(trace: Trace): JoinedConnection[] {
  const station = trace.run.hosts.find(({ name }) => name === 'station');
  const ours = [station?.ipv4, station?.ipv6];
  const peerPorts = new Set(trace.run.peers.map(({ port }) => port));
  return tcpStreams(trace.capture).map((stream) => {
    // On one host both ends have the same address; the peer is then known by its port.
    const client =
      trace.run.network === 'wire'
        ? ours.includes(stream.client.address)
        : !peerPorts.has(stream.client.port);
    return joinConnection(connectionFacts(stream, client), trace.calls, trace.peer);
  });
}

function connectionFacts(stream: TcpStream, client: boolean): ConnectionFacts {
  const half = (way: TcpStream['toServer']): DirectionFacts => ({
    segments: way.segments.map(({ packet, offset, length, time, retransmission }) => ({
      packet,
      offset,
      length,
      at: time,
      retransmission,
    })),
    ...(way.fin === undefined ? {} : { fin: way.fin }),
    ...(way.rst === undefined ? {} : { reset: way.rst }),
  });
  const ends = [
    endpoint(stream.client.address, stream.client.port),
    endpoint(stream.server.address, stream.server.port),
  ];
  const [local = '', remote = ''] = client ? ends : ends.toReversed();
  return {
    stream: stream.id,
    local,
    remote,
    client,
    toPeer: half(client ? stream.toServer : stream.toClient),
    toProgram: half(client ? stream.toClient : stream.toServer),
  };
}

/** The peer's records of the connection with these ends. */
function peerRecords(peer: readonly PeerRecord[], local: string, remote: string): PeerRecord[] {
  const accepted = peer.find(
    (record) => record.event === 'accept' && record.remote === local && record.local === remote,
  );
  if (accepted === undefined) return [];
  return peer.filter(
    (record) =>
      record.peer === accepted.peer && record.connection === accepted.connection && record.n >= accepted.n,
  );
}

function countUp(calls: readonly CallRecord[], kind: 'send' | 'receive'): RecordSpan[] {
  const spans: RecordSpan[] = [];
  let offset = 0;
  for (const call of calls) {
    if (call.kind !== kind || call.ret === null || call.ret < 0 || call.args?.includes('MSG_PEEK') === true)
      continue;
    spans.push({ n: call.n, at: call.at + (call.took ?? 0), offset, length: call.ret });
    offset += call.ret;
  }
  return spans;
}

/** The spans that hold any byte of another; in any order, as packets come. */
export function overlapping<T extends Span>(spans: readonly T[], { offset, length }: Span): T[] {
  const end = offset + Math.max(length, 1);
  return spans.filter((span) => span.length > 0 && span.offset < end && span.offset + span.length > offset);
}

/** As {@link overlapping}, for calls and the peer's records, which follow each other without a gap: by halving. */
export function overlappingRecords(spans: readonly RecordSpan[], { offset, length }: Span): RecordSpan[] {
  const end = offset + Math.max(length, 1);
  let low = 0;
  let high = spans.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    const span = spans[middle] as RecordSpan;
    if (span.offset + span.length <= offset) low = middle + 1;
    else high = middle;
  }
  const found: RecordSpan[] = [];
  for (let i = low; i < spans.length && (spans[i] as RecordSpan).offset < end; i++) {
    if ((spans[i] as RecordSpan).length > 0) found.push(spans[i] as RecordSpan);
  }
  return found;
}
