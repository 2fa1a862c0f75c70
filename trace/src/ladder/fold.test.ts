import { describe, expect, it } from 'vitest';
import type { LiteralPacket, LiteralTrace } from '../literal.test.helper.ts';
import { EPOCH, HANDSHAKE, literalModel } from '../literal.test.helper.ts';
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
  it('makes one row of packets that are alike, and counts what is in it', () => {
    const { rows } = ladder(literalModel(stream(100, 10)));
    expect(rows.map(({ kind }) => kind).slice(3)).toEqual(['packet', 'packet', 'fold', 'packet']);
    expect(rows[5]).toMatchObject({
      fold: 97,
      wire: { kind: 'folded-packets', from: 1, to: [0], packets: 97, bytes: 970, first: 6, last: 102 },
    });
  });

  it('folds nothing if asked not to, and nothing that must be visible', () => {
    expect(ladder(literalModel(stream(100, 10)), { fold: false }).rows).toHaveLength(103);
    const { rows } = ladder(literalModel(stream(100, 10)), { keep: [{ packet: 50 }] });
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
    const { rows } = ladder(literalModel({ packets: HANDSHAKE, calls }));
    expect(rows.find(({ kind }) => kind === 'fold')).toMatchObject({
      cells: [
        {
          kind: 'folded',
          count: 1379,
          like: { kind: 'call', moment: 'result', name: 'recvfrom', fd: 3, ret: 0 },
        },
      ],
    });
  });

  it('folds calls and packets that alternate', () => {
    const trace = stream(60, 10);
    const calls = Array.from({ length: 60 }, (_, i) => ({
      kind: 'receive' as const,
      at: 203 + i * 10,
      took: 2,
      ret: 10,
    }));
    const { rows } = ladder(literalModel({ ...trace, calls }));
    expect(rows.find(({ kind }) => kind === 'fold')).toMatchObject({
      fold: 103,
      cells: [{ kind: 'folded', count: 52, names: [{ name: 'recvfrom', count: 52 }] }],
      wire: { kind: 'folded-packets', packets: 51, bytes: 510 },
    });
  });

  it('does not fold across a gap', () => {
    const trace = stream(20, 10);
    const packets = trace.packets?.map(([at, ...rest]): LiteralPacket => [
      at > 290 ? at + 500_000 : at,
      ...rest,
    ]) as LiteralPacket[];
    const kinds = ladder(literalModel({ packets })).rows.map(({ kind }) => kind);
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
  const trace = literalModel(stream(100, 10));

  it('counts the rows that it leaves out', () => {
    const { rows } = ladder(trace, { fold: false, limit: 20 });
    expect(rows).toHaveLength(21);
    expect(rows.at(-1)).toEqual({ kind: 'more', at: EPOCH + 360, delta: 0, cells: [], fold: 83 });
  });

  it('shows the rows around what must be visible', () => {
    const { rows } = ladder(trace, { fold: false, limit: 20, keep: [{ packet: 60 }] });
    expect(rows[0]).toMatchObject({ kind: 'more', fold: 49 });
    expect(rows.some(({ packet }) => packet === 60)).toBe(true);
    expect(rows.at(-1)).toMatchObject({ kind: 'more', fold: 34 });
  });
});

describe('ladder of 100,000 events', () => {
  it('is drawn in seconds', () => {
    const trace = stream(50_000, 10);
    const calls = Array.from({ length: 50_000 }, (_, i) => ({
      kind: 'receive' as const,
      at: 203 + i * 10,
      took: 2,
      ret: 10,
    }));
    const literal = literalModel({ ...trace, calls });
    // The time of the processor: other work on the machine does not count.
    const before = process.cpuUsage();
    expect(ladder(literal, { fold: false, limit: Infinity }).rows.length).toBe(100_003);
    expect(ladder(literal).rows.length).toBeLessThan(60);
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1000).toBeLessThan(10_000);
  });
});
