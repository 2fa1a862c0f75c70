import { describe, expect, it } from 'vitest';
import type { LiteralPacket, LiteralTrace } from './literal.test.helper.ts';
import { HANDSHAKE, literalModel } from './literal.test.helper.ts';
import type { Ribbon } from './ribbon.ts';

const texts = ['data 0', 'data 1', 'data 12'];
const messages = texts.map((text) => ({ length: text.length, text }));
const all = texts.join('');
const together: LiteralPacket[] = [...HANDSHAKE, [200, '<', 'PA', 1, 1, all]];
const receive = (at: number, ret: number) => ({ kind: 'receive' as const, at, ret });

const draw = (trace: LiteralTrace): Ribbon =>
  literalModel({ peer: [{ event: 'accept', at: 130 }], messages, ...trace }).ribbon;

describe('ribbon', () => {
  it('shows which messages shared a packet and a call', () => {
    const { rows, stream, other } = draw({ packets: together, calls: [receive(300, 19)] });
    expect([stream, other]).toEqual([0, 0]);
    expect(
      rows.map(({ packets, calls }) => [packets.map(({ packet }) => packet), calls.map(({ n }) => n)]),
    ).toEqual([
      [[4], [1]],
      [[4], [1]],
      [[4], [1]],
    ]);
    expect(rows[1]?.shared).toEqual({ packets: [0, 2], calls: [0, 2], lines: [] });
    expect(new TextDecoder().decode(rows[2]?.bytes)).toBe('data 12');
  });

  it('counts what was split', () => {
    const { rows } = draw({
      packets: [...HANDSHAKE, [200, '<', 'A', 1, 1, all.slice(0, 8)], [210, '<', 'PA', 9, 1, all.slice(8)]],
      calls: [receive(300, 3), receive(310, 10), receive(320, 6)],
    });
    expect(rows.map(({ split }) => [split.packets, split.calls])).toEqual([
      [1, 2],
      [2, 1],
      [1, 2],
    ]);
  });

  it('counts a packet that was sent twice once, and names both', () => {
    const { rows } = draw({
      packets: [...together, [90_000, '<', 'PA', 1, 1, all]],
      run: { impairments: [{ kind: 'loss', text: '10 %' }] },
    });
    expect(rows[0]?.split.packets).toBe(1);
    expect(rows[0]?.packets).toMatchObject([
      { packet: 4, lost: true },
      { packet: 5, retransmission: true },
    ]);
  });

  it('shows which messages the program never received', () => {
    const { rows } = draw({ packets: together, calls: [receive(300, 6)] });
    expect(rows.map(({ calls }) => calls.length)).toEqual([1, 0, 0]);
  });

  it("takes the messages from the peer's records if the peer announced none", () => {
    const peer = [
      { event: 'accept', at: 130 },
      { at: 150, offset: 0, length: 6, message: 0 },
      { at: 160, offset: 6, length: 13, message: 1 },
    ];
    expect(literalModel({ packets: together, peer }).ribbon.rows).toMatchObject([
      { message: 0, offset: 0, length: 6 },
      { message: 1, offset: 6, length: 13 },
    ]);
  });

  it('has no rows for a run without a connection', () => {
    expect(literalModel({ messages }).ribbon).toEqual({ rows: [], other: 0 });
  });
});

describe('where the ribbon finds a message in the output', () => {
  const lines = (text: string) =>
    draw({ packets: together, output: [[500, text]] }).rows.map(({ shown }) =>
      shown === undefined ? null : [shown.from, shown.to],
    );

  it.each([
    [
      'a line each',
      'data 0\ndata 1\ndata 12\n',
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    ],
    [
      'all on one line',
      'data 0data 1data 12\n',
      [
        [1, 1],
        [1, 1],
        [1, 1],
      ],
    ],
    [
      'with words around them',
      'got <data 0>\r\ngot <data 1>\r\ngot <data 12>\r\n',
      [
        [1, 1],
        [2, 2],
        [3, 3],
      ],
    ],
    [
      'broken over lines',
      'data 0\nda\nta 1\ndata 12\n',
      [
        [1, 1],
        [2, 3],
        [4, 4],
      ],
    ],
    [
      'broken inside its number',
      'data 0\ndata 1\ndata 1\n2\n',
      [
        [1, 1],
        [2, 2],
        [3, 4],
      ],
    ],
    ['one missing', 'data 0\ndata 12\n', [[1, 1], null, [2, 2]]],
    ['nothing', '', [null, null, null]],
  ])('%s', (_, text, expected) => {
    expect(lines(text)).toEqual(expected);
  });

  it('names the messages that share a line', () => {
    const { rows } = draw({ packets: together, output: [[500, 'data 0data 1\ndata 12\n']] });
    expect(rows.map(({ shared }) => shared.lines)).toEqual([[1], [0], []]);
  });
});
