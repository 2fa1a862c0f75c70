/** The picture in the README is drawn from a recorded run, never typed by hand; RECORD=1 draws it again. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readModel } from '@wireside/trace/node';
import { expect, it } from 'vitest';
import { ladderText } from './commands/show.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = join(ROOT, 'README.md');
const PICTURE = /(```text\n)[^`]*(```\n\n<!-- end of picture -->)/;

it('shows the ladder of the recorded run, as the command draws it', () => {
  const model = readModel(join(ROOT, 'trace/fixtures/version-2-incorrect'));
  const view = { width: 96, color: false, unicode: true, focus: [{ line: 1 }], around: 20 };
  const drawn = ladderText(model, view)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
  const readme = readFileSync(README, 'utf8');
  const expected = readme.replace(PICTURE, (_, begin: string, end: string) => begin + drawn + end);
  if (process.env.RECORD === '1') writeFileSync(README, expected);
  else expect(readme).toBe(expected);
});
