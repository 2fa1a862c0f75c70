import { expect, it } from 'vitest';
import { countText, numberText, wrapText } from './words.ts';

it.each([
  [0, '0'],
  [999, '999'],
  [1448, '1,448'],
  [61_440, '61,440'],
  [1_000_000, '1,000,000'],
])('writes the number %i', (number, text) => {
  expect(numberText(number)).toBe(text);
});

it('counts things', () => {
  expect(countText(1, 'packet')).toBe('1 packet');
  expect(countText(0, 'packet')).toBe('0 packets');
  expect(countText(1448, 'byte')).toBe('1,448 bytes');
});

it('breaks a text at its spaces', () => {
  expect(wrapText('one two three', 8)).toEqual(['one two', 'three']);
  expect(wrapText('unbreakable', 4)).toEqual(['unbreakable']);
  expect(wrapText('', 4)).toEqual(['']);
  expect(wrapText('一 二', 4, (text) => text.length * 2)).toEqual(['一', '二']);
});
