/** Makes a program of a command line: of a source file or a folder, which is built if it needs that, or of a command. */
import { accessSync, constants, existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Bench } from './bench.ts';
import { programInPlace } from './in-place.ts';
import type { InPlaceOptions, ProgramInPlace } from './in-place.ts';
import type { OutsideEnvironment } from './in-place-environment.ts';
import { LANGUAGES } from './languages.ts';
import type { Language } from './languages.ts';
import { buildProgram, readSource } from './program.ts';
import { ProgramError } from './program-error.ts';
import type { Limits, Program, ProgramFile } from './request.ts';

/** Files beside a source file that compilers read, their maximum number, and the maximum bytes of each. */
const HEADERS = ['.h', '.hh', '.hpp'];
const MAX_SIBLINGS = 200;
const MAX_SIBLING = 1024 * 1024;

/**
 * Makes a program of the words of a command line in a folder. A folder with a script "run" or a Makefile is built and runs
 * in a folder of its own; everything else runs in place: a source file once it is compiled, or by its interpreter.
 * @throws {ProgramError} when there is no such program, it does not build, or it cannot be run
 */
export async function programOf(
  bench: Bench,
  words: readonly string[],
  folder: string,
  environment: OutsideEnvironment,
  options: InPlaceOptions = {},
): Promise<ProgramInPlace> {
  const [first = '', ...rest] = words;
  const path = resolve(folder, first);
  const kind = kindOf(first, path);
  if (kind === 'command') return programInPlace(words, folder, environment, options);
  if (kind === 'built') {
    const source = readSource(path);
    if (statSync(path).isDirectory()) {
      const program = await buildProgram(bench, source);
      return { program: { ...program, command: [...program.command, ...rest] }, notes: [] };
    }
    const files = [...source.files, ...siblingsOf(path)];
    const built = await buildProgram(bench, { ...source, files });
    return programInPlace(rest, folder, environment, { ...options, built });
  }
  const command = kind.run.map((word) => word.replaceAll('{file}', first));
  try {
    return programInPlace([...command, ...rest], folder, environment, options);
  } catch (error) {
    if (!(error instanceof ProgramError) || error.code !== 'PROGRAM_MISSING') throw error;
    throw new ProgramError(
      'LANGUAGE_MISSING',
      `${kind.name} programs cannot be run here: ${command[0]} is not installed.`,
      `On Debian: apt-get install ${kind.packages}`,
    );
  }
}

/**
 * The arguments that a command line gives to its program: the words after a source file, as in `python3 -u client.py 5000`;
 * without a source file, those after the first word.
 */
export function argumentsOf(words: readonly string[], folder: string): readonly string[] {
  const isSource = (word: string): boolean => {
    const path = resolve(folder, word);
    const isNamed = LANGUAGES.some(({ endings }) => endings.includes(extname(path).toLowerCase()));
    return isNamed && existsSync(path);
  };
  return words.slice(Math.max(words.findIndex(isSource), 0) + 1);
}

/** What the first word of a command line is: a language whose programs are run by an interpreter, or … */
function kindOf(word: string, path: string): Language | 'built' | 'command' {
  const status = existsSync(path) ? statSync(path) : undefined;
  if (status === undefined || word === '') return 'command';
  // A folder in the current folder may have the name of a command, such as "test".
  if (status.isDirectory()) return word.includes('/') || isBuilt(path) ? 'built' : 'command';
  const language = LANGUAGES.find(({ endings }) => endings.includes(extname(path).toLowerCase()));
  if (language === undefined || !status.isFile()) return 'command';
  if (language.build !== undefined) return 'built';
  return word.includes('/') && isScript(path) ? 'command' : language;
}

/** The other sources and the headers beside a source file. */
function siblingsOf(path: string): ProgramFile[] {
  const folder = dirname(path);
  const endings = new Set([extname(path).toLowerCase(), ...HEADERS]);
  return readdirSync(folder)
    .filter((name) => endings.has(extname(name).toLowerCase()) && name !== basename(path))
    .slice(0, MAX_SIBLINGS)
    .flatMap((name) => {
      try {
        const file = join(folder, name);
        const status = statSync(file);
        const isSmall = status.isFile() && status.size <= MAX_SIBLING;
        return isSmall ? [{ path: name, bytes: readFileSync(file), executable: false }] : [];
      } catch {
        return []; // it may not be read, or is gone
      }
    });
}

const isBuilt = (folder: string): boolean =>
  ['run', 'Makefile', 'makefile', 'GNUmakefile'].some((name) => existsSync(resolve(folder, name)));

/** Whether a file can be executed by itself. */
function isScript(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return readFileSync(path).toString('latin1', 0, 2) === '#!';
  } catch {
    return false;
  }
}

/** Limits with room for the files of a program, which count among those that it writes. */
export function withRoomFor({ files }: Program, limits: Limits): Limits {
  const size = files.reduce((sum, { bytes }) => sum + bytes.length, 0);
  // Most programs need no more than the default, for which workspaces are made in advance.
  if (size < limits.disk / 4 && files.length < limits.inodes / 4) return limits;
  return { ...limits, disk: limits.disk + 2 * size, inodes: limits.inodes + 2 * files.length };
}
