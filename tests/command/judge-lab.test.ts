/** `wireside judge LAB FOLDER`: which file is which part, one page, a line for each student, and files for other systems. */
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { findTool, itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { SAMPLES, start, TIMEOUT, wireside } from './wireside.ts';

const LAB = `id: own
title: A lab of our own
parts: [first, second, third]
hosts: { server: [device.example] }
defaultEdition: now
editions: { now: { title: Now, strict: true } }
`;
const part = (id: string, program: string, cases: string): string => `id: ${id}
title: The ${id} part
exercise: packetization
program: ${program}
names: [${id === 'second' ? 'udp' : ''}]
serverName: device.example
editions: { now: { arguments: [server, port, command] } }
scene: { hosts: { server: , client: }, actors: { pmu: { peer: pmu, on: server }, client: { program: student } } }
cases:
${cases}`;
const two = (points: number): string => `  - id: two
    title: Two messages
    command: CMD_short:0
    points: ${points}
    actors: { pmu: { options: { messages: 2, segmentation: coalesced } } }
    checks: [connects, command, messages, end]
`;
const NOBODY = `  - id: nobody
    title: No server is listening
    command: CMD_short:0
    actors: { pmu: absent }
    checks: [refused]
`;

const CORRECT = 'correct/python-streaming.py';
const INCORRECT = 'incorrect/one-recv-one-message.py';
let folder = '';
let labs = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-judge-lab-'));
  labs = join(folder, 'labs');
  const files = {
    'own/lab.yaml': LAB,
    'own/first/part.yaml': part('first', 'PDC', two(2) + NOBODY),
    'own/second/part.yaml': part('second', 'PDC', two(3)),
    'own/third/part.yaml': part('third', 'secure_pmu', two(1)),
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(labs, path)), { recursive: true });
    writeFileSync(join(labs, path), text);
  }
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Makes the folder of a hand-in: samples by the names that the student gave them; a text stands for itself. */
function handIn(name: string, files: Readonly<Record<string, string>>): string {
  const where = join(folder, name);
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(where, path)), { recursive: true });
    if (existsSync(join(SAMPLES, content))) copyFileSync(join(SAMPLES, content), join(where, path));
    else writeFileSync(join(where, path), content);
  }
  return where;
}

const judgeOwn = (where: string, ...words: string[]) =>
  wireside('judge', 'own', where, '--labs', labs, '--seed', 's', ...words);

describe('wireside judge LAB FOLDER', () => {
  itNeedsNamespaces(
    'judges every part, says which file it took for what, and what to change first',
    async () => {
      const where = handIn('one', {
        'PDC_123456.py': INCORRECT,
        'PDC_old.py': CORRECT,
        'udp/PDC.py': CORRECT,
        'report.pdf': 'x',
      });
      const { code, stdout, stderr } = await judgeOwn(where);
      expect(stderr).toBe('');
      expect(code).toBe(1);
      expect(stdout.split('\n').slice(0, 9)).toEqual([
        'own: 4 of 7 points (edition now, seed s)',
        '',
        '  first   PDC_123456.py     1/3  one-recv-one-message',
        '  second  udp/PDC.py        3/3  pass',
        '  third   -                 0/1  no program: name it secure_pmu, with third in its name or in that',
        '                                 of its folder',
        '',
        'Not judged, although the name fits: PDC_old.py.',
        '',
      ]);
      expect(stdout).toContain('first, to change first:\none-recv-one-message (case two)\n');
      expect(stdout).toMatch(/see call (\d+), packet \d+, line 1: wireside show \w+\/two --at call:\1\n/);
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'writes files for other systems',
    async () => {
      const where = handIn('files', {
        'PDC.py': INCORRECT,
        'PDC_udp.c': 'int main(',
        'secure-pmu.py': CORRECT,
      });
      const [junit, gradescope, result] = ['j.xml', 'results.json', 'result.json'].map((name) =>
        join(folder, name),
      ) as [string, string, string];
      const { code } = await judgeOwn(
        where,
        '--junit',
        junit,
        '--gradescope',
        gradescope,
        '--result',
        result,
      );
      expect(code).toBe(1);
      expect(JSON.parse(readFileSync(result, 'utf8'))).toEqual({ max_grade: 7, score: 2, success: false });
      const { score, tests } = JSON.parse(readFileSync(gradescope, 'utf8')) as {
        score: number;
        tests: { name: string; score: number; max_score: number; output: string; visibility: string }[];
      };
      expect(score).toBe(2);
      expect(tests.map((one) => [one.name, one.score, one.max_score, one.visibility])).toEqual([
        ['first: Two messages', 0, 2, 'visible'],
        ['first: No server is listening', 1, 1, 'visible'],
        ['second', 0, 3, 'visible'],
        ['third: Two messages', 1, 1, 'visible'],
      ]);
      expect(tests[0]!.output).toContain('one-recv-one-message: The program shows what one receive returned');
      expect(tests[2]!.output).toContain('not built');
      const xml = readFileSync(junit, 'utf8');
      expect(xml).toContain('<testsuite name="first"');
      expect(xml).toContain('tests="2" failures="1" errors="0">');
      expect(xml).toContain('<failure message="one-recv-one-message">');
      if (findTool('python3') !== undefined) {
        const read =
          'import sys, xml.etree.ElementTree as t; print(len(t.parse(sys.argv[1]).findall(".//testcase")))';
        expect((await start(['python3', '-c', read, junit]).said).stdout).toBe('4\n');
      }
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'judges a folder of many students, a line for each',
    async () => {
      const all = join(folder, 'students');
      handIn('students/juliet', { 'PDC.py': CORRECT, 'udp/PDC.py': CORRECT });
      handIn('students/romeo', { 'pdc.py': INCORRECT });
      const parts = ['--part', 'first', '--part', 'second'];
      const { code, stdout } = await judgeOwn(all, '--table', ...parts);
      expect(code).toBe(1);
      expect(stdout).toBe(
        'juliet      6/6  first 3/3: pass; second 3/3: pass\n' +
          'romeo       1/6  first 1/3: one-recv-one-message; second 0/3: no program\n',
      );
      const { stdout: lines } = await judgeOwn(all, '--table', '--json', ...parts);
      const [first] = lines.split('\n');
      expect(JSON.parse(first!)).toMatchObject({ lab: 'own', handIn: 'juliet', score: 6, max: 6, seed: 's' });
    },
    TIMEOUT,
  );

  it('says what is wrong with the command line', async () => {
    const where = handIn('wrong', { 'PDC.py': CORRECT });
    const said = async (...words: string[]): Promise<string> => (await wireside('judge', ...words)).stderr;
    expect(await said('own', join(where, 'PDC.py'), '--labs', labs)).toContain('is not a folder.');
    expect(await said('own', where, '--labs', labs, '--part', 'fourth')).toContain(
      'The lab own has no part "fourth".',
    );
    expect(await said('own', where, '--labs', labs, '--table')).toContain('has no folders.');
    const many = [folder, '--labs', labs, '--table', '--gradescope', join(folder, 'many.json')];
    expect(await said('own', ...many)).toContain('--gradescope writes the verdict on one hand-in');
    expect(await said('own', where, where, '--labs', labs)).toContain('A lab is judged by one folder.');
    const edition = await said('own', where, '--labs', labs, '--edition', 'then');
    expect(edition).toContain('The lab own has no edition "then".\nIts editions: now');
    expect(await said('first', join(where, 'PDC.py'), '--labs', labs, '--table')).toContain(
      '--table is for a lab.',
    );
    expect(await said('nosuch', where)).toContain('No lab has a part called "nosuch".');
  });

  itNeedsNamespaces(
    'counts a program of several that could not be built',
    async () => {
      const where = handIn('several', { 'PDC.py': CORRECT, 'PDC.c': 'int main(' });
      const result = join(folder, 'several.json');
      const words = ['--labs', labs, '--case', 'nobody', '--result', result];
      await wireside('judge', 'first', join(where, 'PDC.py'), join(where, 'PDC.c'), ...words);
      expect(JSON.parse(readFileSync(result, 'utf8'))).toEqual({ max_grade: 2, score: 1, success: false });
    },
    TIMEOUT,
  );

  itNeedsNamespaces(
    'says which file cannot be written',
    async () => {
      const where = handIn('unwritable', { 'PDC.py': CORRECT });
      const { stderr } = await judgeOwn(where, '--part', 'first', '--junit', join(folder, 'no/such/file'));
      expect(stderr).toContain('no/such/file cannot be written');
    },
    TIMEOUT,
  );
});
