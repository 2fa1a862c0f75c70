import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ToolError } from './command.ts';
import { Shell } from './shell.ts';

let folder = '';
let shell: Shell;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "wireside-test-it's $(here)-"));
  shell = Shell.start(join(folder, 'tools'));
});
afterAll(async () => {
  await shell.end();
  rmSync(folder, { recursive: true });
});

/** Everything that means something to a shell, and all bytes of one-byte characters but NUL. */
const HOSTILE = [
  "it's",
  `'"\\'"'"$(echo no)\`echo no\`$HOME \${HOME} *?[a]~ a;b & c | d > e < f # g\n\nEOF\n! -n \\`,
  '',
  '-',
  'ä€😀',
  String.fromCharCode(...Array.from({ length: 126 }, (_, i) => i + 1)),
];

describe('Shell', () => {
  it('returns what a command prints, and passes it its words and its input as they are', async () => {
    expect(await shell.run(['printf', '%s\\0', ...HOSTILE])).toBe(
      HOSTILE.map((word) => `${word}\0`).join(''),
    );
    expect(await shell.run(['cat'], HOSTILE.join('\n'))).toBe(`${HOSTILE.join('\n')}\n`);
    expect(await shell.run(['cat'])).toBe('');
    const long = 'a line\n'.repeat(50_000);
    expect(await shell.run(['cat'], long)).toBe(long);
  });

  it('runs one command after another', async () => {
    const file = join(folder, 'order');
    const commands = ['sleep 0.1; echo 1', 'echo 2', 'echo 3'];
    await Promise.all(commands.map((text) => shell.run(['sh', '-c', `{ ${text}; } >>"$0"`, file])));
    expect(readFileSync(file, 'utf8')).toBe('1\n2\n3\n');
  });

  it('reports how a command failed, with its error message, and goes on', async () => {
    const failing = shell.run(['sh', '-c', 'echo reason >&2; exit 3']);
    await expect(failing).rejects.toBeInstanceOf(ToolError);
    await expect(failing).rejects.toThrow(/: status 3: reason$/);
    await expect(shell.run(['sh', '-c', 'kill -9 $$'])).rejects.toThrow(/: killed by SIGKILL/);
    await expect(shell.script(['true', 'false', 'echo no'])).rejects.toThrow(/: status 1$/);
    expect(await shell.script(['true', 'echo yes'])).toBe('yes\n');
  });

  it('reports a command that is not installed', async () => {
    await expect(shell.run(['no-such-tool', '-x'])).rejects.toThrow(
      'no-such-tool -x: Not installed: no-such-tool. Run "wireside doctor" to check everything that is needed.',
    );
  });

  it('starts a command and runs others meanwhile, until it ends or is killed', async () => {
    const first = await shell.start(['sh', '-c', 'echo out; echo error >&2; exec sleep 600']);
    const second = await shell.start(['cat']);
    const [[out], [error]] = await Promise.all([once(first.stdout, 'data'), once(first.stderr, 'data')]);
    expect([String(out), String(error)]).toEqual(['out\n', 'error\n']);
    await second.ended;
    await expect.poll(() => readFileSync(`/proc/${first.pid}/comm`, 'utf8')).toBe('sleep\n');
    first.kill('SIGKILL');
    await first.ended;
    first.kill('SIGKILL'); // has no effect
    expect(() => process.kill(first.pid, 0)).toThrow('ESRCH');
  });

  it('says that it has ended, to what it is running and to what comes later', async () => {
    const other = Shell.start(join(folder, 'other'));
    const failing = other.run(['sh', '-c', 'echo why >&2; kill -9 $PPID']);
    await expect(failing).rejects.toThrow(/: the shell ended: why$/);
    await expect(other.run(['true'])).rejects.toThrow(/^true: the shell ended/);
    await other.end();
  });
});
