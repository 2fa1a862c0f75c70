import type { OutputLine } from '@wireside/trace';
import { describe, expect, it } from 'vitest';
import { shownLines } from './shown-lines.ts';

const SECOND = 1_000_000;
const bytesOf = (text: string): Uint8Array => Buffer.from(text, 'latin1');

/** The lines' numbers for messages with these texts, one per second, where the lines come a moment after. */
function shown(texts: readonly string[], lines: readonly string[]): (number | undefined)[] {
  const messages = texts.map((text, i) => ({ text: bytesOf(text), at: i * SECOND }));
  const output = lines.map((text, i): OutputLine => ({
    number: i + 1,
    stream: 'stdout',
    offset: 0,
    bytes: bytesOf(text),
    ended: true,
    at: i * SECOND + 500,
  }));
  return shownLines(messages, output).map((line) => line?.number);
}

describe('the line of a message', () => {
  it.each([
    ['the text', ['a door', 'a key'], ['a door', 'a key'], [1, 2]],
    ['the id and the text', ['a door'], ['swcmTVa door'], [1]],
    ['words before it', ['a door'], ["('10.0.0.1', 5005) says: a door"], [1]],
    ['without blanks at its end', ['a door  '], ['a door'], [1]],
    ['with a carriage return', ['a door'], ['a door\r'], [1]],
    [
      'the next one with this text',
      ['a door', 'a key', 'a door'],
      ['a door', 'debug', 'a door'],
      [1, undefined, 3],
    ],
    ['no line twice', ['a door', 'a door'], ['a door'], [1, undefined]],
  ])('is %s', (_, texts, lines, expected) => {
    expect(shown(texts, lines)).toEqual(expected);
  });

  it.each([
    ['bytes as Python writes them', "b'swcmTVa door'"],
    ['a text that is cut', 'a doo'],
    ['more after the text', 'a door a key'],
  ])('is not %s', (_, line) => {
    expect(shown(['a door'], [line])).toEqual([undefined]);
  });

  it('has the ASCII letters of what is not UTF-8, and anything for the others', () => {
    for (const line of ['Gru\xdf an alle', 'Gru? an alle', 'Gru an alle', 'Gru\xc3\x9f an alle'])
      expect(shown(['Gru\xdf an alle'], [line])).toEqual([1]);
    expect(shown(['Gru\xdf an alle'], ['Gru'])).toEqual([undefined]);
  });

  it('is found among many others', () => {
    const noise = Array.from({ length: 20_000 }, (_, i) => `poll ${i}`);
    expect(shown(['a door'], [...noise, 'a door'])).toEqual([20_001]);
  });

  it('is none for an empty message, nor one that was written before', () => {
    expect(shown(['', 'a key'], ['a key'])).toEqual([undefined, undefined]);
  });
});
