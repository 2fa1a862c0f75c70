/** The lab in docs/labs.md is one that Wireside accepts. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readLabs } from '@wireside/lab';
import { afterAll, expect, it } from 'vitest';
import { ROOT } from '../command/wireside.ts';

const labs = mkdtempSync(join(tmpdir(), 'wireside-labs-'));
afterAll(() => rmSync(labs, { recursive: true, force: true }));

it('has no problems', () => {
  const page = readFileSync(join(ROOT, 'docs/labs.md'), 'utf8');
  const [lab, part] = [...page.matchAll(/```yaml\n([^]*?)```/g)].map((match) => match[1]!);
  mkdirSync(join(labs, 'networks/blinky'), { recursive: true });
  writeFileSync(join(labs, 'networks/lab.yaml'), lab!);
  writeFileSync(join(labs, 'networks/blinky/part.yaml'), part!);
  const [report] = readLabs(labs);
  expect(report?.problems).toEqual([]);
  expect(report?.parts[0]?.editions['spring']).toMatchObject({ port: 6000, firstNumber: 1, strict: true });
});

it('shows a problem as the command does', () => {
  const file = join(labs, 'networks/blinky/part.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('command, messages', 'command, mesages'));
  const page = readFileSync(join(ROOT, 'docs/labs.md'), 'utf8');
  const [problem] = readLabs(labs).flatMap(({ problems }) => problems);
  expect(page).toContain(
    `part.yaml:${problem?.line}:${problem?.column}: ${problem?.field}: ${problem?.message}`,
  );
  expect(page).toContain(`    allowed: ${problem?.allowed}\n`);
});
