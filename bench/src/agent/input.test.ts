import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ProgramInput } from './input.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'wireside-test-'));
  execFileSync('mkfifo', [join(folder, 'stdin')]);
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Starts a command with the pipe as its standard input; resolves with what it prints. */
async function reader(command: string, input: ProgramInput, bytes: readonly string[]): Promise<string> {
  const fd = openSync(join(folder, 'stdin'), constants.O_RDONLY);
  const child = spawn('sh', ['-c', command], { stdio: [fd, 'pipe', 'inherit'] });
  closeSync(fd);
  let output = '';
  child.stdout!.setEncoding('utf8').on('data', (text: string) => (output += text));
  for (const text of bytes) expect(input.type(Buffer.from(text))).toBe(true);
  input.closeInput();
  expect(input.type(Buffer.from('late'))).toBe(false);
  await once(child, 'close');
  input.destroy();
  return output;
}

describe.runIf(process.platform === 'linux')('ProgramInput', () => {
  it('gives a program what is typed, and then the end', async () => {
    expect(await reader('cat', new ProgramInput(folder), ['one\n', '', 'two\n'])).toBe('one\ntwo\n');
  });

  it('gives it more than a pipe holds', async () => {
    const text = 'x'.repeat(3_000_000);
    expect((await reader('wc -c', new ProgramInput(folder), [text, text.slice(0, 100_000)])).trim()).toBe(
      '3100000',
    );
  });

  it('costs nothing when the program does not read', async () => {
    expect(await reader('echo done', new ProgramInput(folder), ['x'.repeat(1_000_000)])).toBe('done\n');
  });

  it('does not keep more than a limit', () => {
    const input = new ProgramInput(folder);
    expect(input.type(Buffer.alloc(4_000_000))).toBe(true);
    expect(input.type(Buffer.alloc(1_000_000))).toBe(false);
    input.destroy();
    expect(input.type(Buffer.from('x'))).toBe(false);
  });
});
