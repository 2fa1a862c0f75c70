import { expect, it } from 'vitest';
import { columnDuration } from './text.ts';

it.each([
  [0, '0 µs'],
  [999, '999 µs'],
  [1234, '1.23 ms'],
  [23_400, '23.4 ms'],
  [980_000, '0.98 s'],
  [12_340_000, '12.3 s'],
])('writes a duration of %i µs', (us, text) => {
  expect(columnDuration(us)).toBe(text);
});
