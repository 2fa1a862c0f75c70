import { describe, expect, it } from 'vitest';
import type { CallRecord, PeerRecord } from './format.ts';
import {
  type ConnectionFacts,
  joinConnection,
  normalEndpoint,
  overlapping,
  overlappingRecords,
} from './join.ts';

const local = '10.0.0.2:4000';
const remote = '10.0.0.1:5003';
const socket = { protocol: 'TCP', local, remote };

let n = 0;
const call = (kind: CallRecord['kind'], ret: number | null, extra: Partial<CallRecord> = {}): CallRecord => ({
  n: ++n,
  at: n * 100,
  took: 5,
  process: 1,
  name: kind === 'send' ? 'sendto' : 'recvfrom',
  kind,
  fd: 3,
  socket,
  ret,
  ...extra,
});
const facts = (
  toPeer: ConnectionFacts['toPeer'],
  toProgram: ConnectionFacts['toProgram'] = { segments: [] },
): ConnectionFacts => ({ stream: 0, local, remote, client: true, toPeer, toProgram });
const segment = (packet: number, offset: number, length: number, retransmission = false) => ({
  packet,
  at: packet * 10,
  offset,
  length,
  retransmission,
});
const event = (name: string, offset: number, length: number, message?: number): PeerRecord => ({
  n: ++n,
  at: n * 100,
  peer: 'pmu',
  event: name,
  connection: 0,
  offset,
  length,
  ...(message === undefined ? {} : { message }),
});
const accept = (): PeerRecord => ({
  n: ++n,
  at: 0,
  peer: 'pmu',
  event: 'accept',
  connection: 0,
  local: remote,
  remote: local,
});

describe('joinConnection', () => {
  it('finds the sends that one segment coalesced', () => {
    const joined = joinConnection(
      facts({ segments: [] }, { segments: [segment(6, 0, 36)] }),
      [call('receive', 36)],
      [accept(), event('send', 0, 18, 0), event('send', 18, 18, 1)],
    );
    expect(overlappingRecords(joined.toProgram.peer, joined.toProgram.packets[0]!)).toHaveLength(2);
    expect(joined.toProgram).toMatchObject({ sent: 36, carried: 36, received: 36 });
    expect(joined.connection).toBe(0);
  });

  it('finds the receives that one segment was split into', () => {
    const joined = joinConnection(
      facts({ segments: [] }, { segments: [segment(6, 0, 36)] }),
      [call('receive', 10), call('receive', 16), call('receive', 10)],
      [],
    );
    const [packet] = joined.toProgram.packets;
    expect(
      overlappingRecords(joined.toProgram.calls, packet!).map(({ offset, length }) => [offset, length]),
    ).toEqual([
      [0, 10],
      [10, 16],
      [26, 10],
    ]);
    expect(overlappingRecords(joined.toProgram.calls, { offset: 9, length: 2 })).toHaveLength(2);
  });

  it('counts retransmitted bytes once', () => {
    const joined = joinConnection(
      facts({ segments: [] }, { segments: [segment(1, 0, 10), segment(2, 10, 10), segment(3, 0, 10, true)] }),
      [call('receive', 10), call('receive', 10)],
      [],
    );
    expect(joined.toProgram).toMatchObject({ carried: 20, received: 20 });
    expect(
      overlapping(joined.toProgram.packets, { offset: 4, length: 2 }).map(({ packet }) => packet),
    ).toEqual([1, 3]);
    expect(overlappingRecords(joined.toProgram.calls, { offset: 4, length: 2 })).toHaveLength(1);
  });

  it('tells bytes that were never read', () => {
    const joined = joinConnection(
      facts({ segments: [] }, { segments: [segment(6, 0, 36)], fin: 7 }),
      [call('receive', 18)],
      [],
    );
    expect(joined.toProgram).toMatchObject({ carried: 36, received: 18, fin: 7 });
  });

  it('tells bytes that a reset kept from the wire', () => {
    const joined = joinConnection(
      facts({ segments: [segment(4, 0, 11)] }, { segments: [], reset: 5 }),
      [call('send', 11), call('send', 11)],
      [accept(), event('receive', 0, 11)],
    );
    expect(joined.toPeer).toMatchObject({ sent: 22, carried: 11, received: 11 });
    expect(joined.toProgram.reset).toBe(5);
  });

  it('counts what recv, read, recvmsg and readv gave alike, and what was only peeked at not', () => {
    const joined = joinConnection(
      facts({ segments: [] }, { segments: [segment(1, 0, 9)] }),
      [
        call('receive', 3, { name: 'read' }),
        call('receive', 6, { name: 'recvfrom', args: 'MSG_PEEK' }),
        call('receive', 2, { name: 'recvmsg' }),
        call('receive', -1, { error: 'EAGAIN' }),
        call('receive', 4, { name: 'readv' }),
        call('receive', 0),
        call('receive', null),
      ],
      [],
    );
    expect(joined.toProgram.calls.map(({ offset, length }) => [offset, length])).toEqual([
      [0, 3],
      [3, 2],
      [5, 4],
      [9, 0],
    ]);
  });

  it('leaves other connections alone', () => {
    const other = call('send', 5, { socket: { ...socket, local: '10.0.0.2:4001' } });
    expect(joinConnection(facts({ segments: [] }), [other], []).toPeer.calls).toEqual([]);
  });
});

describe('normalEndpoint', () => {
  it('knows IPv4 addresses inside IPv6 ones', () => {
    expect(normalEndpoint('[::ffff:10.0.0.2]:4000')).toBe(local);
    expect(normalEndpoint('::ffff:10.0.0.2:4000')).toBe(local);
    expect(normalEndpoint('[fd00::2]:4000')).toBe('[fd00::2]:4000');
  });
});
