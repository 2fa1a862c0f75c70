import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { PeerError, PeerListenError, PeerOptionError } from './peer-error.ts';

test('the README has a heading for every code, and none for a code that does not exist', () => {
  const folder = join(import.meta.dirname, '..');
  const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.includes('.test.'),
  );
  const text = sources.map((name) => readFileSync(join(folder, name), 'utf8')).join('\n');
  const codes = [...text.matchAll(/'(PEER_[A-Z_]+)'/g)].map((match) => match[1]);
  const readme = readFileSync(join(folder, '../README.md'), 'utf8');
  const headings = [...readme.matchAll(/^### (PEER_\w+)$/gm)].map((match) => match[1]);
  expect(codes.length).toBeGreaterThan(5);
  expect(headings.toSorted()).toEqual([...new Set(codes)].toSorted());
});

test('an error is an Error, has its class as name, and carries its facts', () => {
  const facts = { code: 'PEER_X', message: 'It broke.', observed: 'a', expected: 'b', hint: 'Fix it.' };
  const error = new PeerOptionError(facts);
  expect(error).toMatchObject({ ...facts, name: 'PeerOptionError' });
  expect(error).toBeInstanceOf(PeerError);
  expect(error).not.toBeInstanceOf(PeerListenError);
});
