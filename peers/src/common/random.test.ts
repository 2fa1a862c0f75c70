import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Random } from './random.ts';

/** The first numbers of a seed. */
function draw(seed: string): number[] {
  const random = new Random(seed);
  return Array.from({ length: 20 }, () => random.next());
}

test('is xoshiro128**: the first numbers from the state 1, 2, 3, 4, computed by hand from the paper', () => {
  const random = new Random([1, 2, 3, 4]);
  // 2*5 = 10, rotated left by 7 is 1280, times 9 is 11520; then s1 is 0; then s1 is 1029: 1029*5 <<< 7, times 9.
  expect([random.next(), random.next(), random.next()]).toEqual([11520, 0, 5927040]);
});

test('gives the same sequence for the same seed, and a different one for another', () => {
  expect(draw('case-1')).toEqual(draw('case-1'));
  expect(draw('case-1')).not.toEqual(draw('case-2'));
});

test('never changes: a seed in an old verdict must repeat the old run', () => {
  const random = new Random('wireside');
  expect([random.next(), random.next(), random.integer(1, 6), random.pick(['a', 'b', 'c'])])
    .toMatchInlineSnapshot(`
    [
      253868461,
      3682980513,
      5,
      "b",
    ]
  `);
});

test('returns integers up to both ends and none outside', () => {
  fc.assert(
    fc.property(fc.string(), fc.integer(), fc.nat(1000), (seed, min, span) => {
      const drawn = new Random(seed).integer(min, min + span);
      expect(drawn).toBeGreaterThanOrEqual(min);
      expect(drawn).toBeLessThanOrEqual(min + span);
    }),
  );
  const random = new Random('dice');
  const seen = new Set(Array.from({ length: 200 }, () => random.integer(1, 6)));
  expect([...seen].toSorted()).toEqual([1, 2, 3, 4, 5, 6]);
});

test('refuses to pick from an empty list', () => {
  expect(() => new Random('x').pick([])).toThrow(RangeError);
});
