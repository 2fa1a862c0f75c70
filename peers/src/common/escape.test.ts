import { expect, test } from 'vitest';
import { countBytes, escapeBytes } from './escape.ts';

test.each([
  ['434d445f73686f72743a30', 'CMD_short:0'],
  ['300a', '0\\n'],
  ['300d0a00', '0\\r\\n\\x00'],
  ['09225c', '\\t\\"\\\\'],
  ['c3a9', '\\xc3\\xa9'],
  ['1b5b324a', '\\x1b[2J'],
  ['', ''],
])('%s is shown as %s', (hex, shown) => {
  expect(escapeBytes(Buffer.from(hex, 'hex'))).toBe(shown);
});

test('shows when there is more', () => {
  expect(escapeBytes(Buffer.alloc(65, 'a'))).toBe(`${'a'.repeat(64)}…`);
  expect(escapeBytes(Buffer.alloc(64, 'a'))).toBe('a'.repeat(64));
  expect(escapeBytes(Buffer.from('abc'), 2)).toBe('ab…');
});

test('counts with a unit', () => {
  expect([0, 1, 2].map(countBytes)).toEqual(['0 bytes', '1 byte', '2 bytes']);
});
