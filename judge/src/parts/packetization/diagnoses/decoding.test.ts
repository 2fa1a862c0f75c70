import { describe, expect, it } from 'vitest';
import type { PacketizationFacts } from '../facts.ts';
import { findOldBytes } from './decoding.ts';

/** Facts about a program whose receives returned these pieces, and which printed these lines. */
function facts(pieces: readonly string[], lines: readonly string[]): PacketizationFacts {
  let offset = 0;
  const receives = pieces.map(({ length }, i) => {
    const span = { n: i + 1, offset, length };
    offset += length;
    return span;
  });
  return {
    main: { incoming: { receives } },
    received: Buffer.from(pieces.join('')),
    lines: lines.map((text, i) => ({ number: i + 1, bytes: Buffer.from(text) })),
    model: { call: (n: number) => ({ n, name: 'recvfrom' }) },
  } as unknown as PacketizationFacts;
}

describe('findOldBytes', () => {
  it('finds what an earlier receive left behind the bytes of a later one', () => {
    const old = findOldBytes(facts(['This is PMU data 0This', ' is'], [' iss is PMU data 0This']));
    expect(old?.evidence).toEqual([{ call: 2 }, { line: 1 }]);
    expect(old?.text).toContain('recvfrom() (call 2) returned only the first 3 of these bytes');
  });

  it('says nothing of a line that shows bytes as they came one after the other', () => {
    // Line 1 shows what receive 1 returned. A buffer that keeps old bytes would hold the same again after receive 3.
    const pieces = ['This is PMU ', 'data 1', 'This i'];
    expect(findOldBytes(facts(pieces, pieces))).toBeUndefined();
  });
});
