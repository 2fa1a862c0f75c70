/** Collects which folders and files of this computer a program in place may read, beside its own folder. */
import { existsSync, readdirSync, readFileSync, readlinkSync, realpathSync, statSync } from 'node:fs';
import type { Stats } from 'node:fs';
import { basename, dirname, extname, isAbsolute, join, resolve } from 'node:path';
import { isOfSystem, isShowable, isWithin, obstacle } from './in-place-access.ts';
import { LANGUAGES } from './languages.ts';

/** Names of folders of commands, which are in the folder of an installation. */
const COMMAND_FOLDERS: ReadonlySet<string> = new Set(['bin', 'sbin', 'shims', 'libexec', 'Scripts']);
/** Folders of a home that hold secrets or other programs' files beside commands, and what else of them commands need. */
const SHARED: Readonly<Record<string, readonly string[]>> = {
  '.local': ['lib'],
  '.cargo': ['registry', '../.rustup'],
};
/** Links that are followed. */
const MAX_LINKS = 16;
/** Bytes of a pyvenv.cfg that are read. */
const MAX_SETTINGS = 64 * 1024;

/** Folders and files that are shown. */
export class Shown {
  readonly #folder: string;
  readonly #home: string;
  readonly #paths = new Set<string>();
  readonly #notes = new Set<string>();

  /** @param folder the program's own folder, which is always shown */
  constructor(folder: string, home: string) {
    this.#folder = folder;
    this.#home = home;
  }

  /** What could not be shown, and how to change that. */
  get notes(): readonly string[] {
    return [...this.#notes];
  }

  /** Whether a path is visible to the program. */
  has(path: string): boolean {
    const within = (folder: string): boolean => isWithin(path, folder);
    return isOfSystem(path) || within(this.#folder) || [...this.#paths].some(within);
  }

  /** The paths to show: none that is inside another. */
  folders(): string[] {
    const all = [...this.#paths].filter((path) => !isWithin(path, this.#folder));
    return all.filter((path) => !all.some((other) => other !== path && isWithin(path, other))).toSorted();
  }

  /** A command that the program starts: the file, where it leads, and the installation that each is a part of. */
  command(file: string): void {
    for (const each of linksOf(file)) {
      for (const path of this.#installation(each)) this.#add(path);
      this.#virtualEnvironment(dirname(dirname(each)));
    }
  }

  /** The commands of a folder of PATH. */
  commandsIn(folder: string): void {
    if (isOfSystem(folder) || !existsSync(folder)) return;
    for (const path of this.#installation(join(folder, '*'))) if (!path.endsWith('*')) this.#add(path);
    this.#virtualEnvironment(dirname(folder));
  }

  /** A folder or a file that something names. @param isAsked whether the user asked for just this */
  named(path: string, by: string, isAsked = false): void {
    if (this.has(path)) return this.#virtualEnvironment(path);
    const status = statusOf(path);
    if (status === undefined) {
      if (isAsked) this.#notes.add(`${path}, which ${by} names, does not exist.`);
      return;
    }
    if (status.isSocket()) {
      this.#notes.add(
        `${path} is a socket of this computer, which a program on the private network cannot reach.`,
      );
      return;
    }
    if (!isShowable(path) || isWithin(this.#home, path)) {
      if (isAsked)
        this.#notes.add(`${path}, which ${by} names, cannot be shown to the program: name a folder in it.`);
      return;
    }
    const first = obstacle(path);
    if (first !== undefined) {
      this.#notes.add(
        `The program may not read ${path}, which ${by} names, because of ${first}. If it needs it: chmod o+rX ${first}`,
      );
      return;
    }
    this.#add(path);
    this.#virtualEnvironment(path);
  }

  /** An argument of the program, which may be the path of a file or a folder. */
  argument(word: string): void {
    const text = /^-[^=/]*=(.+)$/s.exec(word)?.[1] ?? word;
    if (
      text.includes('\0') ||
      !(isAbsolute(text) || text.startsWith('../') || text.includes('/../') || text === '..')
    )
      return;
    const path = resolve(this.#folder, text);
    if (this.has(path) || !isShowable(path) || !existsSync(path)) return;
    if (isWithin(this.#home, path)) {
      this.#notes.add(
        `The program does not see ${path}, because your home folder is in it. To show a folder in it: --read FOLDER`,
      );
      return;
    }
    this.named(path, 'the command line');
    const isSource = LANGUAGES.some(({ endings }) => endings.includes(extname(path).toLowerCase()));
    if (isSource && this.has(path)) {
      this.#notes.add(
        `The program sees ${path}, but not the files beside it. To show them: --read ${dirname(path)}, or change to that folder.`,
      );
    }
  }

  /** Where `pip install --user` puts modules, if there are any and they can be shown. */
  pythonUserBase(): string | undefined {
    const base = join(this.#home, '.local');
    const library = join(base, 'lib');
    if (!namesIn(library).some((name) => name.startsWith('python')) || obstacle(library) !== undefined)
      return undefined;
    this.#add(library);
    return base;
  }

  /** What to show for a command: the installation that it is in, its folder, or only the file. */
  #installation(file: string): string[] {
    const folder = dirname(file);
    const above = dirname(folder);
    if (isOfSystem(file) || isWithin(file, this.#folder)) return [];
    if (isWithin(this.#home, folder)) return [file];
    const shared = SHARED[basename(above)];
    if (shared !== undefined) return [folder, ...shared.map((name) => join(above, name))];
    const nodePackage = packageOf(folder);
    if (nodePackage !== undefined && !isWithin(this.#home, nodePackage)) return [nodePackage];
    const isPart = COMMAND_FOLDERS.has(basename(folder)) && !isWithin(this.#home, above);
    return [isPart ? above : folder];
  }

  /** A virtual environment of Python names the interpreter that it was made with (PEP 405). */
  #virtualEnvironment(folder: string): void {
    const settings = join(folder, 'pyvenv.cfg');
    const status = statusOf(settings);
    if (status?.isFile() !== true || status.size > MAX_SETTINGS || obstacle(settings) !== undefined) return;
    this.#add(folder);
    const home = /^home\s*=\s*(\S.*)$/m.exec(readFileSync(settings, 'utf8'))?.[1]?.trim();
    if (home === undefined || !isAbsolute(home) || isOfSystem(home)) return;
    const python = join(home, 'python3');
    for (const each of linksOf(python)) for (const path of this.#installation(each)) this.#add(path);
  }

  #add(path: string): void {
    if (path !== this.#folder && isShowable(path) && existsSync(path) && obstacle(path) === undefined)
      this.#paths.add(path);
  }
}

/**
 * The package of Node that a folder is in: the nearest folder above with a package.json. A package in node_modules needs
 * those beside it, and where a project has installed them, links there may lead to the project's own packages.
 */
function packageOf(folder: string): string | undefined {
  const [modules, project = ''] = /^(.*?)\/node_modules(?=\/|$)/.exec(folder) ?? [];
  if (modules !== undefined) return existsSync(join(project, 'package.json')) ? project : modules;
  if (existsSync(join(folder, 'package.json'))) return folder;
  return dirname(folder) === folder ? undefined : packageOf(dirname(folder));
}

/** A file, and what it leads to if it is a link, step by step; then its real path. */
function linksOf(file: string): string[] {
  const steps = [file];
  try {
    for (let at = file; steps.length < MAX_LINKS;) {
      at = resolve(dirname(at), readlinkSync(at));
      steps.push(at);
    }
  } catch {
    // It is not a link.
  }
  try {
    steps.push(realpathSync(file));
  } catch {
    // It leads nowhere.
  }
  return [...new Set(steps)];
}

/** The status of what a path leads to; undefined where there is nothing, or it may not be seen. */
function statusOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
