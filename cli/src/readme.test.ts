/** The README's picture is drawn from a recorded run, never typed; RECORD=1 draws it anew. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readTrace } from '@wireside/trace';
import { expect, it } from 'vitest';
import { ladderText } from './commands/show.ts';

const ROOT = join(import.meta.dirname, '../..');
const README = join(ROOT, 'README.md');
const PICTURE = /(```text\n)[^`]*(```\n\n<!-- end of picture -->)/;

it('shows the ladder of the recorded run, as the command draws it', () => {
  const trace = readTrace(join(ROOT, 'trace/fixtures/version-1-wrong'));
  const view = { width: 96, colour: false, unicode: true, focus: [{ line: 1 }], around: 16 };
  const drawn = ladderText(trace, view)
    .split('\n')
    .map((line) => line.trimEnd())
    .join('\n');
  const readme = readFileSync(README, 'utf8');
  const expected = readme.replace(PICTURE, (_, begin: string, end: string) => begin + drawn + end);
  if (process.env.RECORD === '1') writeFileSync(README, expected);
  else expect(readme).toBe(expected);
});
