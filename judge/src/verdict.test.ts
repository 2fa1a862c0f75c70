import { describe, expect, it } from 'vitest';
import { combine, exitStatus } from './verdict.ts';

describe('combine', () => {
  it('fail outweighs inconclusive, and inconclusive outweighs pass', () => {
    expect(combine(['pass', 'pass'])).toBe('pass');
    expect(combine(['pass', 'fail', 'inconclusive'])).toBe('fail');
    expect(combine(['pass', 'inconclusive', 'blocked'])).toBe('inconclusive');
    expect(combine(['blocked', 'blocked'])).toBe('blocked');
    expect(combine([])).toBe('pass');
  });

  it('each result has an exit status', () => {
    expect((['pass', 'fail', 'blocked', 'inconclusive'] as const).map(exitStatus)).toEqual([0, 1, 1, 2]);
  });
});
