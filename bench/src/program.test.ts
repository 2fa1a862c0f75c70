/** Submissions: how they are read and built, and what a build cannot do. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TEST_TIMEOUT, TestBench } from './bench.test.helper.ts';
import { ENVIRONMENT, LANGUAGES } from './languages.ts';
import { buildProgram, readSource } from './program.ts';
import { ProgramError } from './program-error.ts';
import { itNeedsNamespaces } from './testing.ts';
import { findTool } from './tool-path.ts';

const own = new TestBench();
let root = '';
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'wireside-program-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes a program and returns its path. A name that ends with `/` makes a folder. */
function write(name: string, files: Record<string, string>): string {
  const path = join(root, name);
  for (const [file, text] of Object.entries(files)) {
    const to = name.endsWith('/') ? join(path, file) : path;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
  return path;
}

/** Like itNeedsNamespaces, for tests that need a tool too: skipped where it is not installed, and the name says so. */
function itNeeds(tool: string, name: string, test: () => Promise<void>): void {
  if (findTool(tool) === undefined) it.skip(`${name} (${tool} is not installed)`, test);
  else itNeedsNamespaces(name, test, TEST_TIMEOUT);
}

const codeOf = (read: () => unknown): string => {
  try {
    read();
    return 'no error';
  } catch (error) {
    expect(error).toBeInstanceOf(ProgramError);
    expect((error as ProgramError).hint).not.toBe('');
    return (error as ProgramError).code;
  }
};

describe('readSource', () => {
  it('refuses what is not a program', () => {
    expect(codeOf(() => readSource(join(root, 'absent.py')))).toBe('PROGRAM_MISSING');
    expect(codeOf(() => readSource(write('notes.txt', { '': 'text' })))).toBe('PROGRAM_UNKNOWN');
    expect(codeOf(() => readSource(write('empty/', { 'a.txt': '' })))).toBe('PROGRAM_UNKNOWN');
  });

  it.runIf(process.platform !== 'win32')('does not wait for a device or a pipe', () => {
    expect(() => readSource('/dev/null')).toThrow(
      expect.objectContaining({
        code: 'PROGRAM_UNKNOWN',
        message: '/dev/null is neither a file nor a folder.',
        hint: 'Give the file of a program, or a folder.',
      }),
    );
  });

  it('does not read a file that is too large', () => {
    const path = write('large.py', { '': '' });
    truncateSync(path, 2 ** 40);
    expect(codeOf(() => readSource(path))).toBe('PROGRAM_TOO_LARGE');
  });

  it.skipIf(process.platform === 'win32' || process.getuid?.() === 0)(
    'names what may not be read (needs a user who is not root)',
    () => {
      const path = join(write('private/', { run: '', 'secret/key': '' }), 'secret');
      chmodSync(path, 0);
      expect(() => readSource(dirname(path))).toThrow(`You are not permitted to read ${path}.`);
      chmodSync(path, 0o700);
    },
  );

  it('recognizes each file name extension, in any case', () => {
    for (const { name, endings } of LANGUAGES) {
      for (const ending of endings) {
        const path = write(`PDC${ending.toUpperCase()}`, { '': '' });
        expect(readSource(path)).toMatchObject({ language: name });
      }
    }
  });

  it('accepts a table of other languages', () => {
    const table = [{ name: 'Tcl', endings: ['.tcl'], run: ['tclsh', '{file}', '{name}'], packages: 'tcl' }];
    expect(readSource(write('a b.tcl', { '': '' }), table).run).toEqual(['tclsh', 'a b.tcl', 'a b']);
  });

  it('follows no links, and leaves out folders that are never part of a program', () => {
    const folder = write('linked/', {
      run: '#!/bin/sh',
      'lib/a.txt': '',
      'node_modules/b.js': '',
      '.git/c': '',
    });
    symlinkSync('/etc/passwd', join(folder, 'passwd'));
    symlinkSync('/etc', join(folder, 'etc'));
    const { files } = readSource(folder);
    expect(files.map(({ path }) => path)).toEqual(['lib/a.txt', 'run']);
    expect(files.at(-1)?.executable).toBe(true);
  });
});

describe('buildProgram', () => {
  itNeedsNamespaces(
    'starts the script "run" of a folder, with the other files beside it',
    async () => {
      const folder = write('script/', {
        run: '#!/bin/sh\ncat data/words "$1"',
        'data/words': 'some words\n',
        x: 'y',
      });
      const program = await buildProgram(own.bench, readSource(folder));
      expect((await own.run(program, { arguments: ['x'] })).stdout).toBe('some words\ny');
    },
    TEST_TIMEOUT,
  );

  itNeeds('make', 'runs make, and keeps files executable', async () => {
    const folder = write('made/', {
      Makefile: 'PDC: part\n\tcat part part >PDC; chmod +x PDC\npart: tool\n\t./tool >part\n',
      tool: '#!/bin/sh\necho echo made',
    });
    chmodSync(join(folder, 'tool'), 0o755);
    const program = await buildProgram(own.bench, readSource(folder));
    expect(program.command).toEqual(['./PDC']);
    expect((await own.run(program)).stdout).toBe('made\nmade\n');
  });

  itNeeds('make', 'reports a Makefile that makes no executable, or several', async () => {
    const makefile = (text: string, name: string): Promise<unknown> =>
      buildProgram(own.bench, readSource(write(name, { Makefile: `all:\n\t${text}\n` })));
    await expect(makefile('echo nothing', 'none/')).rejects.toThrow('made no executable');
    await expect(makefile('touch a b; chmod +x a b', 'several/')).rejects.toThrow(
      'several executables: a, b',
    );
  });

  itNeeds('gcc', "shows the compiler's messages", async () => {
    const source = readSource(write('wrong.c', { '': 'int main(void) {\n  return undeclared;\n}\n' }));
    await expect(buildProgram(own.bench, source)).rejects.toMatchObject({
      code: 'PROGRAM_NOT_BUILT',
      message: expect.stringMatching(/^gcc .*: exit status 1\n.*wrong\.c:2:\d+: error: .*undeclared/s),
    });
  });

  itNeedsNamespaces(
    'reports a language that is not installed, before anything runs',
    async () => {
      const languages = [
        { name: 'Nonesuch', endings: ['.no'], run: ['no-such-thing', '{file}'], packages: 'no-such' },
        { name: 'Compiled', endings: ['.ne'], build: ['no-such-cc'], run: ['./x'], packages: 'no-such' },
      ];
      for (const name of ['a.no', 'a.ne']) {
        const source = readSource(write(name, { '': '' }), languages);
        await expect(buildProgram(own.bench, source)).rejects.toMatchObject({
          code: 'LANGUAGE_MISSING',
          hint: 'On Debian: apt-get install no-such',
        });
      }
    },
    TEST_TIMEOUT,
  );
});

describe('a build', () => {
  const build = (text: string): ReturnType<typeof own.bench.build> =>
    own.bench.build({ files: [], command: ['bash', '-c', text], environment: { ...ENVIRONMENT } });

  itNeedsNamespaces(
    'has no network, not even that of the bench',
    async () => {
      const { ok, output } = await build(
        'tail -n +3 /proc/net/dev | cut -d: -f1; for to in 10.0.0.1 10.0.0.2 192.0.2.1; do ' +
          '(echo >/dev/tcp/$to/9) 2>&1 | grep -o -m1 "Network is unreachable"; done; true',
      );
      expect(ok).toBe(true);
      expect(output.trim().split(/\s*\n\s*/)).toEqual([
        'lo',
        ...Array<string>(3).fill('Network is unreachable'),
      ]);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'sees no files of this machine’s users, and can change only its own',
    async () => {
      const { output } = await build(
        // One pipe for both outputs: between two, the order of the lines is not known.
        'exec 2>&1; ls -A /home /root /proc/1/root/root; touch /usr/x /x /etc/x; id -un',
      );
      expect(output).toMatch(/Read-only file system[^]*Read-only file system[^]*Read-only file system/);
      expect(output.trim().split('\n').at(-1)).toBe('student');
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'is stopped by its own limits, and says which limit or signal ended it',
    async () => {
      const ends = await Promise.all(
        ['yes', 'kill -XFSZ $$', 'kill -XCPU $$', 'kill -SEGV $$', 'exit 7'].map(
          async (text) => (await build(text)).failure,
        ),
      );
      expect(ends).toEqual([
        'stopped: output limit exceeded',
        'stopped: disk limit exceeded',
        'stopped: cpu limit exceeded',
        'killed by SIGSEGV',
        'exit status 7',
      ]);
    },
    TEST_TIMEOUT,
  );

  itNeedsNamespaces(
    'returns regular files only',
    async () => {
      const { files } = await build('echo kept >kept; ln -s /etc/passwd link; mkfifo pipe; ln kept twin');
      expect(files.map(({ path }) => path).toSorted()).toEqual(['kept', 'twin']);
    },
    TEST_TIMEOUT,
  );
});
