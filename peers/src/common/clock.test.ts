import { expect, test } from 'vitest';
import { now } from './clock.ts';

test('agrees with the system clock to a millisecond, and is more precise', () => {
  const earliest = Date.now() * 1000;
  const stamps = Array.from({ length: 1000 }, now);
  const latest = (Date.now() + 1) * 1000;
  for (const stamp of stamps) {
    expect(stamp).toBeGreaterThanOrEqual(earliest);
    expect(stamp).toBeLessThanOrEqual(latest);
  }
  expect(stamps.some((stamp) => stamp % 1000 !== 0)).toBe(true);
});
