/** Which lines show which messages over WebSocket. */
import type { OutputLine } from '@wireside/trace';
import { expect, it } from 'vitest';
import { shownBy } from './shown.ts';

const MESSAGES = [0, 1, 12].map((number, index) => ({ index, text: `This is PMU data ${number}` }));

const lines = (...texts: string[]): OutputLine[] =>
  texts.map((text, i) => ({
    number: i + 1,
    stream: 'stdout',
    offset: 0,
    bytes: new TextEncoder().encode(text),
    ended: true,
    at: i,
  }));

/** The number of each message's line, 0 for none; then the numbers of extra lines. */
function shown(...texts: string[]): [lines: number[], extra: number[]] {
  const found = shownBy(lines(...texts), MESSAGES);
  return [found.lines.map((line) => line?.number ?? 0), found.extra.map(({ number }) => number)];
}

it.each<[what: string, texts: string[], own: number[], extra: number[]]>([
  ['the texts', ['This is PMU data 0', 'This is PMU data 1', 'This is PMU data 12'], [1, 2, 3], []],
  [
    'words, counters and Windows line ends around them',
    ['hello\r', '1: This is PMU data 0\r', '"This is PMU data 1" (18 bytes)', '> This is PMU data 12 <', '3'],
    [2, 3, 4],
    [],
  ],
  ['a number that only begins alike', ['This is PMU data 0', 'This is PMU data 12'], [1, 0, 2], []],
  ['bytes beside the text', ["b'This is PMU data 0'", 'This is PMU data 0'], [2, 0, 0], []],
  [
    'bytes in place of the text',
    ["got b'This is PMU data 0'", '<Buffer 54 68 69 73 20 69 73 20>'],
    [0, 0, 0],
    [],
  ],
  ['one that was not sent', ['This is PMU data 0', 'This is PMU data 7'], [1, 0, 0], [2]],
  ['one that is repeated', ['This is PMU data 0', 'This is PMU data 0'], [1, 0, 0], [2]],
  ['two on a line', ['This is PMU data 0This is PMU data 1', ''], [1, 1, 0], []],
  ['one on two lines', ['This is PMU', ' data 0'], [0, 0, 0], [1, 2]],
  ['none', [], [0, 0, 0], []],
])('%s', (_, texts, own, extra) => {
  expect(shown(...texts)).toEqual([own, extra]);
});
