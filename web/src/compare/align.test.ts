import { describe, expect, it } from 'vitest';
import type { Alignable } from './align.ts';
import { align } from './align.ts';

/** `a b!1`: things by name; what follows `!` makes a difference. */
const things = (text: string): Alignable[] =>
  text
    .split(' ')
    .filter((word) => word !== '')
    .map((key) => ({ key, name: key.split('!')[0]! }));

/** Rows as text: `a=a` the same, `a~b` beside each other, `a-` and `-b` alone. */
function rows(one: string, other: string): string {
  const [left, right] = [things(one), things(other)];
  return align(left, right)
    .map(({ left: i, right: j, isSame }) => {
      const [a, b] = [i === undefined ? '' : left[i]!.key, j === undefined ? '' : right[j]!.key];
      return `${a}${isSame ? '=' : a === '' || b === '' ? '-' : '~'}${b}`;
    })
    .join(' ');
}

describe('an alignment', () => {
  it('finds what both have, and what one of them has', () => {
    expect(rows('a b c', 'a b c')).toBe('a=a b=b c=c');
    expect(rows('a b c', 'a c')).toBe('a=a b- c=c');
    expect(rows('a c', 'a b c')).toBe('a=a -b c=c');
    expect(rows('', 'a')).toBe('-a');
    expect(rows('', '')).toBe('');
    expect(rows('a', 'b')).toBe('a- -b');
  });

  it('puts what has the same name beside each other', () => {
    expect(rows('open read!1 close', 'open read!2 close')).toBe('open=open read!1~read!2 close=close');
    expect(rows('x read!1 y', 'x log read!2 y')).toBe('x=x -log read!1~read!2 y=y');
  });

  it('keeps both sequences whole and in order, whatever they are', () => {
    let seed = 7;
    const random = (below: number): number => (seed = (seed * 16_807) % 2_147_483_647) % below;
    for (let round = 0; round < 300; round++) {
      const make = (): Alignable[] =>
        things(Array.from({ length: random(14) }, () => `${'abc'[random(3)]}!${random(2)}`).join(' '));
      const [left, right] = [make(), make()];
      const pairs = align(left, right);
      expect(pairs.flatMap((pair) => pair.left ?? [])).toEqual(left.map((_, i) => i));
      expect(pairs.flatMap((pair) => pair.right ?? [])).toEqual(right.map((_, i) => i));
      for (const { left: i, right: j, isSame } of pairs) {
        if (isSame) expect(left[i!]!.key).toBe(right[j!]!.key);
        else if (i !== undefined && j !== undefined) expect(left[i]!.name).toBe(right[j]!.name);
      }
      expect(pairs.filter(({ isSame }) => isSame).length).toBe(longest(left, right));
    }
  });

  it('ends soon where two have nothing in common', () => {
    const many = (name: string): Alignable[] =>
      Array.from({ length: 20_000 }, (_, i) => ({ key: `${name}${i}`, name }));
    expect(align(many('a'), many('b'))).toHaveLength(40_000);
    expect(
      align(many('a'), many('a').with(10_000, { key: 'other', name: 'a' })).filter(({ isSame }) => !isSame),
    ).toHaveLength(1);
  });
});

/** Length of the longest common subsequence, the slow way. */
function longest(left: readonly Alignable[], right: readonly Alignable[]): number {
  const table = Array.from({ length: left.length + 1 }, () =>
    Array.from({ length: right.length + 1 }, () => 0),
  );
  for (let i = 1; i <= left.length; i++) {
    for (let j = 1; j <= right.length; j++) {
      table[i]![j] =
        left[i - 1]!.key === right[j - 1]!.key
          ? table[i - 1]![j - 1]! + 1
          : Math.max(table[i - 1]![j]!, table[i]![j - 1]!);
    }
  }
  return table[left.length]![right.length]!;
}
