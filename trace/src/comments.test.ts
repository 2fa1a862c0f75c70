/** The comments that Wireshark shows beside each packet, on traces written by hand. */
import { describe, expect, it } from 'vitest';
import { packetComments } from './comments.ts';
import type { LiteralPacket } from './literal.test.helper.ts';
import { HANDSHAKE, literalModel } from './literal.test.helper.ts';
import type { Model } from './model.ts';

describe('packetComments', () => {
  it("names the calls and the peer's records whose bytes per packet carries", () => {
    const model = literalModel({
      packets: [
        ...HANDSHAKE,
        [200, '>', 'PA', 1, 1, 'CMD'],
        [210, '<', 'A', 1, 4],
        [300, '<', 'PA', 1, 4, 'onetwo'],
        [310, '>', 'A', 4, 7],
      ],
      calls: [
        { kind: 'connect', at: 100 },
        { kind: 'send', at: 190, ret: 3 },
        { kind: 'receive', at: 320, ret: 4 },
        { kind: 'receive', at: 330, ret: 2 },
        { kind: 'receive', at: 340, ret: -1, error: 'EAGAIN' },
      ],
      peer: [
        { event: 'accept', at: 120 },
        { event: 'receive', at: 205, offset: 0, length: 3 },
        { event: 'send', at: 290, offset: 0, length: 3, message: 0 },
        { event: 'send', at: 295, offset: 3, length: 3, message: 1 },
      ],
    });
    expect([...packetComments(model)]).toEqual([
      [4, ['bytes 0 to 2 of this direction', 'sent by call 2 sendto(3) = 3', 'received by pmu 2 receive()']],
      [
        6,
        [
          'bytes 0 to 5 of this direction',
          'sent by pmu 3 send() of message 0, pmu 4 send() of message 1',
          'received by call 3 recvfrom(3) = 4, call 4 recvfrom(3) = 2',
        ],
      ],
    ]);
  });

  it('marks bytes that were sent again, and bytes that were never read', () => {
    const model = literalModel({
      packets: [
        ...HANDSHAKE,
        [300, '<', 'PA', 1, 1, 'one'],
        [500, '<', 'PA', 1, 1, 'one'],
        [510, '>', 'A', 1, 4],
      ],
      peer: [
        { event: 'accept', at: 120 },
        { event: 'send', at: 290, offset: 0, length: 3 },
      ],
      calls: [{ kind: 'close' as const, at: 600, ret: 0 }],
    });
    expect([...packetComments(model)]).toEqual([
      [4, ['bytes 0 to 2 of this direction', 'sent by pmu 2 send()', 'never read']],
      [
        5,
        [
          'bytes 0 to 2 of this direction',
          'sent again: all of them were on the wire before',
          'sent by pmu 2 send()',
          'never read',
        ],
      ],
    ]);
  });

  it('claim nothing of an end whose reading is not known', () => {
    const packets: LiteralPacket[] = [...HANDSHAKE, [300, '>', 'PA', 1, 1, 'hello']];
    const last = (model: Model): unknown => packetComments(model).get(4)?.at(-1);
    const calls = [{ kind: 'send' as const, at: 290, ret: 5 }];
    // A server inside TLS: the library reads, and the peer counts what it gets from that.
    const inside = [
      { event: 'accept', at: 120 },
      { event: 'receive', at: 310, length: 3 },
    ];
    expect(last(literalModel({ packets, calls, peer: inside }))).toMatch(/^sent by call 1/);
    const itself = [
      { event: 'accept', at: 120 },
      { event: 'send', at: 310, offset: 0, length: 3 },
    ];
    expect(last(literalModel({ packets, calls, peer: itself }))).toBe('never read');
    // Without the handshake, nobody knows how many bytes came before.
    expect(last(literalModel({ packets: packets.slice(3), calls, peer: itself }))).not.toBe('never read');
  });

  it('names the first few of many calls, and counts the others', () => {
    const model = literalModel({
      packets: [...HANDSHAKE, [300, '<', 'PA', 1, 1, 12]],
      calls: Array.from({ length: 12 }, (_, i) => ({ kind: 'receive' as const, at: 400 + i, ret: 1 })),
    });
    const received = packetComments(model).get(4)?.at(-1);
    expect(received).toMatch(/^received by call 1 recvfrom\(3\) = 1, .*call 8 .*, and 4 more$/);
  });

  it('has no comments for packets without data', () => {
    expect(packetComments(literalModel({ packets: HANDSHAKE })).size).toBe(0);
    expect(packetComments(literalModel({})).size).toBe(0);
  });
});
