/** A running strace(1): of a command that it starts, or of processes that were running. */
import { execFile, spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, openSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startError } from '../agent/command.ts';
import { readLines } from '../agent/lines.ts';
import { openPipe } from '../agent/pipes.ts';
import { exitOf } from '../agent/program-end.ts';
import { traceCommand } from '../strace/command.ts';
import type { ProgramEnd } from '../strace/recorder.ts';
import { Guard } from './guard.ts';
import { notAttached } from './target.ts';

/** The pipe to which strace writes. */
const PIPE = 'calls';
/** Maximum number of characters kept of strace's messages. */
const MAX_MESSAGES = 4000;
/** What strace says for each process that it has attached to, and for each that it has not. */
const ATTACHED = /^strace: (?:Process \d+ attached|attach: )/gm;

/** strace, and the pipe from it. */
export class Tracer {
  readonly guard: Guard;
  readonly #folder: string;
  readonly #strace: string;
  /** The pipe is at its end when all of its writers are closed; this one keeps it open until strace is there. */
  #writer: number | undefined;
  readonly #closed: Promise<unknown>;
  #child: ChildProcess | undefined;
  #exit: Promise<Omit<ProgramEnd, 'at'>> | undefined;
  #messages = '';

  /** @param onLine called with each line that strace writes */
  private constructor(strace: string, folder: string, onLine: (line: string) => void) {
    this.#strace = strace;
    this.#folder = folder;
    const pipe = openPipe(folder, PIPE);
    this.#writer = openSync(join(folder, PIPE), constants.O_WRONLY);
    const reader = openSync(join(folder, PIPE), constants.O_RDONLY);
    try {
      this.guard = new Guard(folder, reader);
    } finally {
      closeSync(reader);
    }
    this.#closed = once(pipe, 'close');
    readLines(pipe, (line) => {
      this.#closeWriter();
      onLine(line);
    });
  }

  /** Makes what is needed in a folder. @throws {ToolError} when the pipe cannot be made */
  static async prepare(strace: string, folder: string, onLine: (line: string) => void): Promise<Tracer> {
    const options = ['-m', '600', join(folder, PIPE)];
    await promisify(execFile)('mkfifo', options).catch((error: Error) => {
      throw startError(['mkfifo', ...options], error);
    });
    return new Tracer(strace, folder, onLine);
  }

  /** Starts a command with our standard streams, in our process group: Ctrl-C reaches it as without us. */
  launch(command: readonly string[]): void {
    this.#spawn([...this.#options(), '--', ...command], false);
  }

  /**
   * Attaches to processes; resolves when it has.
   * @throws {RecordError} when that is not permitted
   */
  async attach(pids: readonly number[]): Promise<void> {
    const child = this.#spawn(this.#options(pids), true);
    if (child.pid !== undefined) this.guard.interrupts(child.pid);
    let said = '';
    const isAttached = new Promise<boolean>((resolve) => {
      child.stderr!.setEncoding('utf8').on('data', (text: string) => {
        this.#messages = (this.#messages + text).slice(0, MAX_MESSAGES);
        if (said.length < pids.length * MAX_MESSAGES) said += text;
        if ((said.match(ATTACHED)?.length ?? 0) >= pids.length) resolve(true);
      });
      void this.#exit!.then(() => resolve(false));
    });
    const first = `Process ${pids[0]} attached`;
    if ((await isAttached) && said.includes(first)) return;
    this.interrupt();
    await this.#exit;
    throw notAttached(pids[0]!, this.#messages);
  }

  /** Resolves when strace has ended and all of its lines are read, with how the program ended, as far as strace says. */
  async ended(): Promise<Omit<ProgramEnd, 'at'>> {
    const exit = await this.#exit!;
    this.#closeWriter();
    await this.#closed;
    return exit;
  }

  /** Detaches from processes that were running. Has no effect on a tracer that has started its program. */
  interrupt(): void {
    this.#child?.kill('SIGINT');
  }

  /** The processes that are traced now. */
  traced(): number[] {
    const own = `TracerPid:\t${this.#child?.pid}\n`;
    return readdirSync('/proc').flatMap((name) => {
      if (!/^\d+$/.test(name)) return [];
      try {
        return readFileSync(`/proc/${name}/status`, 'latin1').includes(own) ? [Number(name)] : [];
      } catch {
        return []; // it has ended meanwhile
      }
    });
  }

  /** Ends the rest, after strace or without it. */
  async close(): Promise<void> {
    this.#closeWriter();
    await this.#closed;
    await this.guard.end();
  }

  /** strace's options; with the path by which it was found. */
  #options(attach?: readonly number[]): string[] {
    const options = attach === undefined ? { withOutput: true } : { withOutput: true, attach };
    return traceCommand(join(this.#folder, PIPE), options).slice(1);
  }

  #spawn(args: readonly string[], isAttached: boolean): ChildProcess {
    const child = spawn(this.#strace, args, {
      argv0: 'strace', // its messages begin with it
      stdio: isAttached ? ['ignore', 'ignore', 'pipe'] : 'inherit',
      detached: isAttached,
    });
    this.#child = child;
    this.#exit = new Promise((resolve) => {
      child.once('error', () => resolve({}));
      child.once('exit', (code, signal) => resolve(exitOf(code, signal)));
    });
    return child;
  }

  #closeWriter(): void {
    if (this.#writer === undefined) return;
    closeSync(this.#writer);
    this.#writer = undefined;
  }
}
