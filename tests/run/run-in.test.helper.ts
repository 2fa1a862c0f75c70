/** Runs `wireside run` in a folder with programs, as a user types it. */
import { spawn } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Model } from '@wireside/trace';
import { readTrace } from '@wireside/trace/node';
import { MAIN } from '../command/wireside.ts';

/** An ordinary user, who need not be in /etc/passwd. */
const ORDINARY = 15_000;

/** How a run ended. */
export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly folder: string;
  model(): Model;
}

/** How to run. */
export interface RunInOptions {
  /** Standard input; none, if absent. */
  readonly input?: string;
  readonly environment?: Readonly<Record<string, string>>;
  /** By an ordinary user, where root runs the tests. */
  readonly isOrdinary?: boolean;
  /** Called with what the command has printed so far, both streams together. */
  onText?(text: string, kill: (signal: NodeJS.Signals) => void, type: (text: string) => void): void;
}

/** A folder with programs. */
export class ProgramFolder {
  readonly path: string;
  #runs = 0;

  constructor() {
    this.path = realpathSync(mkdtempSync(join(tmpdir(), 'wireside-in-place-')));
    chmodSync(this.path, 0o755);
  }

  /** Gives the folder to the ordinary user, where root runs the tests. */
  giveAway(): void {
    if (process.getuid?.() !== 0) return;
    for (const name of ['', ...readdirSync(this.path)]) chownSync(join(this.path, name), ORDINARY, ORDINARY);
  }

  /** Writes a file, executable if it is a script. */
  write(name: string, text: string): void {
    const file = join(this.path, name);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
    chmodSync(file, text.startsWith('#!') ? 0o755 : 0o644);
  }

  /** Runs `wireside run` with these words in the folder. */
  run(words: readonly string[], options: RunInOptions = {}): Promise<Ran> {
    const isOrdinary = options.isOrdinary === true && process.getuid?.() === 0;
    const kept = mkdtempSync(join(tmpdir(), `wireside-kept-${++this.#runs}-`));
    if (isOrdinary) chownSync(kept, ORDINARY, ORDINARY);
    this.#kept.push(kept);
    const id = String(ORDINARY);
    const user = isOrdinary ? ['setpriv', '--reuid', id, '--regid', id, '--clear-groups'] : [];
    const to = join(kept, 'run');
    const [file = '', ...args] = [...user, process.execPath, MAIN, 'run', '--keep', to, ...words];
    const child = spawn(file, args, {
      cwd: this.path,
      stdio: ['pipe', 'pipe', 'pipe'],
      env: { PATH: '/usr/local/bin:/usr/bin:/bin', HOME: kept, LC_ALL: 'C.UTF-8', ...options.environment },
    });
    const texts = { stdout: '', stderr: '' };
    let all = '';
    const take = (stream: 'stdout' | 'stderr') => (text: string) => {
      texts[stream] += text;
      all += text;
      options.onText?.(
        all,
        (signal) => child.kill(signal),
        (line) => child.stdin.write(line),
      );
    };
    child.stdout.setEncoding('utf8').on('data', take('stdout'));
    child.stderr.setEncoding('utf8').on('data', take('stderr'));
    child.stdin.on('error', () => {}); // the command ends without reading it
    if (options.onText === undefined) child.stdin.end(options.input ?? '');
    return new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code) =>
        resolve({ code, ...texts, folder: to, model: () => new Model(readTrace(to)) }),
      );
    });
  }

  readonly #kept: string[] = [];

  /** Removes the folder and its runs. */
  remove(): void {
    for (const path of [this.path, ...this.#kept]) rmSync(path, { recursive: true, force: true });
  }
}
