import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cut, cutAt, cutEverywhere, insideCharacters } from './cut.ts';
import { Random } from './random.ts';

const bytesAndSeed = [
  fc.uint8Array({ maxLength: 300 }),
  fc.string(),
  fc.integer({ min: 1, max: 50 }),
] as const;

test('the pieces joined are the whole, and no piece is empty', () => {
  fc.assert(
    fc.property(...bytesAndSeed, (array, seed, mean) => {
      const bytes = Buffer.from(array);
      const pieces = cutAt(bytes, cut(bytes.length, new Random(seed), { mean }));
      expect(Buffer.concat(pieces)).toEqual(bytes);
      expect(pieces.every((piece) => piece.length > 0)).toBe(true);
    }),
  );
});

test('boundaries ascend, are inside, and repeat with the seed', () => {
  fc.assert(
    fc.property(fc.nat(300), fc.string(), fc.integer({ min: 1, max: 50 }), (length, seed, mean) => {
      const boundaries = cut(length, new Random(seed), { mean });
      expect(boundaries).toEqual([...new Set(boundaries)].toSorted((a, b) => a - b));
      expect(boundaries.every((boundary) => boundary >= 1 && boundary < length)).toBe(true);
      expect(cut(length, new Random(seed), { mean })).toEqual(boundaries);
    }),
  );
});

test('every demand is met with every seed', () => {
  const positions = fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { minLength: 1, maxLength: 10 });
  fc.assert(
    fc.property(positions, positions, positions, fc.string(), (one, two, rest, seed) => {
      const across = rest.filter((position) => !one.includes(position) && !two.includes(position));
      const boundaries = cut(100, new Random(seed), { mean: 5, through: [one, two, []], across });
      expect(boundaries.some((boundary) => one.includes(boundary))).toBe(true);
      expect(boundaries.some((boundary) => two.includes(boundary))).toBe(true);
      if (across.length > 0) expect(across.every((position) => boundaries.includes(position))).toBe(false);
    }),
  );
});

test('cuts everywhere: one byte each', () => {
  expect(cutAt(Buffer.from('abc'), cutEverywhere(3)).map(String)).toEqual(['a', 'b', 'c']);
  expect(cutAt(Buffer.alloc(0), cutEverywhere(0))).toEqual([]);
  expect(cut(1, new Random('x'), { mean: 1 })).toEqual([]);
});

test('finds the positions inside characters', () => {
  // a, e with acute accent (2 bytes), em dash (3), wave (4)
  expect(insideCharacters(Buffer.from('61c3a9e28094f09f8c8a', 'hex'))).toEqual([2, 4, 5, 7, 8, 9]);
});
