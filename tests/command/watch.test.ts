/** `wireside watch`: each time that a program is saved, it is judged; at a terminal, keys show more. */
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { itNeedsNamespaces } from '@wireside/bench/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Command } from './wireside.ts';
import { MAIN, SAMPLES, start, TIMEOUT, wireside } from './wireside.ts';

const WRONG = join(SAMPLES, 'incorrect/one-recv-one-message.py');
const RIGHT = join(SAMPLES, 'correct/python-streaming.py');

let folder = '';
let state: Record<string, string> = {};
beforeAll(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'wireside-watch-')));
  state = { XDG_STATE_HOME: join(folder, 'state'), NO_COLOR: '1' };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Gives the rest of what a command prints, piece by piece: each wait begins after the text of the last one. */
function reader({ child }: Command): (text: string) => Promise<string> {
  let printed = '';
  let waiting: (() => void) | undefined;
  child.stdout!.on('data', (text: string) => {
    printed += text;
    waiting?.();
  });
  return async (text) => {
    while (!printed.includes(text)) await new Promise<void>((resolve) => (waiting = resolve));
    const end = printed.indexOf(text) + text.length;
    const before = printed.slice(0, end);
    printed = printed.slice(end);
    return before;
  };
}

itNeedsNamespaces(
  'judges at once, again when the program is written or replaced, and ends by Ctrl-C',
  async () => {
    const program = join(folder, 'PDC.py');
    copyFileSync(WRONG, program);
    const watching = start(
      [process.execPath, MAIN, 'watch', 'packetization', program, '--case', 'two', '--case', 'one'],
      state,
    );
    const until = reader(watching);
    expect(await until('passed; seed')).toContain('FAIL: packetization, 1 of 2 points (1 of 2 cases ');
    await until('one-recv-one-message (case two)');
    writeFileSync(program, readFileSync(RIGHT));
    await until('pass: packetization, 2 of 2 points');
    // As many editors do: a new file takes the place of the old one.
    writeFileSync(join(folder, 'PDC.py.new'), readFileSync(WRONG));
    renameSync(join(folder, 'PDC.py.new'), program);
    await until('FAIL: packetization, 1 of 2 points');
    watching.child.kill('SIGINT');
    expect(await watching.said).toMatchObject({ code: 0, stderr: '' });
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'shows why a program was not built, and judges it when it is',
  async () => {
    const program = join(folder, 'pdc.c');
    writeFileSync(program, 'int main(void) { retrun 0; }\n');
    const watching = start(
      [process.execPath, MAIN, 'watch', 'packetization', program, '--case', 'two'],
      state,
    );
    const until = reader(watching);
    expect(await until('retrun')).toContain('pdc.c');
    writeFileSync(program, 'int main(void) { return 0; }\n');
    await until('FAIL: packetization, 0 of 1 points');
    watching.child.kill('SIGINT');
    expect((await watching.said).code).toBe(0);
  },
  TIMEOUT,
);

itNeedsNamespaces(
  'at a terminal, keys show hints, cases and ladders, and run one case only',
  async () => {
    const program = join(folder, 'keys.py');
    copyFileSync(WRONG, program);
    const watch = `${process.execPath} ${MAIN} watch packetization ${program} --case two --case one`;
    const command = `stty rows 50 cols 100; ${watch}`;
    const watching = start(
      ['script', '--quiet', '--return', '--command', command, '/dev/null'],
      state,
      'pipe',
    );
    const until = reader(watching);
    const press = (key: string): void => void watching.child.stdin!.write(key);
    const page = (): Promise<string> => until('q quit');
    // Both have ended when nothing is running any more.
    await until('1 of 2 points (1 of 2 cases');
    await page();
    press('h');
    expect(await page()).toContain('h again: what to do');
    press('h');
    expect(await page()).toContain('Keep what you have received in a buffer.');
    press('n');
    expect(await page()).toContain('Two messages that travel together (case two): FAIL');
    press('l');
    expect(await page()).toContain('pmu on server');
    press('v');
    expect(await page()).toContain('FAIL: packetization, 1 of 2 points');
    press('c');
    expect(await until('Only case two is run.')).toContain('0 of 1 points');
    press('c');
    await until('1 of 2 points (1 of 2 cases');
    writeFileSync(program, readFileSync(RIGHT));
    await until('2 of 2 points');
    press('q');
    expect((await watching.said).code).toBe(0);
  },
  TIMEOUT,
);

it('refuses a program that is not there', async () => {
  expect(await wireside('watch', 'packetization', join(folder, 'nosuch.py'))).toMatchObject({
    code: 1,
    stderr: expect.stringMatching(/\(PROGRAM_MISSING\)\n$/) as string,
  });
});
