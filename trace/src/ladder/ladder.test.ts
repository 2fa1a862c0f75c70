import { describe, expect, it } from 'vitest';
import type { LiteralPacket, LiteralTrace } from '../literal.test.helper.ts';
import { EPOCH, HANDSHAKE, literalModel } from '../literal.test.helper.ts';
import { ladder } from './ladder.ts';
import type { LadderCell, LadderOptions, LadderRow } from './types.ts';

/** Rows as `time kind | left | middle | right`, each cell with its number. */
function rowsOf(trace: LiteralTrace, options: LadderOptions = {}): string[] {
  return ladder(literalModel(trace), options).rows.map(rowText);
}

const cell = (one: LadderCell | undefined): string => {
  if (one === undefined) return '';
  const pieces = (('pieces' in one ? one.pieces : undefined) ?? []).map(({ message, from, length, of }) =>
    length === of ? `m${message}` : `m${message}(${from}+${length})`,
  );
  return ['n' in one ? one.n : undefined, said(one), ...pieces]
    .filter((part) => part !== undefined)
    .join(' ');
};

/** What a cell holds, in few words. */
function said(one: LadderCell): string {
  switch (one.kind) {
    case 'call': {
      const name = `${one.name}(${one.fd ?? ''})`;
      return one.moment === 'result'
        ? `${name} = ${one.error ?? one.ret}`
        : `${name} ${one.moment === 'begin' ? one.args : one.moment}`;
    }
    case 'packet':
      return [...one.flags, ...(one.length > 0 ? [`${one.length} B`] : [])].join(' ');
    case 'peer':
      return `${one.event}${one.length === undefined ? '' : ` ${one.length} B`}`;
    case 'lines':
      return `to ${one.last}`;
    case 'end':
      return `${one.end.reason} ${one.end.limit ?? one.end.code}`;
    case 'gap':
      return `${one.duration} µs`;
    default:
      return one.kind;
  }
}

function rowText(row: LadderRow): string {
  const { wire, cells } = row;
  const packet = wire?.kind === 'packet' ? wire : undefined;
  const arrow = packet === undefined ? '' : packet.to.includes(1) ? '> ' : packet.to.includes(0) ? '< ' : '';
  const acked = row.acked === undefined ? '' : ` acked ${row.acked}`;
  const cause = packet?.cause;
  const remarks = [
    ...(packet?.again === undefined ? [] : [`again: ${packet.again}`]),
    ...(packet?.lost ? ['lost'] : []),
    ...(packet?.sentAgain === undefined ? [] : [`again in ${packet.sentAgain}`]),
    ...(cause === undefined ? [] : ['call' in cause ? `of call ${cause.call}` : `of peer ${cause.peer}`]),
  ].join(', ');
  const text = `${arrow}${cell(wire)}${remarks === '' ? '' : ` [${remarks}]`}${acked}`;
  const [left, right] = [0, 1].map((column) => cell(cells.find((one) => one.column === column)));
  return `${row.at - EPOCH} ${row.kind} | ${left} | ${text} | ${right}`;
}

const message = 'This is PMU data ';
const receive = (at: number, took: number, ret: number) => ({ kind: 'receive' as const, at, took, ret });

describe('ladder', () => {
  it('puts a call beside the packet that it caused, and one that waited beside the packet that woke it', () => {
    expect(
      rowsOf({
        packets: [
          ...HANDSHAKE,
          [200, '>', 'PA', 1, 1, 'CMD'],
          [210, '<', 'A', 1, 4],
          [400, '<', 'PA', 1, 4, `${message}0`],
          [405, '>', 'A', 4, 19],
        ],
        calls: [
          { kind: 'connect', at: 50, took: 100, args: '10.0.0.1:5003' },
          { kind: 'send', at: 190, ret: 3 },
          receive(250, 200, 18),
        ],
        peer: [
          { event: 'accept', at: 130 },
          { event: 'receive', at: 220, offset: 0, length: 3 },
          { event: 'send', at: 390, offset: 0, length: 18, message: 0 },
        ],
      }),
    ).toEqual([
      '100 packet | 1 connect(3) 10.0.0.1:5003 | > 1 SYN | ',
      '110 packet | 1 connect(3) = 0 | < 2 SYN ACK | ',
      '120 packet |  | > 3 ACK | 1 accept',
      '200 packet | 2 sendto(3) = 3 | > 4 PSH ACK 3 B acked 5 | 2 receive 3 B',
      '400 packet | 3 recvfrom(3) = 18 m0 | < 6 PSH ACK 18 B m0 acked 7 | 3 send 18 B m0',
    ]);
  });

  it('knows the call that caused a packet, also if the tracer wrote it down a moment after the packet', () => {
    const rows = rowsOf({
      packets: HANDSHAKE,
      calls: [{ kind: 'connect', at: 105, took: 100, args: '10.0.0.1:5003' }],
      peer: [{ event: 'accept', at: 130 }],
    });
    expect(rows[0]).toBe('100 packet | 1 connect(3) 10.0.0.1:5003 | > 1 SYN | ');
  });

  it('gives a call a row of its own if its bytes had arrived before it', () => {
    const rows = rowsOf({
      packets: [...HANDSHAKE, [200, '<', 'PA', 1, 1, 'abc']],
      calls: [receive(300, 5, 3)],
    });
    expect(rows.slice(-2)).toEqual([
      '200 packet |  | < 4 PSH ACK 3 B | ',
      '305 call | 1 recvfrom(3) = 3 |  | ',
    ]);
  });

  it('shows that a call waits only if something happened meanwhile', () => {
    const rows = rowsOf({
      packets: [...HANDSHAKE, [900, '<', 'PA', 1, 1, 'abc']],
      calls: [receive(200, 720, 3)],
      peer: [
        { event: 'accept', at: 130 },
        { event: 'command', at: 500 },
        { event: 'send', at: 890, offset: 0, length: 3 },
      ],
    });
    expect(rows.slice(-3)).toEqual([
      '200 call | 1 recvfrom(3) wait |  | ',
      '500 peer |  |  | 2 command',
      '900 packet | 1 recvfrom(3) = 3 | < 4 PSH ACK 3 B | 3 send 3 B',
    ]);
  });

  it('lets no call return before the packet that it waited for', () => {
    // The tracer's timestamp is 90 µs too early.
    const rows = rowsOf({
      packets: [...HANDSHAKE, [500, '<', 'PA', 1, 1, 'abc']],
      calls: [receive(200, 210, 3)],
    });
    expect(rows.at(-1)).toBe('500 packet | 1 recvfrom(3) = 3 | < 4 PSH ACK 3 B | ');
  });

  it('keeps the order of events when it could join them only by changing it', () => {
    const rows = rowsOf({
      packets: [...HANDSHAKE, [200, '<', 'PA', 1, 1, 'abc'], [210, '<', 'PA', 4, 1, 'def']],
      peer: [
        { event: 'accept', at: 130 },
        { event: 'send', at: 150, offset: 0, length: 3 },
        { event: 'send', at: 160, offset: 3, length: 3 },
      ],
    });
    // Neither may pass the other, and the first packet carries bytes of the first send.
    expect(rows.slice(-4)).toEqual([
      '150 peer |  |  | 2 send 3 B',
      '160 peer |  |  | 3 send 3 B',
      '200 packet |  | < 4 PSH ACK 3 B [of peer 2] | ',
      '210 packet |  | < 5 PSH ACK 3 B [of peer 3] | ',
    ]);
  });

  it('names a call that never returned, and how the program ended', () => {
    const rows = rowsOf({
      packets: HANDSHAKE,
      calls: [{ kind: 'receive', at: 200, unreturned: true }],
      ended: { reason: 'limit', limit: 'idle', at: 90_000 },
    });
    expect(rows.slice(-2)).toEqual([
      '200 call | 1 recvfrom(3) unreturned |  | ',
      '90000 end | limit idle |  | ',
    ]);
  });

  it('has a row for a long gap, with the call that waited', () => {
    const rows = rowsOf({
      packets: [...HANDSHAKE, [1_000_120, '<', 'PA', 1, 1, 'abc']],
      calls: [receive(200, 999_930, 3)],
      peer: [{ event: 'accept', at: 130 }],
    });
    expect(rows.slice(-2)).toEqual([
      '120 gap | 1 recvfrom(3) wait | 1000000 µs | ',
      '1000120 packet | 1 recvfrom(3) = 3 | < 4 PSH ACK 3 B | ',
    ]);
  });

  it('takes messages as the peer announced them, and otherwise from its sends', () => {
    const trace: LiteralTrace = {
      packets: [...HANDSHAKE, [200, '<', 'PA', 1, 1, 'aabbbcc']],
      peer: [
        { event: 'accept', at: 130 },
        { at: 180, offset: 0, length: 3, message: 0 },
        { at: 190, offset: 3, length: 4, message: 1 },
      ],
    };
    expect(rowsOf(trace).at(-1)).toContain('< 4 PSH ACK 7 B m0 m1 [of peer 2] | 3');
    const messages = [2, 3, 4].map((length) => ({ length, text: 'x'.repeat(length) }));
    expect(rowsOf({ ...trace, messages }).at(-1)).toContain('m0 m1 m2(0+2) [of peer 2] | 3');
  });

  it('shows lines with the call that wrote them and the messages on them', () => {
    const [first] = ladder(
      literalModel({
        packets: [...HANDSHAKE, [200, '<', 'PA', 1, 1, 'ab']],
        calls: [receive(150, 60, 2), { kind: 'output', at: 300, ret: 4 }],
        peer: [{ event: 'accept', at: 130 }],
        messages: [{ length: 2, text: 'ab' }],
        output: [[400, 'xab\n']],
      }),
    ).rows.filter(({ kind }) => kind === 'line');
    expect(first).toMatchObject({
      line: 1,
      call: 2,
      at: EPOCH + 305,
      messages: [0],
      cells: [{ kind: 'line', n: 1, length: 3, ended: true, shows: [{ offset: 1, length: 2, message: 0 }] }],
    });
  });

  it('makes one row of many lines that were printed at once', () => {
    const output: [number, string][] = [[400, 'a\nb\nc\nd\ne\n']];
    expect(rowsOf({ output }).at(-1)).toBe('400 line | 1 to 5 |  | ');
    expect(rowsOf({ output }, { keep: [{ line: 3 }] })).toHaveLength(5);
    expect(rowsOf({ output }, { fold: false })).toHaveLength(5);
  });
});

describe('ladder of a network with losses', () => {
  const lossy = { impairments: [{ kind: 'loss' as const, text: '10 %', dropped: 1 }] };
  const again: LiteralPacket[] = [
    ...HANDSHAKE,
    [200, '<', 'PA', 1, 1, 'abc'],
    [90_000, '<', 'PA', 1, 1, 'abc'],
    [90_010, '>', 'A', 1, 4],
  ];

  it('distinguishes the packet that was lost from the one that was sent again', () => {
    expect(rowsOf({ packets: again, run: lossy }).slice(-3)).toEqual([
      '200 packet |  | < 4 PSH ACK 3 B [lost, again in 5] | ',
      '90000 packet |  | < 5 PSH ACK 3 B [again: 4] | ',
      '90010 packet |  | > 6 ACK | ',
    ]);
  });

  it('finds out that an acknowledgment was lost, not the data', () => {
    const packets = again.toSpliced(4, 0, [210, '>', 'A', 1, 4]);
    expect(rowsOf({ packets, run: lossy }).slice(3, 5)).toEqual([
      '200 packet |  | < 4 PSH ACK 3 B [again in 6] | ',
      '210 packet |  | > 5 ACK [lost] | ',
    ]);
  });

  it('reports no loss if the network drops nothing', () => {
    expect(rowsOf({ packets: again })[3]).toBe('200 packet |  | < 4 PSH ACK 3 B [again in 5] | ');
  });

  it('shows a call beside the copy that arrived', () => {
    const calls = [receive(150, 90_000, 3)];
    expect(rowsOf({ packets: again, calls, run: lossy }).find((row) => row.includes('= 3'))).toBe(
      '90000 packet | 1 recvfrom(3) = 3 | < 5 PSH ACK 3 B [again: 4] | ',
    );
  });
});
