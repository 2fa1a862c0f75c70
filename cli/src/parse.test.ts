import { describe, expect, it } from 'vitest';
import { collect, columns, percentage, sideName, wholeNumber } from './parse.ts';

describe('values on the command line', () => {
  it.each<[string, (text: string) => unknown, unknown]>([
    ['0', wholeNumber(0), 0],
    ['17', wholeNumber(1), 17],
    ['20', columns, 20],
    ['10%', percentage(50), 10],
    ['2.5', percentage(50), 2.5],
    ['0', percentage(50), 0],
    ['client', sideName, 'client'],
  ])('%j is read', (text, parse, value) => expect(parse(text)).toBe(value));

  it.each<readonly [string, (text: string) => unknown, string]>([
    ...['', ' ', '-1', '1.5', '0x10', '1e3', 'ten', '99999999999999999999'].map(
      (text) => [text, wholeNumber(0), 'Must be a whole number, 0 or more.'] as const,
    ),
    ['0', wholeNumber(1), 'Must be a whole number, 1 or more.'],
    ['19', columns, 'Must be a whole number, 20 or more.'],
    ...['much', '', '%', '-1', '51%', '1e1'].map(
      (text) => [text, percentage(50), 'Must be a percentage from 0 to 50, such as 10%.'] as const,
    ),
    ['Client', sideName, 'Must be client or server. The client is the side that sent the first packet.'],
  ])('%j is refused', (text, parse, message) => expect(() => parse(text)).toThrow(message));

  it('several values of one option are collected', () => {
    expect(collect('b', collect('a'))).toEqual(['a', 'b']);
  });
});
