/** One direction of a connection, joined by counting; and which spans hold bytes of others. */
import { describe, expect, it } from 'vitest';
import type { EndRecords } from './by-connection.ts';
import { normalEndpoint, splitEndpoint } from './endpoint.ts';
import type { CallRecord, PeerRecord } from './format.ts';
import type { DirectionJoin, PacketSpan } from './join.ts';
import { joinDirection, overlapping, overlappingRecords } from './join.ts';

const local = '10.0.0.2:4000';
const remote = '10.0.0.1:5003';
const socket = { protocol: 'TCP', local, remote };

let n = 0;
const call = (
  kind: CallRecord['kind'],
  ret: number | undefined,
  extra: Partial<CallRecord> = {},
): CallRecord => ({
  n: ++n,
  at: n * 100,
  actor: 'client',
  took: 5,
  process: 1,
  name: kind === 'send' ? 'sendto' : 'recvfrom',
  kind,
  fd: 3,
  socket,
  ...(ret === undefined ? {} : { ret }),
  ...extra,
});
const segment = (packet: number, offset: number, length: number, retransmission = false): PacketSpan => ({
  packet,
  at: packet * 10,
  offset,
  length,
  retransmission,
});
const event = (name: string, offset: number, length: number, message?: number): PeerRecord => ({
  n: ++n,
  at: n * 100,
  actor: 'pmu',
  event: name,
  connection: 0,
  offset,
  length,
  ...(message === undefined ? {} : { message }),
});
const none: EndRecords = { calls: [], records: [], messages: [] };
/** A program's end. */
const calls = (...made: CallRecord[]): EndRecords => ({ ...none, actor: 'client', calls: made });
/** A peer's end. */
const records = (...seen: PeerRecord[]): EndRecords => ({ ...none, actor: 'pmu', records: seen });
const join = (
  segments: readonly PacketSpan[],
  sender: EndRecords,
  receiver: EndRecords,
  ends: { fin?: number; rst?: number } = {},
): DirectionJoin =>
  joinDirection(
    {
      segments: segments.map(({ at, ...rest }) => ({ ...rest, time: at })),
      ...ends,
    } as unknown as Parameters<typeof joinDirection>[0],
    sender,
    receiver,
  );

describe('joinDirection', () => {
  it('finds the sends that one segment coalesced', () => {
    const sender = records(event('send', 0, 18, 0), event('send', 18, 18, 1));
    const joined = join([segment(6, 0, 36)], sender, calls(call('receive', 36)));
    expect(overlappingRecords(joined.sends, joined.packets[0]!)).toMatchObject([
      { lane: 'peer' },
      { lane: 'peer' },
    ]);
    expect(joined).toMatchObject({ sent: 36, carried: 36, received: 36 });
  });

  it('finds the receives that one segment was split into', () => {
    const receiver = calls(call('receive', 10), call('receive', 16), call('receive', 10));
    const joined = join([segment(6, 0, 36)], none, receiver);
    expect(
      overlappingRecords(joined.receives, joined.packets[0]!).map(({ offset, length }) => [offset, length]),
    ).toEqual([
      [0, 10],
      [10, 16],
      [26, 10],
    ]);
    expect(overlappingRecords(joined.receives, { offset: 9, length: 2 })).toHaveLength(2);
  });

  it('joins two programs, or two peers, as it joins one of each', () => {
    const programs = join([segment(1, 0, 4)], calls(call('send', 4)), calls(call('receive', 4)));
    expect([programs.sends, programs.receives]).toMatchObject([[{ lane: 'calls' }], [{ lane: 'calls' }]]);
    const peers = join([segment(1, 0, 4)], records(event('send', 0, 4)), records(event('receive', 0, 4)));
    expect([peers.sends, peers.receives]).toMatchObject([[{ lane: 'peer' }], [{ lane: 'peer' }]]);
  });

  it('counts retransmitted bytes once', () => {
    const joined = join(
      [segment(1, 0, 10), segment(2, 10, 10), segment(3, 0, 10, true)],
      none,
      calls(call('receive', 10), call('receive', 10)),
    );
    expect(joined).toMatchObject({ carried: 20, received: 20 });
    expect(overlapping(joined.packets, { offset: 4, length: 2 }).map(({ packet }) => packet)).toEqual([1, 3]);
    expect(overlappingRecords(joined.receives, { offset: 4, length: 2 })).toHaveLength(1);
  });

  it('counts bytes that were never read', () => {
    const joined = join([segment(6, 0, 36)], none, calls(call('receive', 18)), { fin: 7 });
    expect(joined).toMatchObject({ carried: 36, received: 18, fin: 7 });
  });

  it('counts bytes that a reset kept from the wire', () => {
    const sender = calls(call('send', 11), call('send', 11));
    const joined = join([segment(4, 0, 11)], sender, records(event('receive', 0, 11)), { rst: 5 });
    expect(joined).toMatchObject({ sent: 22, carried: 11, received: 11, reset: 5 });
  });

  it('counts the bytes of recv, read, recvmsg and readv alike, but not those that were only peeked at', () => {
    const joined = join(
      [segment(1, 0, 9)],
      none,
      calls(
        call('receive', 3, { name: 'read' }),
        call('receive', 6, { name: 'recvfrom', args: 'MSG_PEEK' }),
        call('receive', 2, { name: 'recvmsg' }),
        call('receive', -1, { error: 'EAGAIN' }),
        call('receive', 4, { name: 'readv' }),
        call('receive', 0),
        call('receive', undefined),
      ),
    );
    expect(joined.receives.map(({ offset, length }) => [offset, length])).toEqual([
      [0, 3],
      [3, 2],
      [5, 4],
      [9, 0],
    ]);
  });
});

describe('normalEndpoint', () => {
  it('finds IPv4 addresses that are mapped into IPv6', () => {
    expect(normalEndpoint('[::ffff:10.0.0.2]:4000')).toBe(local);
    expect(normalEndpoint('::ffff:10.0.0.2:4000')).toBe(local);
    expect(normalEndpoint('[fd00::2]:4000')).toBe('[fd00::2]:4000');
  });
});

describe('splitEndpoint', () => {
  it('separates the address from the port', () => {
    expect(splitEndpoint('[fd00::2]:4000')).toEqual({ address: 'fd00::2', port: 4000 });
    expect(splitEndpoint(local)).toEqual({ address: '10.0.0.2', port: 4000 });
    expect(splitEndpoint('nothing')).toEqual({ address: 'nothing', port: Number.NaN });
  });
});
