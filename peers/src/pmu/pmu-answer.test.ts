import fc from 'fast-check';
import { expect, test } from 'vitest';
import { pmuFlood, pmuFloodPieces, pmuMessagePieces, pmuMessages } from './pmu-answer.ts';
import { pmuOptions } from './pmu-options.ts';
import type { PmuInput } from './pmu-options.ts';

const pieces = (input: PmuInput, delay = 0) => pmuMessagePieces(pmuOptions.read(input), delay);
const texts = (input: PmuInput, delay = 0) =>
  pieces(input, delay).map((group) => group.map((piece) => String(piece.bytes)));

/** The message index of each piece. */
const numbers = (input: PmuInput, delay: number) =>
  pieces(input, delay)
    .flat()
    .map((piece) => piece.message);

test('messages: a fixed number, numbered from 0 or from 1', () => {
  expect(pmuMessages({ messages: 2 })).toEqual(['This is PMU data 0', 'This is PMU data 1']);
  expect(pmuMessages({ messages: 1, firstNumber: 1 })).toEqual(['This is PMU data 1']);
  expect(pmuMessages({ messages: 0 })).toEqual([]);
});

test('messages: a number drawn from the seed, the same each time', () => {
  const counts = Array.from({ length: 100 }, (_, seed) => {
    const input = { seed: String(seed), messages: { min: 2, max: 6 } };
    expect(pmuMessages(input)).toEqual(pmuMessages(input));
    return pmuMessages(input).length;
  });
  expect([...new Set(counts)].toSorted()).toEqual([2, 3, 4, 5, 6]);
});

test('pieces of each segmentation', () => {
  const [one, two] = ['This is PMU data 0', 'This is PMU data 1'];
  expect(texts({ messages: 2, segmentation: 'natural' })).toEqual([[one, two]]);
  expect(texts({ messages: 2, segmentation: 'one-by-one' })).toEqual([[one, two]]);
  expect(texts({ messages: 2, segmentation: 'coalesced' })).toEqual([[`${one}${two}`]]);
  expect(texts({ messages: 2, segmentation: 'bytes' })).toEqual([[...`${one}${two}`]]);
  expect(texts({ messages: 2, segmentation: 'coalesced' }, 1)).toEqual([[one], [two]]);
  expect(texts({ messages: 0, segmentation: 'coalesced' }).flat()).toEqual([]);
});

test('pieces know the message of their first byte', () => {
  expect(numbers({ messages: 3, segmentation: 'natural' }, 0)).toEqual([0, 1, 2]);
  expect(numbers({ messages: 3, segmentation: 'natural' }, 1)).toEqual([0, 1, 2]);
  expect(numbers({ messages: 2, segmentation: 'bytes' }, 0)).toEqual([
    ...Array(18).fill(0),
    ...Array(18).fill(1),
  ]);
});

test('cut: the pieces are the whole, and the interesting cuts are always among them', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 130 }), fc.nat(1), (seed, messages, firstNumber) => {
      const input: PmuInput = { seed, messages, firstNumber, segmentation: 'cut' };
      const whole = pmuMessages(input).join('');
      const [group = []] = texts(input);
      expect(group.join('')).toBe(whole);

      let offset = 0;
      const boundaries = group.map((piece) => (offset += piece.length)).slice(0, -1);
      const isStart = (position: number) => whole.startsWith('This', position);
      expect(boundaries.some((boundary) => !isStart(boundary))).toBe(true);
      if (messages + firstNumber > 10) {
        expect(boundaries.some((boundary) => /^\d\d$/.test(whole.slice(boundary - 1, boundary + 1)))).toBe(
          true,
        );
      }
      if (messages > 1) expect(group.some((piece) => /\dT/.test(piece))).toBe(true);
    }),
  );
});

test('cut with a delay: every message is cut, and no piece reaches into the next', () => {
  const groups = texts({ messages: 15, segmentation: 'cut' }, 0.2);
  expect(groups.map((group) => group.join(''))).toEqual(pmuMessages({ messages: 15 }));
  expect(groups.every((group) => group.length > 1)).toBe(true);
});

test('flood: exact, repeatable, and cut inside a character', () => {
  const input: PmuInput = { flood: { bytes: 60_000, text: 'utf8' }, floodSegmentation: 'cut', seed: 's' };
  const flood = pmuFlood(input);
  expect(flood.length).toBe(60_000);
  expect(pmuFlood(input)).toEqual(flood);
  const parts = pmuFloodPieces(pmuOptions.read(input), flood).map((piece) => piece.bytes);
  expect(Buffer.concat(parts)).toEqual(flood);
  expect(parts.length).toBeGreaterThan(50);
  expect(parts.length).toBeLessThan(250);
  expect(parts.some((part) => ((part[0] as number) & 0xc0) === 0x80)).toBe(true);
  expect(pmuFloodPieces(pmuOptions.read({}), flood).length).toBe(1);
});

test('ten thousand messages byte by byte are ready at once', () => {
  const before = process.cpuUsage();
  expect(pieces({ messages: 10_000, segmentation: 'bytes' }).flat().length).toBeGreaterThan(200_000);
  expect(pieces({ messages: 10_000, segmentation: 'cut' }).flat().length).toBeGreaterThan(1000);
  const { user, system } = process.cpuUsage(before);
  expect((user + system) / 1000).toBeLessThan(5000);
});
