import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { escape } from './escape.ts';

const bytes = (...numbers: number[]) => Uint8Array.from(numbers);
const utf8 = (text: string) => new TextEncoder().encode(text);

const isSafe = (text: string): boolean => !/[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u.test(text);

describe('escape', () => {
  it.each([
    ['plain', 'This is PMU data 0', 'This is PMU data 0'],
    ['line endings', 'a\r\n\tb', 'a\\r\\n\\tb'],
    ['a color', '\x1b[31mred\x1b[0m', '\\x1b[31mred\\x1b[0m'],
    ['a title', '\x1b]0;owned\x07', '\\x1b]0;owned\\x07'],
    ['the eight-bit form of ESC [', '\u009b31m', '\\u009b31m'],
    ['bidi controls', 'a\u202eb\u2066c', 'a\\u202eb\\u2066c'],
    ['what cannot be seen', 'a\u200bb\u00adc\ufeff', 'a\\u200bb\\u00adc\\ufeff'],
    ['line separators', '\u2028\u2029', '\\u2028\\u2029'],
    ['a lone surrogate', '\ud800', '\\ud800'],
    ['private use', '\ue000\u{f0000}', '\\ue000\\u{f0000}'],
    ['letters of the world', 'Grüße 你好 שלום', 'Grüße 你好 שלום'],
    ['many combining marks', `e${'\u0301'.repeat(6)}`, `e${'\u0301'.repeat(4)}\\u0301\\u0301`],
  ])('escapes %s', (_, text, expected) => {
    expect(escape(text)).toBe(expected);
    // A lone surrogate has no UTF-8 form.
    if (text !== '\ud800') expect(escape(utf8(text))).toBe(expected);
  });

  it('writes bytes that are not UTF-8 as numbers, and doubles backslashes in bytes only', () => {
    expect(escape(bytes(0x61, 0xff, 0xc3, 0x28, 0xe2, 0x82))).toBe('a\\xff\\xc3(\\xe2\\x82');
    expect(escape(bytes(0xed, 0xa0, 0x80))).toBe('\\xed\\xa0\\x80');
    expect(escape(bytes(0xc0, 0xaf))).toBe('\\xc0\\xaf');
    expect(escape(utf8('C:\\n'))).toBe('C:\\\\n');
    expect(escape('C:\\n')).toBe('C:\\n');
  });

  it('leaves nothing that a terminal would act on', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), (text) => isSafe(escape(text))));
    fc.assert(fc.property(fc.uint8Array(), (some) => isSafe(escape(some))));
  });
});
