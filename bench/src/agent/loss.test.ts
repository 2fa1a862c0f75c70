import { describe, expect, it } from 'vitest';
import { placesToDrop } from './loss.ts';

describe('placesToDrop', () => {
  it('is decided by the seed and the direction', () => {
    expect(placesToDrop(10, 'seed', 'to-server')).toEqual(placesToDrop(10, 'seed', 'to-server'));
    expect(placesToDrop(10, 'seed', 'to-server')).not.toEqual(placesToDrop(10, 'seed', 'to-station'));
    expect(placesToDrop(10, 'seed', 'to-server')).not.toEqual(placesToDrop(10, 'another', 'to-server'));
  });

  it.each([
    [1, 1],
    [10, 4],
    [50, 20],
    [100, 39],
  ])('at %d percent drops %d of forty, and never the first', (percent, count) => {
    const places = placesToDrop(percent, 'seed', 'to-server');
    expect(new Set(places).size).toBe(count);
    expect(Math.min(...places)).toBeGreaterThan(0);
    expect(Math.max(...places)).toBeLessThan(40);
  });
});
