/** Run folders on disk: the only module of this package that touches files. */
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { decryptCapture } from '@wireside/wire';
import { TraceError } from '../error.ts';
import type { RunDescription } from '../format.ts';
import { Model } from '../model.ts';
import type { Trace } from '../trace.ts';
import { parseTrace, TRACE_FILES, versionOf } from '../trace.ts';

export { openBeginning } from './beginning.ts';
export type { Beginning } from './beginning.ts';

/** The folders of a run's folder: the programs, and what they wrote. */
const FOLDERS = ['program', 'files'] as const;
/** Captures of single hosts. */
const HOST_CAPTURE = /^wire-[a-z0-9-]+\.pcapng$/;

/** Writes one run's folder while it happens. */
export class TraceWriter {
  readonly folder: string;
  readonly #open = new Map<string, number>();

  /**
   * Makes the folder, or removes an older run from it.
   * @throws {TraceError} when it holds anything else, or cannot be written
   */
  constructor(folder: string) {
    this.folder = folder;
    this.#write(() => this.#clear());
  }

  /** Appends bytes to a lane or to the capture. @throws {TraceError} when they cannot be written */
  append(file: string, bytes: Uint8Array): void {
    this.#write(() => {
      let fd = this.#open.get(file);
      if (fd === undefined) this.#open.set(file, (fd = openSync(join(this.folder, file), 'a')));
      for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
    });
  }

  /**
   * Replaces a whole file, such as verdict.json, at once: readers see the old one or the new one.
   * @throws {TraceError} when it cannot be written
   */
  replace(file: string, bytes: Uint8Array | string): void {
    const path = join(this.folder, file);
    this.#write(() => {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(`${path}.new`, bytes);
      renameSync(`${path}.new`, path);
    });
  }

  /** Writes run.json. @throws {TraceError} when it cannot be written */
  describe(description: RunDescription): void {
    this.replace('run.json', `${JSON.stringify(description, undefined, 2)}\n`);
  }

  /** Closes the files. */
  close(): void {
    for (const fd of this.#open.values()) closeSync(fd);
    this.#open.clear();
  }

  /** Closes the files and removes them: there was nothing to keep. The folder stays. */
  discard(): void {
    this.close();
    this.#write(() => this.#clear());
  }

  #clear(): void {
    const { folder } = this;
    makeFolder(folder);
    if (readdirSync(folder).length > 0 && !isRun(folder)) {
      throw new TraceError(
        'TRACE_FOLDER_TAKEN',
        `${folder} holds something other than a run.`,
        'Name a folder that is empty or does not exist.',
      );
    }
    for (const inside of FOLDERS) rmSync(join(folder, inside), { recursive: true, force: true });
    for (const file of readdirSync(folder))
      if (HOST_CAPTURE.test(file)) rmSync(join(folder, file), { force: true });
    // run.json goes last: until then this is a run folder.
    for (const file of TRACE_FILES.toReversed()) rmSync(join(folder, file), { force: true });
  }

  /** Does what writes into the folder; an error of the system becomes one that the user can fix. */
  #write(action: () => void): void {
    try {
      action();
    } catch (error) {
      throw notWritten(this.folder, error);
    }
  }
}

/** Why a folder could not be written, by the code of the system's error (errno(3)). */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: 'no space is left on the device',
  EDQUOT: 'your disk quota is used up',
  EROFS: 'the file system is read-only',
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EEXIST: 'a file of that name exists',
  ENOTDIR: 'part of its path is a file, not a folder',
  ENOENT: 'no folder can be made there',
};

/**
 * The error that the user can fix, where the system refused to write into the folder of a run; other errors as they are.
 * @param error what was thrown
 */
export function notWritten(folder: string, error: unknown): unknown {
  const { code } = error as NodeJS.ErrnoException;
  if (error instanceof TraceError || code === undefined) return error;
  const isFull = code === 'ENOSPC' || code === 'EDQUOT';
  return new TraceError(
    'TRACE_NOT_WRITTEN',
    `The run cannot be kept in ${folder}: ${REASONS[code] ?? code}.`,
    `${isFull ? 'Free some space, or name' : 'Name'} another folder with --keep.`,
  );
}

/**
 * Makes a folder and those above it. Unlike `mkdirSync` with `recursive`, which Node 20 never leaves below /proc, it
 * fails where the system refuses.
 * @throws {Error} of the system, when the folder neither exists nor can be made
 */
export function makeFolder(folder: string): void {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() === true) return;
  const parent = dirname(folder);
  if (parent !== folder && !existsSync(parent)) makeFolder(parent);
  try {
    mkdirSync(folder);
  } catch (error) {
    // Another process has made it meanwhile.
    if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) throw error;
  }
}

function isRun(folder: string): boolean {
  try {
    return versionOf(JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8'))) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Reads a run folder; the run may still be under way.
 * @throws {TraceError} when the folder does not hold a run, or one of a later version.
 */
export function readTrace(folder: string): Trace {
  return parseTrace((file) => {
    try {
      return readFileSync(join(folder, file));
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (file === 'run.json') throw notRead(folder, error);
      if (code === 'ENOENT') return undefined;
      throw error;
    }
  });
}

/** Why run.json could not be read; other errors than the system's usual ones as they are. */
function notRead(folder: string, error: unknown): unknown {
  const messages: Readonly<Record<string, string>> = {
    ENOENT: existsSync(folder)
      ? `There is no run.json in ${folder}, so it is not the folder of a run.`
      : `There is no folder ${folder}.`,
    ENOTDIR: `${folder} is not a folder.`,
    EACCES: `You are not permitted to read the run in ${folder}.`,
  };
  const message = messages[(error as NodeJS.ErrnoException).code ?? ''];
  if (message === undefined) return error;
  return new TraceError(
    'TRACE_MISSING',
    message,
    'Name a folder that `wireside run` or `wireside judge --keep` has made.',
  );
}

/**
 * The model of the run in a folder; the run may still be under way.
 * @throws {TraceError} as {@link readTrace} does.
 */
export function readModel(folder: string): Model {
  return new Model(readTrace(folder));
}

/**
 * The same, with what TLS carries decrypted where the capture holds the secrets.
 * @throws {TraceError} as {@link readTrace} does.
 */
export async function openModel(folder: string): Promise<Model> {
  const model = readModel(folder);
  await decryptCapture(model.capture);
  return model;
}
