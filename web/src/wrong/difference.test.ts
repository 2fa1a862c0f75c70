import { describe, expect, it } from 'vitest';
import { differenceOf } from './difference.ts';

describe('the difference of two quoted texts', () => {
  it('is the first byte that one has and the other has not', () => {
    expect(differenceOf('line with "data 0" (6 bytes)', 'line 1: "data 0data 1" (12 bytes)')).toEqual({
      same: 'data 0',
      sameBytes: 6,
      expected: undefined,
      got: { first: 'd', rest: 'ata 1' },
      expectedBytes: 6,
      gotBytes: 12,
    });
  });

  it('counts an escape as one byte, and other characters as those of UTF-8', () => {
    const found = differenceOf(String.raw`"a\n\x00é!" (6 bytes)`, String.raw`"a\n\x00é?" (6 bytes)`);
    expect(found?.same).toBe(String.raw`a\n\x00é`);
    expect(found?.sameBytes).toBe(5);
    expect(found?.expected?.first).toBe('!');
    expect(
      differenceOf(String.raw`"say \"x\"" (7 bytes)`, String.raw`"say \"y\"" (7 bytes)`)?.sameBytes,
    ).toBe(5);
  });

  it('is not told where it is not known', () => {
    expect(differenceOf('"a" (1 byte)', 'nothing')).toBeUndefined();
    expect(differenceOf('1 line, from "a" (1 byte) to "b" (1 byte)', '"c" (1 byte)')).toBeUndefined();
    expect(differenceOf('"aaaa…" (100 bytes)', '"aaaaaa" (6 bytes)')).toBeUndefined();
    expect(differenceOf('"a" (1 byte)', '"a" (1 byte)')).toBeUndefined();
  });
});
