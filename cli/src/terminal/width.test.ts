import { describe, expect, it } from 'vitest';
import { cutSpans, fitSpans, paint, spansWidth } from './spans.ts';
import { cutText, textWidth, wrapIndented } from './width.ts';

describe('textWidth', () => {
  it.each([
    ['abc', 3],
    ['Grüße', 5],
    ['你好', 4],
    ['e\u0301', 1],
    ['한글', 4],
    ['🙂', 2],
    ['─▶│', 3],
  ])('%s', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

describe('cutText', () => {
  it('never splits a wide character', () => {
    expect(cutText('你好吗', 6)).toBe('你好吗');
    expect(cutText('你好吗', 5)).toBe('你好…');
    expect(cutText('你好吗', 4)).toBe('你…');
    expect(cutText('你好吗', 0)).toBe('');
  });
});

describe('fitSpans', () => {
  const spans = [
    { text: 'recvfrom(3) ', look: 'plain' as const },
    { text: 'm7', look: { message: 7 } },
  ];

  it('always has the width asked for', () => {
    for (let width = 1; width < 30; width++) expect(spansWidth(fitSpans(spans, width, '…'))).toBe(width);
  });

  it('marks what it cuts', () => {
    expect(
      cutSpans(spans, 8, '…')
        .map(({ text }) => text)
        .join(''),
    ).toBe('recvfro…');
  });
});

describe('paint', () => {
  it('has no escape sequence without color', () => {
    const line = [
      { text: 'a', look: 'bad' as const },
      { text: 'm7', look: { message: 7 } },
      { text: '  ', look: 'plain' as const },
    ];
    expect(paint(line, false)).toBe('am7');
    expect(paint(line, true)).toBe('\x1b[31ma\x1b[0m\x1b[33mm7\x1b[0m');
  });
});

describe('wrapIndented', () => {
  it('breaks at spaces, and keeps newlines', () => {
    expect(wrapIndented('one two three', 8)).toEqual(['one two', 'three']);
    expect(wrapIndented('one two\n\nthree', 8)).toEqual(['one two', '', 'three']);
  });

  it('counts the indentation', () => {
    expect(wrapIndented('one two three', 9, '  ')).toEqual(['  one two', '  three']);
  });
});
