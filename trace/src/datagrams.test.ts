/** Datagrams joined to the calls and records that sent and received them, on traces written by hand. */
import { describe, expect, it } from 'vitest';
import { alignLists } from './align.ts';
import type { Datagram } from './datagram.ts';
import { shownBytes } from './escapes.ts';
import type { CallRecord, PeerRecord, RunDescription } from './format.ts';
import type { LiteralTrace } from './literal.test.helper.ts';
import { EPOCH, GROUP, literalTrace } from './literal.test.helper.ts';
import { Model } from './model.ts';

const near = '10.0.0.2:4000';
const far = '10.0.0.1:5003';
const connected = { protocol: 'UDP', local: near, remote: far };
const bound = { protocol: 'UDP', local: '0.0.0.0:4000' };

/** Calls of a program, numbered from 1. */
const calls = (...made: readonly (Partial<CallRecord> & { at: number })[]): CallRecord[] =>
  made.map((call, i) => ({
    n: i + 1,
    actor: 'client',
    took: 10,
    process: 1,
    name: 'sendto',
    kind: 'send',
    fd: 3,
    ...call,
    at: EPOCH + call.at,
  }));
const peer = (...seen: readonly (Partial<PeerRecord> & { at: number })[]): PeerRecord[] =>
  seen.map((record, i) => ({
    n: i + 1,
    actor: 'pmu',
    event: 'receive',
    local: far,
    remote: near,
    ...record,
    at: EPOCH + record.at,
  }));
const join = (
  datagrams: NonNullable<LiteralTrace['datagrams']>,
  records: { calls?: CallRecord[]; peer?: PeerRecord[] },
  run: Partial<RunDescription> = {},
): readonly Datagram[] => new Model({ ...literalTrace({ datagrams, run }), ...records }).datagrams;
const sends = (found: readonly Datagram[]) => found.map(({ send }) => send && `${send.lane} ${send.n}`);
const receives = (found: readonly Datagram[]) =>
  found.map(({ to }) => to[0]?.receive && `${to[0].receive.lane} ${to[0].receive.n}`);

describe('a datagram', () => {
  it('is joined to the call that sent it and to the record that received it', () => {
    const found = join(
      [
        [105, '>', 'ping'],
        [205, '<', 'pong'],
      ],
      {
        calls: calls(
          { at: 100, ret: 4, data: 'ping', socket: connected },
          { at: 110, took: 110, ret: 4, data: 'pong', socket: connected, kind: 'receive', size: 100 },
        ),
        peer: peer({ at: 120, length: 4, data: 'ping' }, { at: 206, event: 'send', length: 4, data: 'pong' }),
      },
    );
    expect([sends(found), receives(found)]).toEqual([
      ['calls 1', 'peer 2'],
      ['peer 1', 'calls 2'],
    ]);
    expect(found.map(({ from, to }) => [from.actor, to[0]?.actor])).toEqual([
      ['client', 'pmu'],
      ['pmu', 'client'],
    ]);
  });

  it('is joined for sockets that are not connected, by the address that the call names', () => {
    const found = join(
      [
        [105, '>', 'one'],
        [205, '<', 'two'],
      ],
      {
        calls: calls(
          { at: 90, name: 'socket', kind: 'socket', ret: 3, socket: { protocol: 'UDP', inode: 1 } },
          // Its port is not known until the call has returned.
          { at: 100, ret: 3, data: 'one', socket: { protocol: 'UDP', inode: 1 }, args: far },
          { at: 150, took: 60, ret: 3, data: 'two', socket: bound, kind: 'receive', size: 9, args: far },
        ),
      },
    );
    expect([sends(found), receives(found)]).toEqual([
      ['calls 2', undefined],
      [undefined, 'calls 3'],
    ]);
  });

  it('that was longer than the buffer is joined to the receive that cut it off', () => {
    const found = join([[105, '<', 'a long text']], {
      calls: calls({ at: 90, took: 30, ret: 6, size: 6, data: 'a long', socket: connected, kind: 'receive' }),
    });
    expect(receives(found)).toEqual(['calls 1']);
  });

  it('that was sent before the socket was bound is not what the socket received', () => {
    const datagrams = [
      [105, '<', 'news'],
      [50_205, '<', 'news'],
    ] as const;
    const receive = { took: 10, ret: 4, size: 9, data: 'news', socket: bound, kind: 'receive' } as const;
    const bind = { name: 'bind', kind: 'bind', ret: 0, socket: bound } as const;
    const since = join([...datagrams], { calls: calls({ at: 50_000, ...bind }, { at: 50_300, ...receive }) });
    expect(receives(since)).toEqual([undefined, 'calls 2']);
    // It cannot be said of which one a socket received that was there before both.
    const before = join([...datagrams], { calls: calls({ at: 10, ...bind }, { at: 50_300, ...receive }) });
    expect(receives(before)).toEqual([undefined, undefined]);
  });

  it('is joined to a call that moved several, and not to one that only peeked at it', () => {
    const found = join(
      [
        [105, '>', 'one'],
        [106, '>', 'three'],
        [205, '<', 'four'],
      ],
      {
        calls: calls(
          { at: 100, name: 'sendmmsg', ret: 2, size: 8, sizes: [3, 5], data: 'onethree', socket: connected },
          { at: 210, ret: 4, size: 9, data: 'four', args: 'MSG_PEEK', socket: connected, kind: 'receive' },
          {
            at: 220,
            ret: 4,
            size: 9,
            data: 'four',
            args: `${far} MSG_DONTWAIT`,
            socket: bound,
            kind: 'receive',
          },
        ),
      },
    );
    expect(sends(found)).toEqual(['calls 1', 'calls 1', undefined]);
    expect(receives(found)).toEqual([undefined, undefined, 'calls 3']);
  });

  it('is not joined where several calls could have moved it', () => {
    const three = [110, 210, 310].map((at): [number, '<', string] => [at, '<', 'same']);
    const receive = (at: number) =>
      ({ at, ret: 4, size: 9, data: 'same', socket: connected, kind: 'receive' }) as const;
    expect(receives(join(three, { calls: calls(receive(400), receive(500)) }))).toEqual(
      Array(3).fill(undefined),
    );
    expect(receives(join(three, { calls: calls(receive(400), receive(500), receive(600)) }))).toEqual([
      'calls 1',
      'calls 2',
      'calls 3',
    ]);
  });

  it('is not joined to a call with other bytes, or another length, or before it was sent', () => {
    const receive = (call: Partial<CallRecord>) =>
      receives(
        join([[500_000, '<', 'text']], {
          calls: calls({ at: 500_010, ret: 4, data: 'text', socket: connected, kind: 'receive', ...call }),
        }),
      );
    expect(receive({})).toEqual(['calls 1']);
    expect(receive({ data: 'next' })).toEqual([undefined]);
    expect(receive({ ret: 3, data: 'tex' })).toEqual([undefined]);
    expect(receive({ at: 100 })).toEqual([undefined]);
    // The tracer did not count the time for the arguments.
    expect(receive({ at: 495_000 })).toEqual(['calls 1']);
    // Where it did, a receive did not take what came later.
    const again = join(
      [
        [500_000, '<', 'text'],
        [600_000, '<', 'text'],
      ],
      { calls: calls({ at: 500_010, ret: 4, data: 'text', socket: connected, kind: 'receive' }) },
    );
    expect(receives(again)).toEqual(['calls 1', undefined]);
    expect(receive({ args: '10.0.0.3:5003' })).toEqual([undefined]);
  });

  it('is lost if it never came while a later one did, in a run that drops packets', () => {
    const datagrams: [number, '<', string][] = [
      [100, '<', 'first'],
      [200, '<', 'second'],
      [300, '<', 'third'],
    ];
    const made = calls({
      at: 210,
      ret: 6,
      size: 9,
      data: 'second',
      socket: connected,
      kind: 'receive',
    });
    const lossy = { impairments: [{ kind: 'loss', text: '10 %' } as const] };
    expect(join(datagrams, { calls: made }, lossy).map(({ to }) => to[0]?.lost)).toEqual([
      true,
      undefined,
      undefined,
    ]);
    expect(join(datagrams, { calls: made }).map(({ to }) => to[0]?.lost)).toEqual(Array(3).fill(undefined));
  });
});

describe('a datagram to a group', () => {
  it('has every socket that joined the group as a receiver', () => {
    const socket = { protocol: 'UDP', local: `${GROUP}:4000` };
    const option = (args: string) =>
      ({ name: 'setsockopt', kind: 'option', ret: 0, socket: bound, args }) as const;
    const found = join([[105, '*', 'news']], {
      calls: calls(
        {
          at: 50,
          ...option(`SOL_IP, IP_ADD_MEMBERSHIP, {imr_multiaddr=inet_addr("${GROUP}"), imr_interface=…`),
        },
        { at: 110, ret: 4, size: 9, data: 'news', socket, kind: 'receive' },
      ),
      peer: peer(
        { at: 20, event: 'listen', local: `${GROUP}:4000`, note: `joined ${GROUP} on 10.0.0.1` },
        { at: 106, event: 'receive', local: `${GROUP}:4000`, remote: far, length: 4, data: 'news' },
      ),
    });
    expect(found).toMatchObject([
      {
        destination: `${GROUP}:4000`,
        to: [
          { host: 'client', actor: 'client', receive: { lane: 'calls', n: 2 } },
          { host: 'server', actor: 'pmu', receive: { lane: 'peer', n: 2 } },
        ],
      },
    ]);
    expect(join([[105, '*', 'news']], {})).toMatchObject([{ to: [] }]);
  });

  it('does not go to a host of which no socket has joined yet', () => {
    const added = `SOL_IP, IP_ADD_MEMBERSHIP, {imr_multiaddr=inet_addr("${GROUP}"), imr_interface=…`;
    const found = join(
      [
        [105, '*', 'news'],
        [50_105, '*', 'news'],
      ],
      {
        calls: calls({ at: 50_000, name: 'setsockopt', kind: 'option', ret: 0, socket: bound, args: added }),
      },
    );
    expect(found.map(({ to }) => to.map(({ actor }) => actor))).toEqual([[], ['client']]);
  });
});

describe('an ICMP error', () => {
  it('belongs to the datagram that it quotes, and to the call that reported it', () => {
    const found = join(
      [
        [105, '>', 'one'],
        [115, '!', 'one'],
        [205, '>', 'three'],
      ],
      {
        calls: calls(
          { at: 100, ret: 3, data: 'one', socket: connected },
          { at: 110, ret: -1, error: 'ECONNREFUSED', size: 9, socket: connected, kind: 'receive' },
          { at: 200, ret: 5, data: 'three', socket: connected },
        ),
      },
    );
    expect(found.map(({ packet, icmpError, refused }) => [packet, icmpError, refused])).toEqual([
      [1, 2, 2],
      [3, undefined, undefined],
    ]);
  });

  it('about one of several equal datagrams belongs to none of them', () => {
    const found = join(
      [
        [105, '>', 'one'],
        [106, '>', 'one'],
        [115, '!', 'one'],
      ],
      {},
    );
    expect(found.map(({ icmpError }) => icmpError)).toEqual([undefined, undefined]);
  });
});

describe('alignLists', () => {
  it('pairs what can be paired in one way only', () => {
    const pair = (first: string, second: string) => [
      ...alignLists(first.length, second.length, (i, j) => first[i] === second[j]),
    ];
    expect(pair('abc', 'abc')).toEqual([
      [0, 0],
      [1, 1],
      [2, 2],
    ]);
    expect(pair('ac', 'abc')).toEqual([
      [0, 0],
      [1, 2],
    ]);
    expect(pair('aa', 'aaa')).toEqual([]);
    expect(pair('xaab', 'aab')).toEqual([
      [1, 0],
      [2, 1],
      [3, 2],
    ]);
    expect(pair('', 'a')).toEqual([]);
  });
});

describe('shownBytes', () => {
  it('reads the escapes of strace and of the peers', () => {
    expect(shownBytes(String.raw`a\n\0\12\377\"\\x`, 16)).toBe('a\n\0\n\xff"\\x');
    expect(shownBytes(String.raw`\x00\xfFz…`, 16)).toBe('\0\xffz');
    expect(shownBytes('abcdef', 3)).toBe('abc');
  });
});
