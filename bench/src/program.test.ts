/** Programs of many files and those that are built: what is read, what the compiler says, what a build may not do. */
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { PATIENCE, TestBench } from './bench.test.helper.ts';
import { ENVIRONMENT, LANGUAGES } from './languages.ts';
import { buildProgram, ProgramError, readSource } from './program.ts';
import { itNeedsNamespaces } from './testing.ts';
import { findTool } from './tool-path.ts';

const own = new TestBench();
let root = '';
beforeAll(() => void (root = mkdtempSync(join(tmpdir(), 'wireside-program-'))));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes a program and gives its path; a name ending with `/` makes a folder. */
function write(name: string, files: Record<string, string>): string {
  const path = join(root, name);
  for (const [file, text] of Object.entries(files)) {
    const to = name.endsWith('/') ? join(path, file) : path;
    mkdirSync(dirname(to), { recursive: true });
    writeFileSync(to, text);
  }
  return path;
}

/** Like itNeedsNamespaces, for what needs a tool besides; skipped by name where it is not installed. */
function itNeeds(tool: string, name: string, test: () => Promise<void>): void {
  if (findTool(tool) === null) it.skip(`${name} (${tool} is not installed)`, test);
  else itNeedsNamespaces(name, test, PATIENCE);
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
  it('says what is no program', () => {
    expect(codeOf(() => readSource(join(root, 'absent.py')))).toBe('PROGRAM_MISSING');
    expect(codeOf(() => readSource(write('notes.txt', { '': 'text' })))).toBe('PROGRAM_UNKNOWN');
    expect(codeOf(() => readSource(write('empty/', { 'a.txt': '' })))).toBe('PROGRAM_UNKNOWN');
  });

  it('knows each ending of the table, in any case', () => {
    for (const { name, endings } of LANGUAGES) {
      for (const ending of endings) {
        const path = write(`PDC${ending.toUpperCase()}`, { '': '' });
        expect(readSource(path)).toMatchObject({ language: name });
      }
    }
  });

  it('takes a table of the lab’s own', () => {
    const table = [{ name: 'Tcl', endings: ['.tcl'], run: ['tclsh', '{file}', '{name}'], packages: 'tcl' }];
    expect(readSource(write('a b.tcl', { '': '' }), table).run).toEqual(['tclsh', 'a b.tcl', 'a b']);
  });

  it('follows no link out of a folder, and leaves out what is no part of it', () => {
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
    'starts the script "run" of a folder, with its other files beside it',
    async () => {
      const folder = write('script/', {
        run: '#!/bin/sh\ncat data/words "$1"',
        'data/words': 'some words\n',
        x: 'y',
      });
      const program = await buildProgram(own.bench, readSource(folder));
      expect((await own.run(program, { arguments: ['x'] })).stdout).toBe('some words\ny');
    },
    PATIENCE,
  );

  itNeeds('make', 'makes what a Makefile makes, and keeps what was executable', async () => {
    const folder = write('made/', {
      Makefile: 'PDC: part\n\tcat part part >PDC; chmod +x PDC\npart: tool\n\t./tool >part\n',
      tool: '#!/bin/sh\necho echo made',
    });
    chmodSync(join(folder, 'tool'), 0o755);
    const program = await buildProgram(own.bench, readSource(folder));
    expect(program.command).toEqual(['./PDC']);
    expect((await own.run(program)).stdout).toBe('made\nmade\n');
  });

  itNeeds('make', 'says when a Makefile makes no executable, or several', async () => {
    const makefile = (text: string, name: string): Promise<unknown> =>
      buildProgram(own.bench, readSource(write(name, { Makefile: `all:\n\t${text}\n` })));
    await expect(makefile('echo nothing', 'none/')).rejects.toThrow('left no executable');
    await expect(makefile('touch a b; chmod +x a b', 'several/')).rejects.toThrow(
      'several executables: a, b',
    );
  });

  itNeeds('gcc', "gives the compiler's own words", async () => {
    const source = readSource(write('wrong.c', { '': 'int main(void) {\n  return undeclared;\n}\n' }));
    await expect(buildProgram(own.bench, source)).rejects.toMatchObject({
      code: 'PROGRAM_NOT_BUILT',
      message: expect.stringMatching(/^gcc .*: status 1\n.*wrong\.c:2:\d+: error: .*undeclared/s),
    });
  });

  itNeedsNamespaces(
    'says when a language is not installed, before anything runs',
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
    PATIENCE,
  );
});

describe('a build', () => {
  const build = (text: string): ReturnType<typeof own.bench.build> =>
    own.bench.build({ files: [], command: ['bash', '-c', text], environment: { ...ENVIRONMENT } });

  itNeedsNamespaces(
    'has no network, not even the bench’s',
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
    PATIENCE,
  );

  itNeedsNamespaces(
    'sees none of the files of this machine’s users, and can change nothing but its own',
    async () => {
      const { output } = await build(
        'ls -A /home /root /proc/1/root/root 2>&1; touch /usr/x /x /etc/x; id -un',
      );
      expect(output).toMatch(/Read-only file system[^]*Read-only file system[^]*Read-only file system/);
      expect(output.trim().split('\n').at(-1)).toBe('student');
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'ends by limits of its own, and says which, or by which signal',
    async () => {
      const ends = await Promise.all(
        ['yes', 'kill -XFSZ $$', 'kill -XCPU $$', 'kill -SEGV $$', 'exit 7'].map(
          async (text) => (await build(text)).failure,
        ),
      );
      expect(ends).toEqual([
        'over the limit: output',
        'over the limit: disk',
        'over the limit: cpu',
        'ended by SIGSEGV',
        'status 7',
      ]);
    },
    PATIENCE,
  );

  itNeedsNamespaces(
    'hands over regular files only',
    async () => {
      const { files } = await build('echo kept >kept; ln -s /etc/passwd link; mkfifo pipe; ln kept twin');
      expect(files.map(({ path }) => path).toSorted()).toEqual(['kept', 'twin']);
    },
    PATIENCE,
  );
});
