/** Bytes are found where they first begin, however short or long they are. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { indexOfBytes } from './scalars.ts';

/** Few different bytes, so that much of a needle is often found before it is not. */
const bytes = (maxLength: number): fc.Arbitrary<Uint8Array> =>
  fc.array(fc.constantFrom(0, 1, 255), { maxLength }).map((list) => Uint8Array.from(list));

function naive(hay: Uint8Array, needle: Uint8Array): number {
  for (let at = 0; at + needle.length <= hay.length; at++) {
    if (needle.every((byte, i) => hay[at + i] === byte)) return at;
  }
  return -1;
}

test('any bytes in any others', () => {
  fc.assert(
    fc.property(bytes(300), bytes(6), (hay, needle) => {
      expect(indexOfBytes(hay, needle)).toBe(naive(hay, needle));
    }),
    { numRuns: 2000 },
  );
});

test('a needle that occurs, longer than a step', () => {
  fc.assert(
    fc.property(bytes(900), fc.nat(900), fc.integer({ min: 250, max: 400 }), (hay, from, length) => {
      const needle = hay.slice(from, from + length);
      expect(indexOfBytes(hay, needle)).toBe(naive(hay, needle));
      expect(indexOfBytes(hay, needle)).toBe(naive(hay, needle));
    }),
    { numRuns: 500 },
  );
});
