import { describe, expect, it } from 'vitest';
import { LineSplitter } from './lines.ts';

function split(chunks: readonly string[]): string[] {
  const lines: string[] = [];
  const splitter = new LineSplitter((line) => lines.push(Buffer.from(line).toString()));
  for (const chunk of chunks) splitter.write(Buffer.from(chunk));
  splitter.end();
  return lines;
}

describe('LineSplitter', () => {
  it('splits at newlines, however the bytes come', () => {
    const text = 'one\n\ntwo\r\nthree';
    for (let at = 0; at <= text.length; at++) {
      expect(split([text.slice(0, at), text.slice(at)])).toEqual(['one', '', 'two\r', 'three']);
    }
    expect(split([...text])).toEqual(['one', '', 'two\r', 'three']);
  });

  it('keeps the beginning of a line that does not end', () => {
    const [line] = split(Array.from({ length: 100 }, () => 'x'.repeat(10_000)));
    expect(line).toHaveLength(16 * 1024);
    expect(split([`${'x'.repeat(100_000)}\n`, 'next\n'])[1]).toBe('next');
  });
});
