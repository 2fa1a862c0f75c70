import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TraceError } from './error.ts';
import { ladder } from './ladder/ladder.ts';
import { ribbon } from './ribbon.ts';
import { readTrace } from './store.ts';

const fixture = (name: string) => readTrace(fileURLToPath(new URL(`../fixtures/${name}`, import.meta.url)));
const messages = [0, 1, 2].map((index) => ({ index, offset: index * 18, length: 18 }));

describe('recorded runs of version 1', () => {
  it('are read whole', () => {
    const trace = fixture('version-1-right');
    expect(trace.problems).toEqual([]);
    expect([trace.capture.count, trace.calls.length, trace.peer.length]).toEqual([34, 24, 20]);
  });

  it('show how a right client puts pieces together', () => {
    const { rows } = ribbon(fixture('version-1-right'), messages);
    expect(rows.map(({ split, shown }) => [split.packets, split.calls, split.lines, shown?.from])).toEqual([
      [3, 3, 1, 1],
      [4, 4, 1, 2],
      [7, 7, 1, 3],
    ]);
  });

  it('show how a wrong one prints three messages on one line', () => {
    const trace = fixture('version-1-wrong');
    const { rows } = ribbon(trace, messages);
    expect(rows.map(({ shared }) => [shared.packets, shared.calls, shared.lines])).toEqual([
      [
        [1, 2],
        [1, 2],
        [1, 2],
      ],
      [
        [0, 2],
        [0, 2],
        [0, 2],
      ],
      [
        [0, 1],
        [0, 1],
        [0, 1],
      ],
    ]);
    const row = ladder(trace, { messages }).rows.find(({ kind }) => kind === 'line');
    expect(row).toMatchObject({ line: 1, messages: [0, 1, 2] });
  });

  it('have the three lanes in one row where one thing led to the other', () => {
    const { rows } = ladder(fixture('version-1-right'), { messages });
    expect(rows.find(({ packet }) => packet === 8)).toMatchObject({
      kind: 'packet',
      call: 5,
      peer: 5,
      acked: 9,
      bytes: { offset: 0, length: 1, direction: 'toProgram' },
    });
  });
});

describe('a run of a version that is not known yet', () => {
  it('is refused with what to do', () => {
    const read = () => fixture('from-the-future');
    expect(read).toThrow(TraceError);
    expect(read).toThrow('This trace has version 99; this Wireside reads versions up to 1.');
  });
});
