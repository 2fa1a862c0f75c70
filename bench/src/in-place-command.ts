/** Finds the program that a command line starts, as a shell does, and says why there is none. */
import {
  accessSync,
  closeSync,
  constants,
  openSync,
  readdirSync,
  readSync,
  realpathSync,
  statSync,
} from 'node:fs';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { didYouMean } from '@wireside/wire';
import { LANGUAGES } from './languages.ts';
import { isOfSystem, isWithin, obstacle } from './in-place-access.ts';
import { ProgramError } from './program-error.ts';

/** Bytes of the beginning of a script that are read; Linux reads 256 (execve(2)). */
const MAX_FIRST_LINE = 256;
/** Names among which a similar command is searched for. */
const MAX_NAMES = 20_000;

/** Where commands are searched for. */
export interface CommandPlace {
  /** The current folder, absolute. */
  readonly folder: string;
  /** The folders of PATH, in order; an empty one is the current folder. */
  readonly path: readonly string[];
}

/** A command that was found. */
export interface FoundCommand {
  /** The file, absolute; links are not followed. */
  readonly file: string;
  /** The words that start it: the word itself if it leads there in the sandbox too. */
  readonly words: readonly string[];
  /** Interpreters that it needs, absolute: those of its first line. */
  readonly interpreters: readonly string[];
  /** Files of the same name that come first in PATH, but that the agents may not read. */
  readonly passedOver: readonly string[];
}

/**
 * Finds a command.
 * @throws {ProgramError} when there is none, it is not executable, or its interpreter is missing
 */
export function findCommand(word: string, place: CommandPlace): FoundCommand {
  if (word === '')
    throw new ProgramError('PROGRAM_MISSING', 'The command is empty.', 'Give the name of a program.');
  if (word.includes('/')) return ofFile(word, resolve(place.folder, word), place);
  const files = place.path
    .map((folder) => join(resolve(place.folder, folder), word))
    .filter(isExecutableFile);
  const readable = files.find((file) => obstacle(file) === undefined);
  if (readable !== undefined) {
    const passedOver = files.slice(0, files.indexOf(readable));
    const { words, ...found } = ofFile(readable, readable, place);
    // By its name where that leads to it in the sandbox too, whose PATH has only folders that can be read.
    const isNamed =
      words.length === 1 && !passedOver.some((file) => isOfSystem(file) || isWithin(file, place.folder));
    const named = isNamed ? [word] : words;
    return { ...found, words: named, passedOver };
  }
  // The sandbox has the Node that runs Wireside.
  if (word === 'node') return { file: process.execPath, words: [word], interpreters: [], passedOver: files };
  if (files[0] !== undefined) throw notReadable(files[0]);
  const here = join(place.folder, word);
  if (isFile(here)) return ofFile(`./${word}`, here, place);
  throw notFound(word, place);
}

/** A command that is given by the path of its file. */
function ofFile(word: string, file: string, place: CommandPlace): FoundCommand {
  const status = statSync(file, { throwIfNoEntry: false });
  if (status === undefined) throw noSuchFile(word, file);
  if (status.isDirectory()) {
    throw new ProgramError(
      'PROGRAM_UNKNOWN',
      `${word} is a folder, not a program.`,
      `Name a file in it: ls ${word}`,
    );
  }
  if (!isExecutableFile(file)) throw notExecutable(word, file);
  requireReadable(file, place);
  const first = firstLine(file);
  const found = { file, interpreters: [], passedOver: [] };
  if (first.startsWith('\u007fELF')) return { ...found, words: [word] };
  // Like a shell, which reads such a file itself when execve(2) refuses it.
  if (!first.startsWith('#!')) return { ...found, words: ['/bin/sh', word] };
  return { ...found, words: [word], interpreters: interpretersOf(word, first, place) };
}

/** The files that a script's first line names: `#!/usr/bin/env python3` names two. */
function interpretersOf(word: string, first: string, place: CommandPlace): string[] {
  const line = first.slice(2).split('\n', 1)[0]!;
  if (line.endsWith('\r')) {
    throw new ProgramError(
      'PROGRAM_NOT_EXECUTABLE',
      `The first line of ${word} ends with a carriage return, as lines of Windows do, and Linux takes it for a part of the interpreter's name.`,
      `Remove it: sed -i 's/\\r$//' ${word}`,
    );
  }
  const [interpreter = '', ...rest] = line.trim().split(/\s+/);
  if (!isExecutableFile(interpreter)) {
    throw new ProgramError(
      'PROGRAM_NOT_EXECUTABLE',
      `${word} is to be run by ${interpreter === '' ? 'an interpreter without a name' : interpreter}, which does not exist here.`,
      'Correct its first line, such as: #!/usr/bin/env python3',
    );
  }
  requireReadable(interpreter, place);
  if (basename(interpreter) !== 'env') return [interpreter];
  const name = rest.find((each) => !each.startsWith('-') && !each.includes('='));
  return name === undefined || name === word ? [interpreter] : [interpreter, findCommand(name, place).file];
}

/** What is in the folder can be copied; what is elsewhere must be readable. */
function requireReadable(file: string, { folder }: CommandPlace): void {
  if (obstacle(file) !== undefined && !isWithin(realpathSync(file), folder))
    throw notReadable(realpathSync(file));
}

function firstLine(file: string): string {
  try {
    const fd = openSync(file, constants.O_RDONLY | constants.O_NONBLOCK);
    try {
      const bytes = Buffer.alloc(MAX_FIRST_LINE);
      return bytes.toString('latin1', 0, readSync(fd, bytes, 0, MAX_FIRST_LINE, 0));
    } finally {
      closeSync(fd);
    }
  } catch {
    return '\u007fELF'; // executable, but not readable
  }
}

function isFile(path: string): boolean {
  try {
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

function isExecutableFile(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}

const notReadable = (file: string): ProgramError =>
  new ProgramError(
    'PROGRAM_HIDDEN',
    `The bench may not read ${file}, because of ${obstacle(file) ?? file}.`,
    `Run Wireside as another user than root, or permit it: chmod o+rX ${obstacle(file) ?? file}`,
  );

function noSuchFile(word: string, file: string): ProgramError {
  const near = didYouMean(basename(file), namesIn(dirname(file)));
  return new ProgramError(
    'PROGRAM_MISSING',
    `${word}: no such file.`,
    `${near === undefined ? '' : `${near} `}Check the name and the current folder.`,
  );
}

function notFound(word: string, { folder, path }: CommandPlace): ProgramError {
  const names = new Set([...namesIn(folder), ...path.flatMap((each) => namesIn(resolve(folder, each)))]);
  const near = didYouMean(word, [...names].slice(0, MAX_NAMES));
  return new ProgramError(
    'PROGRAM_MISSING',
    `${word}: no such file, folder or command.`,
    `${near === undefined ? '' : `${near} `}Check the name, the current folder and PATH.`,
  );
}

function notExecutable(word: string, file: string): ProgramError {
  const language = LANGUAGES.find(({ endings }) => endings.includes(extname(file).toLowerCase()));
  const [interpreter] = language?.build === undefined ? (language?.run ?? []) : [];
  const how =
    interpreter === undefined ? '' : ` Or name its interpreter: ${interpreter} ${word.replace(/^\.\//, '')}`;
  return new ProgramError(
    'PROGRAM_NOT_EXECUTABLE',
    `You are not permitted to execute ${word}.`,
    `If it is a program: chmod +x ${word}.${how}`,
  );
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
