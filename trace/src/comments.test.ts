/** The comments that Wireshark shows beside each packet, on traces written by hand. */
import { describe, expect, it } from 'vitest';
import { packetComments } from './comments.ts';
import { HANDSHAKE, literalTrace } from './ladder/literal.test.helper.ts';

describe('packetComments', () => {
  it('names the calls and the peer’s records whose bytes a packet carries', () => {
    const trace = literalTrace({
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
    expect([...packetComments(trace)]).toEqual([
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

  it('tells bytes that were sent again, and bytes that nobody read', () => {
    const trace = literalTrace({
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
    });
    expect([...packetComments(trace)]).toEqual([
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

  it('names the first few of very many calls, and counts the rest', () => {
    const trace = literalTrace({
      packets: [...HANDSHAKE, [300, '<', 'PA', 1, 1, 12]],
      calls: Array.from({ length: 12 }, (_, i) => ({ kind: 'receive' as const, at: 400 + i, ret: 1 })),
    });
    const received = packetComments(trace).get(4)?.at(-1);
    expect(received).toMatch(/^received by call 1 recvfrom\(3\) = 1, .*call 8 .*, and 4 more$/);
  });

  it('says nothing where there is nothing to say', () => {
    expect(packetComments(literalTrace({ packets: HANDSHAKE })).size).toBe(0);
    expect(packetComments(literalTrace({})).size).toBe(0);
  });
});
