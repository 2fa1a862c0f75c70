/** Makes a program of a command line that is meant for a folder of this computer, as it would run in a shell there. */
import { existsSync, readdirSync, realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, dirname, isAbsolute, join, resolve } from 'node:path';
import { isShowable, isWithin, obstacle } from './in-place-access.ts';
import { findCommand } from './in-place-command.ts';
import type { FoundCommand } from './in-place-command.ts';
import { copyFolder } from './in-place-copy.ts';
import { chooseVariables, pathInside } from './in-place-environment.ts';
import type { OutsideEnvironment } from './in-place-environment.ts';
import { Shown } from './in-place-shown.ts';
import { ProgramError } from './program-error.ts';
import type { Program, ProgramFile } from './request.ts';

/** Words of a command line that are examined for paths. */
const MAX_WORDS = 1000;
/** Commands that only talk to a service of this computer, by its name. */
const SERVICES: Readonly<Record<string, string>> = {
  docker: 'Docker',
  podman: 'Podman',
  systemctl: 'systemd',
};

/** What a program in place gets beside what it gets anyway. */
export interface InPlaceOptions {
  /** Environment variables: `NAME`, passed on, or `NAME=VALUE`. */
  readonly variables?: readonly string[];
  /** A program that was built, and is to be started in the folder; `words` are then its arguments. */
  readonly built?: Program;
  /** More folders and files that it may read; relative to the folder. */
  readonly readable?: readonly string[];
}

/** A program that runs in place. */
export interface ProgramInPlace {
  /** Its command is the whole command line. */
  readonly program: Program;
  /** What the user should know before the run, each as a sentence: what the program cannot have, and how to change that. */
  readonly notes: readonly string[];
}

/**
 * Makes a program of a command line. Interpreters, virtual environments and files that it names can be read where they
 * are. Started by root, the bench's agents are another user: what that user may not read is copied.
 * @param words the command and its arguments
 * @param environment the user's environment, of which the program gets only what it needs
 * @throws {ProgramError} when there is no such command, it cannot be executed, or it cannot be shown to the program
 */
export function programInPlace(
  words: readonly string[],
  folder: string,
  environment: OutsideEnvironment,
  options: InPlaceOptions = {},
): ProgramInPlace {
  const [word = '', ...rest] = words;
  const real = realFolder(folder);
  const path = (environment['PATH'] ?? '').split(delimiter).slice(0, MAX_WORDS);
  const { built } = options;
  const command = built === undefined ? findCommand(word, { folder: real, path }) : commandOf(built);
  const args = built === undefined ? rest : words;
  const { variables, paths, notes } = chooseVariables(environment, options.variables);
  const shown = new Shown(real, environment['HOME'] ?? homedir());
  shown.command(command.file);
  for (const interpreter of command.interpreters) shown.command(interpreter);
  for (const each of path) if (isAbsolute(each)) shown.commandsIn(each);
  for (const [name, each] of paths) shown.named(each, `the environment variable ${name}`);
  for (const each of options.readable ?? []) shown.named(resolve(real, each), '--read', true);
  for (const each of args.slice(0, MAX_WORDS)) shown.argument(each);
  if (variables['PYTHONUSERBASE'] === undefined && variables['VIRTUAL_ENV'] === undefined) {
    const base = shown.pythonUserBase();
    if (base !== undefined) Object.assign(variables, { PYTHONUSERBASE: base });
  }
  const place = placeOf(real, command);
  const isVisible = (each: string): boolean => shown.has(each);
  const inside = insider(real, place.kind === 'copy');
  return {
    program: {
      files: [...place.files, ...(built?.files ?? [])],
      command: [
        ...(built !== undefined && place.kind === 'in place' ? fromFolder(built) : command.words),
        ...args,
      ].map(inside),
      environment: {
        ...built?.environment,
        ...Object.fromEntries(Object.entries(variables).map(([name, value]) => [name, inside(value)])),
        PATH: pathInside(path, isVisible).split(delimiter).map(inside).join(delimiter),
        // A folder of its own, where it leaves nothing that is reported.
        HOME: place.kind === 'in place' ? '/program' : '/tmp',
        PWD: place.kind === 'in place' ? real : '/program',
      },
      inPlace: { ...(place.kind === 'in place' ? { folder: real } : {}), readable: shown.folders() },
    },
    notes: [...notes, ...commandNotes(word, command), ...place.notes, ...shown.notes],
  };
}

/** The command of a program that was built: it is not searched for. */
function commandOf({ command }: Program): FoundCommand {
  return { file: '/program', words: command, interpreters: [], passedOver: [] };
}

/** The command of a program that was built in /program, from another folder. */
function fromFolder({ command, files }: Program): string[] {
  const names = new Set(files.map(({ path }) => path));
  return command.map((word) => {
    if (word === '.') return '/program'; // the class path
    const name = word.replace(/^\.\//, '');
    return names.has(name) ? `/program/${name}` : word;
  });
}

function realFolder(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    throw new ProgramError(
      'PROGRAM_MISSING',
      `${folder}: no such folder, or it may not be read.`,
      'Check the current folder.',
    );
  }
}

/** Where the program runs, and why there. */
interface Place {
  readonly kind: 'in place' | 'copy' | 'empty';
  readonly files: readonly ProgramFile[];
  readonly notes: readonly string[];
}

function placeOf(folder: string, command: FoundCommand): Place {
  if (!isShowable(folder)) {
    const note = `The program runs in an empty folder: the sandbox has a folder ${folder} of its own. Change to the folder of your program.`;
    return { kind: 'empty', files: [], notes: [note] };
  }
  const closed = obstacle(folder);
  if (closed !== undefined && process.getuid?.() !== 0) {
    throw new ProgramError(
      'PROGRAM_HIDDEN',
      `You are not permitted to read the current folder, ${folder}.`,
      `Check its owner and mode: ls -ld ${folder}`,
    );
  }
  const first = closed ?? unreadableIn(folder, command);
  if (first === undefined) return { kind: 'in place', files: [], notes: [] };
  try {
    const files = copyFolder(folder);
    const note = `The program runs on a copy of ${folder}: Wireside was started by root, runs programs as another user, and that user may not read ${first}.`;
    return {
      kind: 'copy',
      files,
      notes: [
        `${note} What it writes there is not kept. To run it in place: chmod ${closed === undefined ? 'o+r' : 'o+rX'} ${first}`,
      ],
    };
  } catch (error) {
    if (closed !== undefined || !(error instanceof ProgramError)) throw error;
    return {
      kind: 'in place',
      files: [],
      notes: [`The program may not read ${first}. If it needs it: chmod o+r ${first}`],
    };
  }
}

/** What root's agents may not read directly in a folder that they may read; the command, if it is there. */
function unreadableIn(folder: string, { file }: FoundCommand): string | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const names = readdirSync(folder)
    .filter((name) => !name.startsWith('.'))
    .slice(0, MAX_WORDS);
  const own = isWithin(file, folder) ? [file] : [];
  return [...own, ...names.map((name) => join(folder, name))].find(
    (path) => existsSync(path) && obstacle(path) !== undefined,
  );
}

/** Says what a path in the folder, also in `NAME=PATH` or a list, is called inside. */
function insider(folder: string, isCopied: boolean): (text: string) => string {
  if (!isCopied) return (text) => text;
  return (text) => {
    if (text === folder) return '/program';
    return text
      .split(delimiter)
      .map((part) =>
        part === folder || part.startsWith(`${folder}/`) ? `/program${part.slice(folder.length)}` : part,
      )
      .join(delimiter);
  };
}

function commandNotes(word: string, { file, passedOver }: FoundCommand): string[] {
  const service = SERVICES[word];
  const [first] = passedOver;
  return [
    ...(service === undefined
      ? []
      : [`${word} needs ${service}, which a program on the private network cannot reach.`]),
    ...(first === undefined
      ? []
      : [
          `${word} is ${file} here, not ${first}: programs of root run as another user, who may not read ${obstacle(first) ?? dirname(first)}.`,
        ]),
  ];
}
