/** Binary search against a search from the front. */
import { expect, test } from 'vitest';
import { firstIndex, lowerBound } from './binary-search.ts';

const NUMBERS = [1, 3, 3, 3, 7, 9];

test('the first index whose number is at least a value, within bounds', () => {
  for (let value = 0; value < 11; value++) {
    for (let from = 0; from <= NUMBERS.length; from++) {
      const expected = NUMBERS.findIndex((number, i) => i >= from && number >= value);
      expect(lowerBound(NUMBERS, value, from)).toBe(expected < 0 ? NUMBERS.length : expected);
    }
  }
  expect(lowerBound(NUMBERS, 100, 0, 2)).toBe(2);
  expect(lowerBound([], 1)).toBe(0);
});

test('the first index at which something holds, or the count', () => {
  for (let count = 0; count < 8; count++) {
    for (let first = 0; first <= count; first++) {
      expect(firstIndex(count, (index) => index >= first)).toBe(first);
    }
  }
});
