/** However a text is cut into segments, reordered and repeated on its way, the same bytes come out. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openCapture } from '../open.ts';
import { conversation } from '../testing/conversation.test.helper.ts';
import type { TestSegment } from '../testing/conversation.test.helper.ts';
import { follow } from '../conversations/follow.ts';
import type { FollowedPart } from '../conversations/follow.ts';
import { tcpStreams } from './tcp-streams.ts';

/** Anywhere, and where the number wraps around inside. */
const start = fc.oneof(fc.nat(0xffffffff), fc.integer({ min: 0xffffff00, max: 0xffffffff }));
const journey = fc.record({
  start,
  bytes: fc.uint8Array({ minLength: 1, maxLength: 200 }),
  /** Where it is cut, and pieces that arrive twice, as start and length. */
  cuts: fc.array(fc.nat(199), { maxLength: 12 }),
  again: fc.array(fc.tuple(fc.nat(199), fc.integer({ min: 1, max: 60 })), { maxLength: 6 }),
  /** The order of arrival. */
  order: fc.array(fc.nat(1000), { minLength: 20, maxLength: 20 }),
});
type Journey = typeof journey extends fc.Arbitrary<infer J> ? J : never;

/** Start and end of each segment, in order of arrival. */
function pieces({ bytes, cuts, again, order }: Journey): [number, number][] {
  const edges = [...new Set([0, ...cuts.filter((cut) => cut < bytes.length), bytes.length])];
  edges.sort((a, b) => a - b);
  const all = edges.slice(1).map((end, i): [number, number] => [edges[i]!, end]);
  for (const [from, length] of again) {
    if (from < bytes.length) all.push([from, Math.min(bytes.length, from + length)]);
  }
  const ranked = all.map((piece, i) => ({ piece, rank: order[i % order.length]! + i / 100 }));
  return ranked.toSorted((a, b) => a.rank - b.rank).map(({ piece }) => piece);
}

function captureOf(one: Journey, list: readonly [number, number][]): Uint8Array {
  const at = (offset: number): number => (one.start + offset) >>> 0;
  const data = list.map(([from, to]): TestSegment => {
    const text = one.bytes.slice(from, to);
    return { from: 'client', flags: 'A', seq: at(1 + from), ack: 1, data: text };
  });
  return conversation([
    { from: 'client', flags: 'S', seq: one.start },
    { from: 'server', flags: 'SA', seq: 0, ack: at(1) },
    ...data,
    { from: 'client', flags: 'FA', seq: at(1 + one.bytes.length), ack: 1 },
  ]);
}

test('the bytes of a direction', () => {
  fc.assert(
    fc.property(journey, (one) => {
      const list = pieces(one);
      const direction = tcpStreams(openCapture(captureOf(one, list)))[0]!.toServer;
      expect(direction.bytes()).toEqual(one.bytes);
      expect(direction.gaps).toEqual([]);
      expect(direction.length).toBe(one.bytes.length);
      // Each byte comes from the first segment that has it.
      for (let offset = 0; offset < one.bytes.length; offset++) {
        const first = list.findIndex(([from, to]) => from <= offset && offset < to);
        expect(direction.pieceAt(offset)?.packet).toBe(3 + first);
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});

test('a followed stream', () => {
  fc.assert(
    fc.property(journey, (one) => {
      const { parts } = follow(openCapture(captureOf(one, pieces(one))), 0);
      expect(joined(parts)).toEqual([...one.bytes]);
    }),
    { seed: 2, numRuns: 300 },
  );
});

test('missing bytes are reported, and never filled', () => {
  fc.assert(
    fc.property(journey, fc.nat(12), (one, lost) => {
      const all = pieces(one);
      const list = all.filter((_, i) => i !== lost % all.length);
      const direction = tcpStreams(openCapture(captureOf(one, list)))[0]!.toServer;
      const has = (offset: number): boolean => list.some(([from, to]) => from <= offset && offset < to);
      const end = Math.max(0, ...list.map(([, to]) => to));
      const missing = direction.gaps.flatMap(({ offset, length }) =>
        Array.from({ length }, (_, i) => offset + i),
      );
      expect(missing).toEqual(
        Array.from({ length: end }, (_, offset) => offset).filter((offset) => !has(offset)),
      );
    }),
    { seed: 3, numRuns: 300 },
  );
});

function joined(parts: readonly FollowedPart[]): number[] {
  expect(parts.every(({ missing }) => missing === 0)).toBe(true);
  return parts.flatMap(({ bytes }) => [...bytes]);
}
