import { describe, expect, it } from 'vitest';
import { positionsToDrop } from './impairments.ts';

describe('packets to lose', () => {
  it('are the same for the same seed, and others for another direction', () => {
    expect(positionsToDrop(10, 'seed', 'to-server')).toEqual(positionsToDrop(10, 'seed', 'to-server'));
    expect(positionsToDrop(50, 'seed', 'to-server')).not.toEqual(positionsToDrop(50, 'seed', 'to-client'));
  });

  it('are as many as the percentage says, at least one, and never the first', () => {
    expect(positionsToDrop(10, 's', 'd')).toHaveLength(4);
    expect(positionsToDrop(1, 's', 'd')).toHaveLength(1);
    expect(positionsToDrop(100, 's', 'd')).toHaveLength(39);
    for (const percent of [1, 10, 50, 100]) expect(positionsToDrop(percent, 's', 'd')).not.toContain(0);
  });
});
