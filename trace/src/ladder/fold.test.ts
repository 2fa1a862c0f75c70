import { describe, expect, it } from 'vitest';
import { HANDSHAKE, type LiteralPacket, type LiteralTrace, literalTrace } from './literal.test.helper.ts';
import { ladder } from './ladder.ts';

/** A stream of segments, 10 µs apart. */
function stream(count: number, length: number): LiteralTrace {
  const packets: LiteralPacket[] = Array.from({ length: count }, (_, i) => [
    200 + i * 10,
    '<',
    'A',
    1 + i * length,
    1,
    length,
  ]);
  return { packets: [...HANDSHAKE, ...packets] };
}

describe('foldRuns', () => {
  it('makes one row of packets that are alike, and says what is in it', () => {
    const { rows } = ladder(literalTrace(stream(100, 10)));
    expect(rows.map(({ kind }) => kind).slice(3)).toEqual(['packet', 'packet', 'fold', 'packet']);
    expect(rows[5]).toMatchObject({
      fold: 97,
      middle: { to: 'program', text: '97 packets', remark: '970 B' },
      folded: { toProgram: { packets: 97, bytes: 970 }, packets: [6, 102] },
    });
  });

  it('folds nothing when asked not to, nor what must be seen', () => {
    expect(ladder(literalTrace(stream(100, 10)), { fold: false }).rows).toHaveLength(103);
    const { rows } = ladder(literalTrace(stream(100, 10)), { keep: [{ packet: 50 }] });
    expect(rows.filter(({ packet }) => packet !== undefined && packet >= 46 && packet <= 54)).toHaveLength(9);
    expect(rows.filter(({ kind }) => kind === 'fold')).toHaveLength(2);
  });

  it('makes one row of a loop that does not notice the end of the stream', () => {
    const calls = Array.from({ length: 500 }, (_, i) => ({
      kind: 'receive' as const,
      at: 300 + i * 10,
      ret: 0,
      ...(i > 400 ? { times: 10 } : {}),
    }));
    const { rows } = ladder(literalTrace({ packets: HANDSHAKE, calls }));
    expect(rows.find(({ kind }) => kind === 'fold')?.left?.text).toBe('1379 times recvfrom(3) = 0 (end)');
  });

  it('folds calls and packets that take turns', () => {
    const trace = stream(60, 10);
    const calls = Array.from({ length: 60 }, (_, i) => ({
      kind: 'receive' as const,
      at: 203 + i * 10,
      took: 2,
      ret: 10,
    }));
    const { rows } = ladder(literalTrace({ ...trace, calls }));
    expect(rows.find(({ kind }) => kind === 'fold')).toMatchObject({
      fold: 103,
      folded: { calls: 52, toProgram: { packets: 51, bytes: 510 } },
    });
  });

  it('does not fold across a gap', () => {
    const trace = stream(20, 10);
    const packets = trace.packets?.map(([at, ...rest]): LiteralPacket => [
      at > 290 ? at + 500_000 : at,
      ...rest,
    ]) as LiteralPacket[];
    const kinds = ladder(literalTrace({ packets })).rows.map(({ kind }) => kind);
    expect(kinds.slice(3)).toEqual([
      'packet',
      'packet',
      'fold',
      'packet',
      'gap',
      'packet',
      'packet',
      'fold',
      'packet',
    ]);
  });
});

describe('withLimit', () => {
  const trace = literalTrace(stream(100, 10));

  it('says how many rows it leaves out', () => {
    const { rows } = ladder(trace, { fold: false, limit: 20 });
    expect(rows).toHaveLength(21);
    expect(rows.at(-1)).toMatchObject({ kind: 'more', fold: 83, left: { text: '83 more rows not shown' } });
  });

  it('lays itself around what must be seen', () => {
    const { rows } = ladder(trace, { fold: false, limit: 20, keep: [{ packet: 60 }] });
    expect(rows[0]).toMatchObject({ kind: 'more', fold: 49 });
    expect(rows.some(({ packet }) => packet === 60)).toBe(true);
    expect(rows.at(-1)).toMatchObject({ kind: 'more', fold: 34 });
  });
});

describe('ladder of 100 000 events', () => {
  it('is drawn in seconds', () => {
    const trace = stream(50_000, 10);
    const calls = Array.from({ length: 50_000 }, (_, i) => ({
      kind: 'receive' as const,
      at: 203 + i * 10,
      took: 2,
      ret: 10,
    }));
    const literal = literalTrace({ ...trace, calls });
    const began = performance.now();
    expect(ladder(literal, { fold: false, limit: Infinity }).rows.length).toBe(100_003);
    expect(ladder(literal).rows.length).toBeLessThan(60);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
