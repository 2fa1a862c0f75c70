/** `wireside labs new` makes a lab that is accepted and judges at once, and `labs check --samples` judges its samples. */
import { mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { inBash, TIMEOUT, wireside } from './wireside.ts';

let folder = '';
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wireside-new-')));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const ANSWER = 'connection.sendall(data.upper())';

itNeedsNamespaces(
  'a new lab is accepted, and its samples are judged as expected; so does each line that is printed work',
  async () => {
    const made = await inBash(`cd ${folder} && wireside labs new labs/spring`);
    expect([made.code, made.stderr]).toEqual([0, '']);
    const lines = made.stdout.split('\n');
    expect(lines[0]).toBe('The lab spring is in labs/spring: change it into your own.');
    const [checked, judged] = await Promise.all(
      lines.filter((line) => line.startsWith('wireside ')).map((line) => inBash(`cd ${folder} && ${line}`)),
    );
    expect(checked).toEqual({
      code: 0,
      stdout: `1 lab, 1 part, 2 cases: no problems.
capitals/samples/correct/capitals.py: pass, as expected
capitals/samples/incorrect/echoes.py: fail (answers), as expected
`,
      stderr: '',
    });
    expect(judged).toMatchObject({ code: 0, stderr: '' });
    expect(judged!.stdout).toContain('2 of 2 points');
    const part = readFileSync(join(folder, 'labs/spring/capitals/part.yaml'), 'utf8');
    const [, schema] = /\$schema=(.*)$/m.exec(part)!;
    expect(JSON.parse(readFileSync(schema!, 'utf8'))).toBeTypeOf('object');
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'a sample that is not as it must be is told, with exit status 1',
  async () => {
    await wireside('labs', 'new', join(folder, 'wrong'));
    const samples = join(folder, 'wrong/capitals/samples');
    const correct = readFileSync(join(samples, 'correct/capitals.py'), 'utf8');
    writeFileSync(join(samples, 'correct/capitals.py'), correct.replace(ANSWER, 'connection.sendall(data)'));
    writeFileSync(join(samples, 'incorrect/echoes.py'), correct);
    expect(await wireside('labs', 'check', join(folder, 'wrong'), '--samples')).toEqual({
      code: 1,
      stdout: `1 lab, 1 part, 2 cases: no problems.
capitals/samples/correct/capitals.py: fail (answers); expected: pass
capitals/samples/incorrect/echoes.py: pass; expected: fail
`,
      stderr: '',
    });
  },
  TIMEOUT,
);

it('writes over nothing, and takes no name that a lab cannot have', async () => {
  writeFileSync(join(folder, 'taken'), '');
  expect(await wireside('labs', 'new', join(folder, 'taken'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/\(LAB_EXISTS\)\n$/) as string,
  });
  expect(readFileSync(join(folder, 'taken'), 'utf8')).toBe('');
  expect(await wireside('labs', 'new', join(folder, 'My Lab'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/^A lab cannot be called "My Lab"\.\n[^]*\(LAB_NAME\)\n$/) as string,
  });
});
