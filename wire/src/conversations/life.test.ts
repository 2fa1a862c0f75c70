/** Openings and endings of every kind, written as segments. */
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { captureBytes, hasCaptures } from '../testing/captures.test.helper.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import type { TestSegment } from '../testing/conversation.test.helper.ts';
import { lifeFacts } from '../explain/life-facts.ts';
import { streamLife } from './life.ts';
import type { Life } from './life.ts';

const MSS_SACK_SCALE = '020405b4 0402 0103 0307 0000';
const C = (flags: string, seq: number, more: Partial<TestSegment> = {}): TestSegment => ({
  from: 'client',
  flags,
  seq: 1000 + seq,
  ack: flags.includes('A') ? 5001 : 0,
  ...more,
});
const S = (flags: string, seq: number, more: Partial<TestSegment> = {}): TestSegment => ({
  from: 'server',
  flags,
  seq: 5000 + seq,
  ack: flags.includes('A') ? 1001 : 0,
  ...more,
});
const OPENING = [C('S', 0, { options: MSS_SACK_SCALE }), S('SA', 0, { options: '020405b4' }), C('A', 1)];

function life(segments: readonly TestSegment[]): Life {
  return streamLife(openCapture(conversation(segments)), 0);
}

test('a normal opening, data, and a close in four packets', () => {
  const one = life([
    ...OPENING,
    C('PA', 1, { data: 'hello' }),
    S('A', 1, { ack: 1006 }),
    S('FA', 1, { ack: 1006 }),
    C('A', 6, { ack: 5002 }),
    C('FA', 6, { ack: 5002 }),
    S('A', 2, { ack: 1007 }),
  ]);
  expect(one.opening).toMatchObject({ kind: 'normal', opener: 'client', syn: 1, synAck: 2, ack: 3 });
  expect(one.opening.agreed).toEqual({ windowScale: false, sack: false, timestamps: false });
  expect(one.closing).toMatchObject({ kind: 'four-way', first: 'server' });
  expect(one.closing.fins).toEqual([
    { packet: 6, from: 'server', ack: 7 },
    { packet: 8, from: 'client', ack: 9 },
  ]);
  expect(one.sent.client).toMatchObject({ packets: 5, withData: 1, bytes: 5, retransmissions: [] });
  expect(lifeFacts(one).map(({ text }) => text)).toEqual([
    '10.0.0.1:40000 opened the connection to 10.0.0.2:5000 in three steps: SYN in packet 1, SYN-ACK in packet 2, ACK in packet 3.',
    'In its SYN, 10.0.0.1:40000 accepts segments of up to 1,460 bytes (MSS), multiplies its windows by 128 (window scale 7) and understands SACK; 10.0.0.2:5000 accepts segments of up to 1,460 bytes (MSS). No other option was announced by both, so no other option is in use.',
    'The round trip of the handshake took 2 ms: 1 ms to the SYN-ACK and 1 ms to its acknowledgment.',
    '10.0.0.1:40000 sent 5 bytes in 1 packet, 10.0.0.2:5000 sent nothing; the connection lasted 8 ms from its first packet to its last.',
    'Nothing was sent twice.',
    '10.0.0.2:5000 closed first (FIN in packet 6, acknowledged in packet 7); 10.0.0.1:40000 closed afterwards (FIN in packet 8, acknowledged in packet 9): a close in four packets.',
  ]);
});

test('a close in three packets, a simultaneous one, a half-closed one, a one-sided one', () => {
  expect(
    life([...OPENING, C('FA', 1), S('FA', 1, { ack: 1002 }), C('A', 2, { ack: 5002 })]).closing.kind,
  ).toBe('three-way');
  const both = life([...OPENING, C('FA', 1), S('FA', 1), C('A', 2, { ack: 5002 }), S('A', 2, { ack: 1002 })]);
  expect(both.closing).toMatchObject({ kind: 'simultaneous', first: 'client', halfClose: undefined });
  const half = life([
    ...OPENING,
    C('FA', 1),
    S('A', 1, { ack: 1002 }),
    S('PA', 1, { ack: 1002, data: 'still here' }),
    S('FA', 11, { ack: 1002 }),
    C('A', 2, { ack: 5012 }),
  ]);
  expect(half.closing).toMatchObject({
    kind: 'four-way',
    halfClose: { from: 'server', bytes: 10, packets: [6] },
  });
  expect(life([...OPENING, C('FA', 1), S('A', 1, { ack: 1002 })]).closing).toMatchObject({
    kind: 'one-sided',
    first: 'client',
  });
  expect(life(OPENING).closing).toMatchObject({ kind: 'none', first: undefined });
});

test('unusual openings', () => {
  const refused = life([C('S', 0), S('RA', 0, { seq: 0, ack: 1001 })]);
  expect(refused.opening).toMatchObject({ kind: 'refused', refusal: 2 });
  expect(refused.closing).toMatchObject({ kind: 'reset', reset: { reason: 'port-closed' } });
  const silent = life([C('S', 0), C('S', 0, { at: 1 }), C('S', 0, { at: 3 })]);
  expect(silent.opening).toMatchObject({ kind: 'unanswered', repeats: [2, 3] });
  const both = life([C('S', 0), S('S', 0), C('SA', 0), S('SA', 0)]);
  expect(both.opening).toMatchObject({ kind: 'simultaneous', syn: 1, otherSyn: 2 });
  const again = life([C('S', 0), C('S', 0, { at: 1 }), S('SA', 0, { at: 1.02 }), C('A', 1, { at: 1.021 })]);
  expect(again.opening).toMatchObject({ kind: 'normal', repeats: [2] });
  expect(again.opening.answerTime).toBeCloseTo(20e6, -3);
  expect(life([C('S', 0), S('SA', 0)]).opening.kind).toBe('unfinished');
  expect(life([C('PA', 1, { data: 'x' })]).opening).toMatchObject({ kind: 'unseen', opener: undefined });
  expect(life([S('SA', 0), C('A', 1)]).opening).toMatchObject({ kind: 'normal', opener: 'server' });
});

test('resets and their likely reasons', () => {
  const reason = (segments: readonly TestSegment[]): string | undefined =>
    life([...OPENING, ...segments]).closing.reset?.reason;
  expect(reason([C('PA', 1, { data: 'ask' }), S('A', 1, { ack: 1004 }), S('RA', 1, { ack: 1004 })])).toBe(
    'unread-data',
  );
  expect(
    reason([
      S('FA', 1),
      C('A', 1, { ack: 5002 }),
      C('PA', 1, { ack: 5002, data: 'late' }),
      S('R', 2, { seq: 5002 }),
    ]),
  ).toBe('data-after-close');
  expect(reason([S('PA', 1, { data: 'answer' }), C('A', 1, { ack: 5007 }), S('RA', 7)])).toBe('abort');
  const lost = { data: 'lost' };
  expect(
    reason([
      C('PA', 1, lost),
      C('PA', 1, { ...lost, at: 0.3 }),
      C('PA', 1, { ...lost, at: 0.7 }),
      C('PA', 1, { ...lost, at: 1.5 }),
      C('RA', 5, { at: 3 }),
    ]),
  ).toBe('gave-up');
  const unknown = life([C('PA', 1, { data: 'anyone?' }), S('R', 1)]);
  expect(unknown.closing.reset).toMatchObject({ reason: 'unknown-connection', after: 1 });
});

function first(name: string): Life {
  return streamLife(openCapture(captureBytes(`chrissanders/${name}.pcapng`)), 0);
}

test.skipIf(!hasCaptures)('third-party captures', () => {
  expect(first('tcp_handshake').opening).toMatchObject({ kind: 'normal', syn: 1, synAck: 2, ack: 3 });
  expect(first('tcp_refuseconnection').opening.kind).toBe('refused');
  expect(first('tcp_teardown').closing.kind).toBe('four-way');
  expect(first('tcp_retransmissions').sent.client.retransmissions).toEqual([2, 3, 4, 5, 6]);
});
