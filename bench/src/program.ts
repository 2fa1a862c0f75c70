/** Reads what a student hands in, a file or a folder, and makes a program of it that the bench can run. */
import { accessSync, constants, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import type { Bench } from './bench.ts';
import { ENVIRONMENT, type Language, LANGUAGES } from './languages.ts';
import type { Program, ProgramFile } from './request.ts';
import { findTool } from './tool-path.ts';

/** Bounds of what is handed in. */
const MAX_FILES = 500;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 8;
/** Folders that are never part of a program. */
const LEFT_OUT = new Set(['.git', 'node_modules', '__pycache__', '.venv']);

/** What is handed in cannot be run; its author can mend it. */
export class ProgramError extends Error {
  override name = 'ProgramError';
  readonly code:
    'PROGRAM_MISSING' | 'PROGRAM_UNKNOWN' | 'PROGRAM_TOO_LARGE' | 'PROGRAM_NOT_BUILT' | 'LANGUAGE_MISSING';
  readonly hint: string;

  constructor(code: ProgramError['code'], message: string, hint: string) {
    super(message);
    this.code = code;
    this.hint = hint;
  }
}

/** A program's files and how to build and start them, before anything was built. */
export interface Source {
  files: ProgramFile[];
  build?: string[];
  run: string[];
  environment: Record<string, string>;
  language: string;
  packages: string;
}

/**
 * Reads a program from disk. Links are not followed out of a folder.
 * @throws ProgramError when there is nothing, when it is no program, or when it is too large.
 */
export function readSource(path: string, languages: readonly Language[] = LANGUAGES): Source {
  let folder: boolean;
  try {
    folder = statSync(path).isDirectory();
    accessSync(path, constants.R_OK);
  } catch (error) {
    throw new ProgramError(
      'PROGRAM_MISSING',
      `${path}: ${(error as NodeJS.ErrnoException).code === 'ENOENT' ? 'there is no such file or folder' : 'it cannot be read'}.`,
      'Check the name, and the folder that you are in.',
    );
  }
  return folder ? readFolder(path) : readFile(path, languages);
}

function readFile(path: string, languages: readonly Language[]): Source {
  const file = basename(path);
  const ending = extname(file);
  const name = basename(file, ending);
  const bytes = readFileSync(realpathSync(path));
  if (bytes.length > MAX_BYTES) throw tooLarge(path);
  const language = languages.find(({ endings }) => endings.includes(ending.toLowerCase()));
  if (language !== undefined) {
    const fill = (words: string[]): string[] =>
      words.map((word) => word.replaceAll('{file}', file).replaceAll('{name}', name));
    return {
      files: [{ path: file, bytes, executable: false }],
      ...(language.build === undefined ? {} : { build: fill(language.build) }),
      run: fill(language.run),
      environment: { ...ENVIRONMENT, ...language.environment },
      language: language.name,
      packages: language.packages,
    };
  }
  const isProgram =
    bytes.subarray(0, 4).toString('latin1') === '\x7fELF' || bytes.subarray(0, 2).toString() === '#!';
  if (!isProgram) {
    throw new ProgramError(
      'PROGRAM_UNKNOWN',
      `${file} is neither in a language that the bench knows by its ending, nor an executable.`,
      `Known endings: ${languages.flatMap(({ endings }) => endings).join(' ')}. Or give a folder with a script called "run" or a Makefile.`,
    );
  }
  return {
    files: [{ path: file, bytes, executable: true }],
    run: [`./${file}`],
    environment: { ...ENVIRONMENT },
    language: 'executable',
    packages: '',
  };
}

function readFolder(path: string): Source {
  const files = listFiles(path);
  const has = (name: string): boolean => files.some((file) => file.path === name);
  const make = has('Makefile') || has('makefile') || has('GNUmakefile');
  const build = make ? { build: ['make'] } : {};
  const common = { files, environment: { ...ENVIRONMENT }, packages: 'make gcc libc6-dev' };
  if (has('run')) {
    for (const file of files) if (file.path === 'run') file.executable = true;
    return { ...common, ...build, run: ['./run'], language: 'script' };
  }
  if (make) return { ...common, ...build, run: ['./{made}'], language: 'Makefile' };
  throw new ProgramError(
    'PROGRAM_UNKNOWN',
    `The folder ${path} has neither a script called "run" nor a Makefile.`,
    'Add one: "run" is started with the arguments of the handout; a Makefile builds one executable.',
  );
}

function listFiles(root: string): ProgramFile[] {
  const files: ProgramFile[] = [];
  let room = MAX_BYTES;
  const visit = (folder: string, depth: number): void => {
    for (const name of readdirSync(folder).toSorted()) {
      if (LEFT_OUT.has(name)) continue;
      const path = join(folder, name);
      const status = lstatSync(path);
      if (status.isDirectory() && depth < MAX_DEPTH) visit(path, depth + 1);
      if (!status.isFile()) continue;
      room -= status.size;
      if (files.length >= MAX_FILES || room < 0) throw tooLarge(root);
      files.push({
        path: relative(root, path),
        bytes: readFileSync(path),
        executable: (status.mode & 0o100) !== 0,
      });
    }
  };
  visit(root, 0);
  return files;
}

const tooLarge = (path: string): ProgramError =>
  new ProgramError(
    'PROGRAM_TOO_LARGE',
    `${path} has more than ${MAX_FILES} files or ${MAX_BYTES / 1024 / 1024} MiB.`,
    'Hand in the sources only, without what is built or installed from them.',
  );

/**
 * Builds a program where it needs building, in the sandbox.
 * @throws ProgramError with the compiler's messages when it does not build, or when its language is not installed.
 */
export async function buildProgram(bench: Bench, source: Source): Promise<Program> {
  if (source.build === undefined) {
    const [interpreter = ''] = source.run;
    const isThere =
      interpreter === 'node' ||
      interpreter.includes('/') ||
      findTool(interpreter, ENVIRONMENT['PATH']) !== null;
    if (!isThere) throw missing(source, interpreter, 'run');
    return { files: source.files, command: source.run, environment: source.environment };
  }
  const result = await bench.build({
    files: source.files,
    command: source.build,
    environment: source.environment,
  });
  if (!result.ok) {
    // prlimit, which starts the compiler, says so when there is none; 127 as in a shell.
    const noCompiler =
      /failed to execute|No such file or directory/.test(result.output) &&
      result.output.includes(`${source.build[0]}`);
    if (noCompiler && result.output.startsWith('prlimit')) {
      throw missing(source, source.build[0] as string, 'built');
    }
    throw new ProgramError(
      'PROGRAM_NOT_BUILT',
      `${source.build.join(' ')}: ${result.failure ?? 'failed'}\n${result.output.trim()}`,
      'Mend what the compiler names; the program was not started.',
    );
  }
  return { files: result.files, command: madeCommand(source, result.files), environment: source.environment };
}

const missing = ({ language, packages }: Source, tool: string, what: string): ProgramError =>
  new ProgramError(
    'LANGUAGE_MISSING',
    `${language} cannot be ${what} here: there is no ${tool}.`,
    `On Debian: apt-get install ${packages}`,
  );

/** A Makefile's executable: the one file that is new and may be executed, PDC by preference as the handouts call it. */
function madeCommand(source: Source, files: readonly ProgramFile[]): string[] {
  if (!source.run.includes('./{made}')) return source.run;
  const before = new Set(source.files.map((file) => file.path));
  const made = files.filter((file) => file.executable && !before.has(file.path) && !file.path.includes('/'));
  const chosen = made.find((file) => file.path === 'PDC') ?? made[0];
  if (chosen === undefined || (made.length > 1 && chosen.path !== 'PDC')) {
    throw new ProgramError(
      'PROGRAM_NOT_BUILT',
      `The Makefile left ${made.length === 0 ? 'no executable' : `several executables: ${made.map((file) => file.path).join(', ')}`}.`,
      'Let its first target make one executable beside the Makefile, or add a script called "run".',
    );
  }
  return [`./${chosen.path}`];
}
