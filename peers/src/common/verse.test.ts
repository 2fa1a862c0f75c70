import fc from 'fast-check';
import { expect, test } from 'vitest';
import { insideCharacters } from './cut.ts';
import { verse } from './verse.ts';

const decode = (bytes: Buffer): string => new TextDecoder('utf-8', { fatal: true }).decode(bytes);

test('has exactly the requested length, is valid UTF-8, and ends with a full stop', () => {
  const text = fc.constantFrom('ascii' as const, 'utf8' as const);
  fc.assert(
    fc.property(fc.string(), fc.integer({ min: 1, max: 3000 }), text, (seed, length, kind) => {
      const bytes = verse(seed, length, kind);
      expect(bytes.length).toBe(length);
      expect(decode(bytes).endsWith('.')).toBe(true);
      if (kind === 'ascii') expect(bytes.every((byte) => byte < 0x80)).toBe(true);
    }),
  );
});

test('is valid UTF-8 at every length', () => {
  for (let length = 1; length < 400; length++) expect(() => decode(verse('x', length, 'utf8'))).not.toThrow();
});

test('has characters of two, three and four bytes at once when it is UTF-8', () => {
  const start = decode(verse('x', 40, 'utf8'));
  expect(new Set([...start].map((character) => Buffer.byteLength(character)))).toEqual(new Set([1, 2, 3, 4]));
  expect(insideCharacters(verse('x', 60_000, 'utf8')).length).toBeGreaterThan(1000);
});

test('repeats with the seed and changes with it; stanzas are numbered; no line is long', () => {
  const bytes = verse('x', 60_000, 'utf8');
  expect(verse('x', 60_000, 'utf8')).toEqual(bytes);
  expect(verse('y', 60_000, 'utf8')).not.toEqual(bytes);
  const lines = decode(bytes).split('\n');
  expect(lines.length).toBeGreaterThan(1000);
  expect(lines.filter((line) => line.startsWith('Stanza ')).slice(0, 2)).toEqual(['Stanza 1', 'Stanza 2']);
  expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(90);
});

test('reads like this', () => {
  expect(verse('wireside', 200, 'utf8').toString()).toMatchInlineSnapshot(`
    "Song of the wire: né — 🌊

    Stanza 1
    The sleepy sparrow counts the sparrow,
    The borrowed cupboard follows the kettle, 🗝🕯
    No pebble borrows the basket by candlelight;
    and every meadow surrou."
  `);
});
