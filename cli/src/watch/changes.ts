/** Notices that a program was saved. */
import type { FSWatcher } from 'node:fs';
import { readdirSync, statSync, watch } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Editors write in several steps: so long after the last one, the file is whole. ms. */
const QUIET = 60;
/** Files of a folder that are examined. */
const MAX_FILES = 2000;

/** Watches a program. */
export class Changes {
  readonly #path: string;
  readonly #onSaved: () => void;
  readonly #watcher: FSWatcher;
  #state: string;
  #timer: NodeJS.Timeout | undefined;

  /**
   * @param path a file, or a folder
   * @param onSaved called when its content was written, or may have been
   */
  constructor(path: string, onSaved: () => void) {
    this.#path = path;
    this.#onSaved = onSaved;
    this.#state = this.#look();
    const isFolder = statSync(path).isDirectory();
    // Many editors replace the file by another one, so its folder is watched.
    this.#watcher = watch(isFolder ? path : dirname(path), { recursive: isFolder }, () => this.#touched());
    // A folder that was removed: the file will not change any more.
    this.#watcher.on('error', () => {});
  }

  close(): void {
    clearTimeout(this.#timer);
    this.#watcher.close();
  }

  #touched(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      const state = this.#look();
      if (state === this.#state || state === '') return;
      this.#state = state;
      this.#onSaved();
    }, QUIET);
  }

  /** What changes when the program is saved; empty while it is not there. */
  #look(): string {
    try {
      if (!statSync(this.#path).isDirectory()) return stateOf(this.#path);
      const files = readdirSync(this.#path, { recursive: true, encoding: 'utf8' })
        .filter((name) => !basename(name).startsWith('.'))
        .slice(0, MAX_FILES);
      return files.map((name) => `${name} ${stateOf(join(this.#path, name))}`).join('\n');
    } catch {
      return '';
    }
  }
}

function stateOf(file: string): string {
  const { ino, size, mtimeMs } = statSync(file);
  return `${ino} ${size} ${mtimeMs}`;
}
