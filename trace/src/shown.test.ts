/** Where messages are found in what a program printed, and what its lines are. */
import { describe, expect, it } from 'vitest';
import type { OutputLine } from './output.ts';
import { classifyLines, shownMessages } from './shown.ts';

const texts = ['data 0', 'data 1', 'data 12'];
const stream = new TextEncoder().encode(texts.join(''));
const messages = [
  { index: 0, offset: 0, length: 6, text: 'data 0' },
  { index: 1, offset: 6, length: 6, text: 'data 1' },
  { index: 2, offset: 12, length: 7, text: 'data 12' },
];

const linesOf = (...printed: string[]): OutputLine[] =>
  printed.map((text, i) => ({
    number: i + 1,
    stream: 'stdout',
    offset: 0,
    bytes: new TextEncoder().encode(text),
    ended: true,
    at: 100 + i,
  }));

describe('shownMessages', () => {
  const places = (...printed: string[]) =>
    shownMessages(linesOf(...printed), messages, stream).map(({ message, from, to }) => [message, from, to]);

  it('finds messages that were printed out of order', () => {
    expect(places('data 1', 'data 0', 'data 12')).toEqual([
      [0, 2, 2],
      [1, 1, 1],
      [2, 3, 3],
    ]);
    expect(places('data 12', 'data 1', 'data 0')).toEqual([
      [0, 3, 3],
      [1, 2, 2],
      [2, 1, 1],
    ]);
  });

  it('finds every message that is a line of its own', () => {
    for (const printed of [['data 1'], ['data 12', 'data 0'], ['x', 'data 0', 'data 0', 'data 1']]) {
      const lines = linesOf(...printed);
      const whole = classifyLines(lines, messages).flatMap((line) =>
        line.kind === 'message' ? [line.message] : [],
      );
      const found = shownMessages(lines, messages, stream).map(({ message }) => message);
      expect(found).toEqual([...new Set(whole)].toSorted());
    }
  });

  it('uses no byte of the output twice', () => {
    const same = [
      { index: 0, offset: 0, length: 2 },
      { index: 1, offset: 2, length: 2 },
    ];
    const bytes = new TextEncoder().encode('abab');
    expect(shownMessages(linesOf('ab'), same, bytes).map(({ message }) => message)).toEqual([0]);
    expect(shownMessages(linesOf('abab'), same, bytes).map(({ parts }) => parts)).toEqual([
      [{ line: 1, offset: 0, length: 2 }],
      [{ line: 1, offset: 2, length: 2 }],
    ]);
  });

  it('has the time of the last line', () => {
    expect(shownMessages(linesOf('da', 'ta 0'), messages, stream)[0]).toMatchObject({
      from: 1,
      to: 2,
      at: 101,
    });
  });
});

describe('classifyLines', () => {
  const kinds = (...printed: string[]) =>
    classifyLines(linesOf(...printed), messages).map((line) =>
      line.kind === 'message' ? line.message : line.kind,
    );

  it('finds lines that are exactly one message, apart from spaces', () => {
    expect(kinds('data 0', ' data 12\r', 'data 1')).toEqual([0, 2, 1]);
  });

  it('finds lines that hold a piece of a message, or a message and something else', () => {
    expect(kinds('data 0data 1', "b'data 0'", 'data ')).toEqual(Array(3).fill('broken'));
    // Shorter ones may be lines of the program's own.
    expect(kinds('da', 'ta 1', '1')).toEqual(Array(3).fill('other'));
  });

  it('leaves other lines to the program', () => {
    expect(kinds('', 'connected', '0123456789')).toEqual(['other', 'other', 'other']);
  });

  it('classifies nothing as broken if there are no messages', () => {
    expect(classifyLines(linesOf('data 0'), []).map(({ kind }) => kind)).toEqual(['other']);
  });
});
