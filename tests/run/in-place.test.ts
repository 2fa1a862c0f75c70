/** Programs of every kind run where they are, and find there what they find in a shell. */
import { chmodSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { findTool, itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TIMEOUT } from '../command/wireside.ts';
import { ProgramFolder } from './run-in.test.helper.ts';

let own: ProgramFolder;
beforeAll(() => {
  own = new ProgramFolder();
  own.write('data.txt', 'some data\n');
  own.write('helper.py', 'def hello(): return "hello from a sibling"\n');
  own.write('main.py', 'import helper, sys\nprint(helper.hello(), open(sys.argv[1]).read(), end="")\n');
  own.write('node_modules/foo/index.js', 'module.exports = "a module";\n');
  own.write('app.js', "console.log(require('foo'), require('fs').readFileSync('data.txt', 'utf8'));\n");
  own.write('run.sh', '#!/bin/sh\ncat data.txt\n');
  own.write('Makefile', 'run:\n\tcat data.txt >made; cat made\n');
  own.write('part.h', '#define NAME "data.txt"\n');
  own.write(
    'reads.c',
    '#include <stdio.h>\n#include "part.h"\nint main(void) { char line[80]; fputs(fgets(line, 80, fopen(NAME, "r")), stdout); return 0; }\n',
  );
  own.write(
    'Reads.java',
    'public class Reads { public static void main(String[] a) throws Exception { System.out.print(java.nio.file.Files.readString(java.nio.file.Path.of("data.txt"))); } }\n',
  );
});
afterAll(() => own.remove());

const KINDS: readonly (readonly [tool: string, words: readonly string[], output: string])[] = [
  ['python3', ['python3', 'main.py', 'data.txt'], 'hello from a sibling some data\n'],
  ['python3', ['main.py', 'data.txt'], 'hello from a sibling some data\n'],
  ['node', ['node', 'app.js'], 'a module some data\n\n'],
  ['sh', ['./run.sh'], 'some data\n'],
  ['make', ['make', '-s', 'run'], 'some data\n'],
  ['gcc', ['reads.c'], 'some data\n'],
  ['javac', ['Reads.java'], 'some data\n'],
];

describe.each([
  ['the user who runs the tests', false],
  ['an ordinary user', true],
])('for %s', (_, isOrdinary) => {
  for (const [tool, words, output] of KINDS) {
    const name = `runs ${words.join(' ')} in place`;
    if (findTool(tool) === undefined) {
      it.skip(`${name} (${tool} is not installed)`, () => {});
      continue;
    }
    itNeedsNamespaces(
      name,
      async () => {
        const { code, stdout, stderr } = await own.run(['--', ...words], { isOrdinary });
        expect([stdout, code], stderr).toEqual([output, 0]);
      },
      TIMEOUT,
    );
  }

  itNeedsNamespaces(
    'keeps apart what a program writes, and says so',
    async () => {
      const place = new ProgramFolder();
      place.write('data.txt', 'some data\n');
      if (isOrdinary) place.giveAway();
      const script = 'echo new >made.txt; echo more >>data.txt && cat data.txt';
      const { stdout, stderr, folder } = await place.run(['--', 'sh', '-c', script], { isOrdinary });
      expect(stdout).toBe('some data\nmore\n');
      expect(stderr).toContain(
        `-- the program wrote 2 files: data.txt, made.txt; kept in ${folder}/files/client\n`,
      );
      expect(readFileSync(join(folder, 'files/client/made.txt'), 'utf8')).toBe('new\n');
      expect(readFileSync(join(place.path, 'data.txt'), 'utf8')).toBe('some data\n');
      place.remove();
    },
    TIMEOUT,
  );
});

describe('a folder that others may not read', () => {
  itNeedsNamespaces(
    'is there for its owner, and as a copy for root',
    async () => {
      const closed = new ProgramFolder();
      closed.write('main.py', 'print(open("data.txt").read(), end="")\n');
      closed.write('data.txt', 'closed data\n');
      chmodSync(closed.path, 0o700);
      const { code, stdout, stderr } = await closed.run(['--', 'python3', 'main.py']);
      expect([stdout, code], stderr).toEqual(['closed data\n', 0]);
      if (process.getuid?.() === 0) expect(stderr).toContain(`chmod o+rX ${closed.path}\n`);
      closed.remove();
    },
    TIMEOUT,
  );
});

describe('the environment', () => {
  itNeedsNamespaces(
    'has what programs need, and what --env names, but no secrets',
    async () => {
      const environment = { LANG: 'C.UTF-8', MY_SECRET: 'x', PYTHONUNBUFFERED: '1', WANTED: 'yes' };
      const { stdout } = await own.run(['--env', 'WANTED', '--env', 'MORE=1', '--', 'env'], { environment });
      expect(stdout).not.toContain('SECRET');
      for (const line of ['PYTHONUNBUFFERED=1', 'WANTED=yes', 'MORE=1', `PWD=${own.path}`, 'HOME=/program'])
        expect(stdout.split('\n')).toContain(line);
    },
    TIMEOUT,
  );
});
