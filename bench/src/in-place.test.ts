/** Programs in place: how commands are found, what they may read, which environment they get, and what users are told. */
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { programInPlace } from './in-place.ts';
import { ProgramError } from './program-error.ts';

const isRoot = process.getuid?.() === 0;
let root = '';
beforeAll(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'wireside-place-')));
  chmodSync(root, 0o755);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Writes a file below the root, executable unless it is plain, and returns its path. */
function write(path: string, text: string, mode = 0o755): string {
  const file = join(root, path);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, text);
  chmodSync(file, mode);
  return file;
}

const OUTSIDE = { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: '/nonexistent' };

function errorOf(run: () => unknown): ProgramError {
  try {
    run();
  } catch (error) {
    expect(error).toBeInstanceOf(ProgramError);
    return error as ProgramError;
  }
  throw new Error('there was no error');
}

describe('the command', () => {
  it('is found in PATH, and keeps its name', () => {
    const { program, notes } = programInPlace(['cat', 'data.txt'], root, OUTSIDE);
    expect(program).toMatchObject({
      command: ['cat', 'data.txt'],
      files: [],
      inPlace: { folder: root, readable: [] },
    });
    expect(notes).toEqual([]);
  });

  it('is found by its path, and in the current folder if there is no such command', () => {
    write('own/hello', '#!/bin/sh\necho hello\n');
    expect(programInPlace(['./own/hello'], root, OUTSIDE).program.command).toEqual(['./own/hello']);
    expect(programInPlace(['hello'], join(root, 'own'), OUTSIDE).program.command).toEqual(['./hello']);
  });

  it('is read by sh if it is neither a binary nor a script with a first line', () => {
    write('own/bare', 'echo bare\n');
    expect(programInPlace(['./bare', 'x'], join(root, 'own'), OUTSIDE).program.command).toEqual([
      '/bin/sh',
      './bare',
      'x',
    ]);
  });

  it.each([
    ['no-such-command-of-ours', 'PROGRAM_MISSING', 'PATH'],
    ['pyhton3', 'PROGRAM_MISSING', 'Did you mean'],
    ['./own/helo', 'PROGRAM_MISSING', 'Did you mean "hello"'],
    ['./own', 'PROGRAM_UNKNOWN', 'ls ./own'],
    ['', 'PROGRAM_MISSING', 'name of a program'],
  ])('says why there is no %s', (word, code, hint) => {
    const error = errorOf(() => programInPlace([word], root, OUTSIDE));
    expect(error.code).toBe(code);
    expect(error.hint).toContain(hint);
  });

  it('says how to start what is not executable', () => {
    write('own/plain.py', 'print(1)\n', 0o644);
    const error = errorOf(() => programInPlace(['./plain.py'], join(root, 'own'), OUTSIDE));
    expect(error.code).toBe('PROGRAM_NOT_EXECUTABLE');
    expect(error.hint).toBe(
      'If it is a program: chmod +x ./plain.py. Or name its interpreter: python3 plain.py',
    );
  });

  it('says what is wrong with a first line', () => {
    write('own/windows', '#!/bin/sh\r\necho\r\n');
    write('own/nowhere', '#!/opt/nowhere/python\n');
    write('own/nothing', '#!/usr/bin/env no-such-command-of-ours\n');
    const at = join(root, 'own');
    expect(errorOf(() => programInPlace(['./windows'], at, OUTSIDE)).message).toContain('carriage return');
    expect(errorOf(() => programInPlace(['./nowhere'], at, OUTSIDE)).message).toContain(
      '/opt/nowhere/python',
    );
    expect(errorOf(() => programInPlace(['./nothing'], at, OUTSIDE)).message).toContain(
      'no-such-command-of-ours',
    );
  });
});

describe('what it may read', () => {
  it('is the installation of its interpreter', () => {
    write('tools/versions/3/bin/tool3', '#!/bin/sh\n');
    mkdirSync(join(root, 'home/.bin-links'), { recursive: true });
    symlinkSync(join(root, 'tools/versions/3/bin/tool3'), join(root, 'home/.bin-links/tool'));
    const folder = join(root, 'own');
    const outside = { PATH: `${join(root, 'home/.bin-links')}:/usr/bin:/bin`, HOME: join(root, 'home') };
    const { program } = programInPlace(['tool'], folder, outside);
    expect(program.inPlace?.readable).toEqual([
      join(root, 'home/.bin-links'),
      join(root, 'tools/versions/3'),
    ]);
    expect(program.environment['PATH']).toContain(join(root, 'home/.bin-links'));
  });

  it('is a virtual environment with the interpreter that it was made of', () => {
    write('pythons/3.13/bin/python3', '#!/bin/sh\n');
    write('venv/pyvenv.cfg', `home = ${join(root, 'pythons/3.13/bin')}\n`, 0o644);
    write('venv/bin/python', '#!/bin/sh\n');
    const readable = [join(root, 'pythons/3.13'), join(root, 'venv')];
    const outside = { ...OUTSIDE, VIRTUAL_ENV: join(root, 'venv') };
    expect(programInPlace(['sh'], join(root, 'own'), outside).program.inPlace?.readable).toEqual(readable);
    const named = programInPlace(['../venv/bin/python', 'x.py'], join(root, 'own'), OUTSIDE).program;
    expect(named.inPlace?.readable).toEqual(readable);
  });

  it('is what its arguments name, but not a home, and nothing of the sandbox', () => {
    write('home/.ssh/id', 'secret', 0o644);
    write('home/data/x.txt', 'x', 0o644);
    const outside = { ...OUTSIDE, HOME: join(root, 'home') };
    const words = ['cat', '../home/data/x.txt', '/', '/etc/passwd', `--in=${join(root, 'home')}`, '/no/such'];
    const { program, notes } = programInPlace(words, join(root, 'own'), outside);
    expect(program.inPlace?.readable).toEqual([join(root, 'home/data/x.txt')]);
    expect(notes).toEqual([expect.stringContaining('your home folder is in it')]);
  });

  it('is told where a script is named without its neighbors, or a socket', () => {
    write('other/client.py', 'import sibling\n', 0o644);
    const words = ['python3', '../other/client.py'];
    expect(programInPlace(words, join(root, 'own'), OUTSIDE).notes).toEqual([
      expect.stringContaining(`--read ${join(root, 'other')}`),
    ]);
    const options = { readable: ['../other', '../none'] };
    expect(programInPlace(words, join(root, 'own'), OUTSIDE, options).notes).toEqual([
      `${join(root, 'none')}, which --read names, does not exist.`,
    ]);
  });

  it('is the whole project of a command that is a package of Node', () => {
    write('project/package.json', '{}', 0o644);
    write('project/packages/tool/package.json', '{}', 0o644);
    write('project/packages/tool/dist/main.js', '#!/usr/bin/env node\n');
    mkdirSync(join(root, 'project/node_modules/.bin'), { recursive: true });
    symlinkSync('../packages/tool', join(root, 'project/node_modules/tool'));
    symlinkSync('../tool/dist/main.js', join(root, 'project/node_modules/.bin/tool'));
    const readableOf = (path: string): readonly string[] | undefined =>
      programInPlace(['tool'], join(root, 'own'), { ...OUTSIDE, PATH: `${path}:${OUTSIDE.PATH}` }).program
        .inPlace?.readable;
    expect(readableOf(join(root, 'project/node_modules/.bin'))).toEqual([join(root, 'project')]);
    mkdirSync(join(root, 'linked/bin'), { recursive: true });
    symlinkSync(join(root, 'project/packages/tool/dist/main.js'), join(root, 'linked/bin/tool'));
    expect(readableOf(join(root, 'linked/bin'))).toEqual([
      join(root, 'linked'),
      join(root, 'project/packages/tool'),
    ]);
  });

  it('is an empty folder where the sandbox has a folder of its own', () => {
    const { program, notes } = programInPlace(['cat', '/usr/share/dict'], '/etc', OUTSIDE);
    expect(program.inPlace).toEqual({ readable: [] });
    expect(notes).toEqual([expect.stringContaining('empty folder')]);
  });

  it.runIf(isRoot)('is a copy where root starts it in a folder that is closed to others', () => {
    write('closed/lib/helper.py', 'x = 1\n', 0o600);
    write('closed/main.py', 'import helper\n', 0o600);
    write('closed/.git/config', '', 0o644);
    symlinkSync('/etc/shadow', join(root, 'closed/shadow'));
    symlinkSync('.', join(root, 'closed/circle'));
    const folder = join(root, 'closed');
    chmodSync(folder, 0o700);
    const tools = dirname(write('tools/of-mine', '#!/bin/sh\n'));
    const words = ['of-mine', join(folder, 'main.py'), `--path=x:${folder}/lib`];
    const outside = { ...OUTSIDE, PATH: `${tools}:${OUTSIDE.PATH}`, PYTHONPATH: `${folder}/lib` };
    const { program, notes } = programInPlace(words, folder, outside);
    expect(program.files.map(({ path }) => path)).toEqual(['lib/helper.py', 'main.py']);
    expect(program.inPlace).toEqual({ readable: [tools] });
    expect(program.command).toEqual(['of-mine', '/program/main.py', '--path=x:/program/lib']);
    expect(program.environment).toMatchObject({ PYTHONPATH: '/program/lib', PWD: '/program', HOME: '/tmp' });
    expect(notes).toEqual([expect.stringContaining(`chmod o+rX ${folder}`)]);
  });
});

describe('the environment', () => {
  const environmentOf = (
    more: Record<string, string>,
    variables: string[] = [],
  ): Readonly<Record<string, string>> =>
    programInPlace(['sh'], join(root, 'own'), { ...OUTSIDE, ...more }, { variables }).program.environment;

  it('has what programs need, and no secrets', () => {
    const given = {
      LANG: 'de_DE.UTF-8',
      LC_TIME: 'C',
      TZ: 'UTC',
      PYTHONUNBUFFERED: '1',
      NODE_OPTIONS: '--x',
    };
    const held = {
      AWS_SECRET: 'a',
      NODE_AUTH_TOKEN: 'b',
      NODE_CHANNEL_FD: '3',
      SSH_AUTH_SOCK: '/x',
      EDITOR: 'vi',
    };
    expect(environmentOf({ ...given, ...held })).toEqual({
      ...given,
      HOME: '/program',
      PATH: '/usr/local/bin:/usr/bin:/bin:/wireside/bin',
      PWD: join(root, 'own'),
      TMPDIR: '/tmp',
      USER: 'student',
    });
    expect(environmentOf({})['LANG']).toBe('C.UTF-8');
  });

  it('has what the user passes on', () => {
    expect(environmentOf({ KEY: 'here' }, ['KEY', 'OTHER=a=b', 'EMPTY='])).toMatchObject({
      KEY: 'here',
      OTHER: 'a=b',
      EMPTY: '',
    });
    const { notes } = programInPlace(['sh'], join(root, 'own'), OUTSIDE, {
      variables: ['UNSET', 'DISPLAY=:0'],
    });
    expect(notes).toEqual([
      expect.stringContaining('UNSET is not set'),
      expect.stringContaining('the display'),
    ]);
    expect(errorOf(() => environmentOf({}, ['a b'])).hint).toContain('NAME=VALUE');
  });

  it('has no folder in PATH that the program cannot see', () => {
    const { PATH } = environmentOf({ PATH: '/no/such/folder:/usr/bin:bin' });
    expect(PATH).toBe('/usr/bin:bin:/usr/local/bin:/bin:/wireside/bin');
  });
});
