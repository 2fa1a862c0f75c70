/** Keeps run folders on disk: the only file of this room that touches files. */
import {
  closeSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { TraceError } from './error.ts';
import type { RunDescription } from './format.ts';
import { parseTrace, type Trace, TRACE_FILES } from './trace.ts';

/** Writes one run's folder while it happens. */
export class TraceWriter {
  readonly folder: string;
  readonly #open = new Map<string, number>();

  /** Makes the folder, or empties it of an older run. @throws TraceError for one that holds something else. */
  constructor(folder: string) {
    this.folder = folder;
    mkdirSync(folder, { recursive: true });
    if (readdirSync(folder).length > 0 && !isRun(folder)) {
      throw new TraceError(
        'TRACE_FOLDER_TAKEN',
        `${folder} holds something else than a run.`,
        'Name a folder that is empty, or that there is not yet.',
      );
    }
    rmSync(join(folder, 'program'), { recursive: true, force: true });
    // run.json goes last: until then this is the folder of a run.
    for (const file of TRACE_FILES.toReversed()) rmSync(join(folder, file), { force: true });
  }

  /** Adds bytes at the end of a lane or of the capture. */
  append(file: string, bytes: Uint8Array): void {
    let fd = this.#open.get(file);
    if (fd === undefined) this.#open.set(file, (fd = openSync(join(this.folder, file), 'a')));
    for (let done = 0; done < bytes.length;) done += writeSync(fd, bytes, done);
  }

  /** Replaces a whole file at once: readers see the old one or the new one. */
  replace(file: string, bytes: Uint8Array | string): void {
    const path = join(this.folder, file);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(`${path}.new`, bytes);
    renameSync(`${path}.new`, path);
  }

  describe(description: RunDescription): void {
    this.replace('run.json', `${JSON.stringify(description, null, 2)}\n`);
  }

  close(): void {
    for (const fd of this.#open.values()) closeSync(fd);
    this.#open.clear();
  }
}

function isRun(folder: string): boolean {
  try {
    const run = JSON.parse(readFileSync(join(folder, 'run.json'), 'utf8')) as Partial<RunDescription>;
    return Number.isInteger(run.version) && Array.isArray(run.command);
  } catch {
    return false;
  }
}

/** Reads a run folder, also of a run that is still under way. @throws TraceError for one that is none. */
export function readTrace(folder: string): Trace {
  return parseTrace((file) => {
    try {
      return readFileSync(join(folder, file));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
      throw error;
    }
  });
}
