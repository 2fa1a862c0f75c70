/** Reads a student's submission, a file or a folder, and makes it a program that the bench can run. */
import { constants, lstatSync, readdirSync, readFileSync, realpathSync, statSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import type { Bench } from './bench.ts';
import { ENVIRONMENT, LANGUAGES } from './languages.ts';
import type { Language } from './languages.ts';
import { ProgramError } from './program-error.ts';
import type { Program, ProgramFile } from './request.ts';
import { findTool } from './tool-path.ts';

/** Limits on a submission: the number of its files, their bytes, and the depth of folders. */
const MAX_FILES = 500;
const MAX_BYTES = 32 * 1024 * 1024;
const MAX_DEPTH = 8;
/** Folders that are never part of a program. */
export const LEFT_OUT: ReadonlySet<string> = new Set(['.git', 'node_modules', '__pycache__', '.venv']);
/** The script that starts the program in a folder, and the files by which make(1) builds one. */
const RUN_SCRIPT = 'run';
const MAKEFILES: readonly string[] = ['Makefile', 'makefile', 'GNUmakefile'];

/** A program's files and the commands that build and start it, before it is built. */
export interface Source {
  readonly files: readonly ProgramFile[];
  /** Command that builds it; absent when there is nothing to build. */
  readonly build?: readonly string[];
  /** Command that starts it. */
  readonly run: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** The language's name, or "script", "Makefile" or "executable". */
  readonly language: string;
  /** Debian packages to install when the command is missing. */
  readonly packages: string;
}

/** The word in a command that stands for the executable that a Makefile makes. */
const MADE = './{made}';

/**
 * Reads a program from disk. Links in a folder are not followed.
 * @throws {ProgramError} when it does not exist, is not a program, or is too large
 */
export function readSource(path: string, languages: readonly Language[] = LANGUAGES): Source {
  try {
    const status = statSync(path);
    if (status.isDirectory()) return readFolder(path);
    // A pipe or a device might never end.
    if (!status.isFile()) throw unknown(path, 'is neither a file nor a folder');
    if (status.size > MAX_BYTES) throw tooLarge(path);
    return readFile(path, languages);
  } catch (error) {
    const { code, path: what = path } = error as NodeJS.ErrnoException;
    if (error instanceof ProgramError || code === undefined) throw error;
    const isMissing = code === 'ENOENT' || code === 'ENOTDIR';
    throw new ProgramError(
      'PROGRAM_MISSING',
      isMissing ? `${what}: no such file or folder.` : `You are not permitted to read ${what}.`,
      isMissing ? 'Check the name and the current folder.' : `Check its owner and mode: ls -ld ${what}`,
    );
  }
}

const unknown = (path: string, what: string): ProgramError =>
  new ProgramError('PROGRAM_UNKNOWN', `${path} ${what}.`, 'Give the file of a program, or a folder.');

function readFile(path: string, languages: readonly Language[]): Source {
  const file = basename(path);
  const ending = extname(file);
  const name = basename(file, ending);
  const bytes = readFileSync(realpathSync(path));
  const language = languages.find(({ endings }) => endings.includes(ending.toLowerCase()));
  if (language !== undefined) {
    const fill = (words: readonly string[]): string[] =>
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
  if (!isExecutable(bytes)) {
    throw new ProgramError(
      'PROGRAM_UNKNOWN',
      `${file} has an unknown file name extension, and is not an executable.`,
      `Known extensions: ${languages.flatMap(({ endings }) => endings).join(' ')}. Or submit a folder with a Makefile or a script called "run".`,
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

/** Whether a file is in ELF (elf(5)), or begins with `#!` (execve(2)). */
function isExecutable(bytes: Buffer): boolean {
  const beginning = bytes.toString('latin1', 0, 4);
  return beginning === '\x7fELF' || beginning.startsWith('#!');
}

function readFolder(path: string): Source {
  const files = listFiles(path);
  const has = (name: string): boolean => files.some((file) => file.path === name);
  const hasMakefile = MAKEFILES.some(has);
  const build = hasMakefile ? { build: ['make'] } : {};
  const common = { files, environment: { ...ENVIRONMENT }, packages: 'make gcc libc6-dev' };
  if (has(RUN_SCRIPT)) {
    const runnable = files.map((file) => (file.path === RUN_SCRIPT ? { ...file, executable: true } : file));
    return { ...common, ...build, files: runnable, run: ['./run'], language: 'script' };
  }
  if (hasMakefile) return { ...common, ...build, run: [MADE], language: 'Makefile' };
  throw new ProgramError(
    'PROGRAM_UNKNOWN',
    `The folder ${path} has neither a script called "run" nor a Makefile.`,
    'Add one. "run" is started with the arguments from the handout; a Makefile must build one executable.',
  );
}

/** Whether a folder is a program: it has a script `run` or a Makefile. Links do not count. */
export function isProgramFolder(path: string): boolean {
  return readdirSync(path, { withFileTypes: true }).some(
    (entry) => entry.isFile() && (entry.name === RUN_SCRIPT || MAKEFILES.includes(entry.name)),
  );
}

function listFiles(root: string): ProgramFile[] {
  const files: ProgramFile[] = [];
  let remaining = MAX_BYTES;
  const visit = (folder: string, depth: number): void => {
    for (const name of readdirSync(folder).toSorted()) {
      if (LEFT_OUT.has(name)) continue;
      const path = join(folder, name);
      const status = lstatSync(path);
      if (status.isDirectory() && depth < MAX_DEPTH) visit(path, depth + 1);
      if (!status.isFile()) continue;
      remaining -= status.size;
      if (files.length >= MAX_FILES || remaining < 0) throw tooLarge(root);
      files.push({
        path: relative(root, path),
        bytes: readFileSync(path),
        executable: (status.mode & constants.S_IXUSR) !== 0,
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
    'Submit only the sources, without what is built or installed from them.',
  );

/**
 * Builds a program in the sandbox, if it needs building.
 * @throws {ProgramError} with the compiler's messages when it does not build; or when its language is not installed
 */
export async function buildProgram(bench: Bench, source: Source): Promise<Program> {
  if (source.build === undefined) {
    const [interpreter = ''] = source.run;
    const isInstalled =
      interpreter === 'node' ||
      interpreter.includes('/') ||
      findTool(interpreter, ENVIRONMENT['PATH']) !== undefined;
    if (!isInstalled) throw missing(source, interpreter, 'run');
    return { files: source.files, command: source.run, environment: source.environment };
  }
  const result = await bench.build({
    files: source.files,
    command: source.build,
    environment: source.environment,
  });
  if (!result.ok) {
    const compiler = source.build[0]!;
    // prlimit, which starts the compiler, writes this when there is none.
    const isMissing =
      /^prlimit.*(?:failed to execute|No such file or directory)/s.test(result.output) &&
      result.output.includes(compiler);
    if (isMissing) throw missing(source, compiler, 'built');
    const isStopped = result.failure?.startsWith('stopped') === true;
    throw new ProgramError(
      'PROGRAM_NOT_BUILT',
      `${source.build.join(' ')}: ${result.failure ?? 'failed'}\n${result.output.trim()}`,
      isStopped
        ? 'A build must end by itself, and may not wait for input. If this one does, try again when the computer does less.'
        : 'Fix what the compiler reports. The program was not started.',
    );
  }
  return { files: result.files, command: madeCommand(source, result.files), environment: source.environment };
}

/** @param what "run" or "built" */
const missing = ({ language, packages }: Source, tool: string, what: string): ProgramError =>
  new ProgramError(
    'LANGUAGE_MISSING',
    `${language} programs cannot be ${what} here: ${tool} is not installed.`,
    `On Debian: apt-get install ${packages}`,
  );

/** The command that starts a built program. Of a Makefile it is the only new executable, or PDC, its name in the handouts. */
function madeCommand(source: Source, files: readonly ProgramFile[]): readonly string[] {
  if (!source.run.includes(MADE)) return source.run;
  const before = new Set(source.files.map((file) => file.path));
  const made = files.filter((file) => file.executable && !before.has(file.path) && !file.path.includes('/'));
  const chosen = made.find((file) => file.path === 'PDC') ?? made[0];
  if (chosen === undefined || (made.length > 1 && chosen.path !== 'PDC')) {
    throw new ProgramError(
      'PROGRAM_NOT_BUILT',
      `The Makefile made ${made.length === 0 ? 'no executable' : `several executables: ${made.map((file) => file.path).join(', ')}`}.`,
      'Its first target must make one executable beside the Makefile. Or add a script called "run".',
    );
  }
  return [`./${chosen.path}`];
}
