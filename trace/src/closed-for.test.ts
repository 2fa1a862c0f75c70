/** Connections that the system closed for a program, on traces written by hand. */
import { describe, expect, it } from 'vitest';
import { closedFor, closedForText } from './closed-for.ts';
import { packetComments } from './comments.ts';
import type { RunEnd } from './format.ts';
import type { LiteralPacket, LiteralTrace } from './literal.test.helper.ts';
import { EPOCH, HANDSHAKE, literalModel, literalTrace } from './literal.test.helper.ts';
import { Model } from './model.ts';

const FIN: LiteralPacket = [1_000_000, '>', 'FA', 1, 1];
const limit: RunEnd = { reason: 'limit', limit: 'idle', at: 1_000_100 };
const receive = { kind: 'receive' as const, at: 200, unreturned: true as const };
const close = { kind: 'close' as const, at: 300, ret: 0 };
const trace = (more: LiteralTrace): LiteralTrace => ({
  packets: [...HANDSHAKE, FIN],
  calls: [receive],
  ...more,
});

describe('the FIN of a program', () => {
  it('that was stopped is of the system', () => {
    const model = literalModel(trace({ ended: limit }));
    expect([...closedFor(model)]).toEqual([[4, { actor: 'client', why: 'stopped' }]]);
    expect(packetComments(model).get(4)).toEqual([
      'closed by the system, not by client: it had been stopped',
    ]);
  });

  it('that was killed by a signal is of the system', () => {
    const ended: RunEnd = { reason: 'signal', signal: 'SIGSEGV', at: 1_000_100 };
    const [, closed] = [...closedFor(literalModel(trace({ ended })))][0]!;
    expect(closedForText(closed)).toBe('closed by the system, not by client: a signal had killed it');
  });

  it('that got Ctrl-C because the scene was over is of the system', () => {
    const over = [
      { n: 1, at: EPOCH + 999_000, event: 'end' as const },
      { n: 2, at: EPOCH + 999_100, event: 'signal' as const, actor: 'client', text: 'SIGINT' },
    ];
    const ended: RunEnd = { reason: 'exited', code: 130, at: 1_000_100 };
    const model = new Model({ ...literalTrace(trace({ ended })), scene: over });
    expect([...closedFor(model)]).toEqual([[4, { actor: 'client', why: 'over' }]]);
  });

  it.each<[string, LiteralTrace]>([
    ['that exited', { ended: { reason: 'exited', code: 0, at: 1_000_100 } }],
    ['that is still running', {}],
    ['that had closed before it was stopped', { ended: limit, calls: [receive, close] }],
    ['that ended long after it', { ended: { ...limit, at: 2_000_000 } }],
  ])('%s is its own', (_, more) => {
    expect(closedFor(literalModel(trace(more))).size).toBe(0);
  });
});
