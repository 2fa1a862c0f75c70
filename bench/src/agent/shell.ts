/**
 * Shells that run the system's tools: sh(1) on the agent's own host, and one on each other host. A small process starts
 * another one in a fraction of the time that the agent needs, whose memory has to be shared with each process it starts.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { missingToolText } from '../doctor/tools.ts';
import { findTool } from '../tool-path.ts';
import { ToolError } from './command.ts';
import { ProgramInput } from './input.ts';
import { openPipe, pipesCommand } from './pipes.ts';
import { signalAll } from './processes.ts';
import { endText, exitOf } from './program-end.ts';

/** Random bytes of the line after which a command's output has ended. No command prints it. */
const MARK_BYTES = 16;
/** How many folders with pipes are made at a time: as many as most scenes need. */
const FOLDERS = 3;
/** The exit status of a command that the shell did not find. */
const NOT_FOUND = 127;

/** A process that a shell has started, and that goes on while the shell runs other commands. */
export interface Background {
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when it has ended, and its output is read. */
  readonly ended: Promise<void>;
  /** Sends it a signal unless it has ended. */
  kill(signal: NodeJS.Signals): void;
}

/** The streams of a shell. */
interface Streams {
  readonly stdin: { write(text: string): unknown; end(): unknown };
  readonly stdout: Readable;
  readonly stderr: Readable;
  readonly ended: Promise<unknown>;
}

/** A command that a shell is running, or will run when those before it have ended. */
interface Job {
  readonly command: readonly string[];
  resolve(stdout: string): void;
  reject(error: ToolError): void;
}

/** Folders with pipes for the processes that shells start. Each serves one after another. */
class PipeFolders {
  readonly #folder: string;
  readonly #free: string[] = [];
  #made = 0;
  #making: Promise<void> | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** @param shell makes more of them when none is free */
  async take(shell: Shell): Promise<string> {
    for (;;) {
      const free = this.#free.pop();
      if (free !== undefined) return free;
      this.#making ??= this.#make(shell).finally(() => (this.#making = undefined));
      await this.#making;
    }
  }

  async #make(shell: Shell): Promise<void> {
    const folders = Array.from({ length: FOLDERS }, () => join(this.#folder, String(++this.#made)));
    for (const folder of folders) mkdirSync(folder, { recursive: true });
    await shell.run(pipesCommand(folders));
    this.#free.push(...folders);
  }

  giveBack(folder: string): void {
    this.#free.push(folder);
  }
}

/** A shell, which runs one command after another. */
export class Shell {
  readonly pid: number;
  /** Whether it is on the agent's own host. */
  readonly isOwn: boolean;
  readonly #streams: Streams;
  readonly #folders: PipeFolders;
  readonly #jobs: Job[] = [];
  readonly #mark = `end ${randomBytes(MARK_BYTES).toString('hex')}`;
  readonly #said = { stdout: '', stderr: '' };
  #hasEnded = false;

  private constructor(pid: number, isOwn: boolean, streams: Streams, folders: PipeFolders) {
    this.pid = pid;
    this.isOwn = isOwn;
    this.#streams = streams;
    this.#folders = folders;
    for (const name of ['stdout', 'stderr'] as const) {
      streams[name].setEncoding('utf8').on('data', (text: string) => {
        this.#said[name] += text;
        this.#conclude();
      });
    }
    void streams.ended.then(() => {
      this.#hasEnded = true;
      for (const job of this.#jobs.splice(0)) this.#refuse(job);
    });
  }

  /**
   * Starts the shell of the agent's own host.
   * @param folder where pipes for what shells start are made
   */
  static start(folder: string): Shell {
    const child = spawn('sh', [], { stdio: 'pipe' });
    child.stdin.on('error', () => {}); // it has ended, which its output says
    const { stdin, stdout, stderr } = child;
    const ended = once(child, 'close').catch(() => {});
    return new Shell(child.pid ?? 0, true, { stdin, stdout, stderr, ended }, new PipeFolders(folder));
  }

  /**
   * Makes another host: starts a shell in a network namespace of its own.
   * @throws {ToolError} when that is not possible
   */
  async makeHost(): Promise<Shell> {
    const folder = await this.#folders.take(this);
    const input = new ProgramInput(folder);
    const process = await this.#launch(['unshare', '-n', 'sh'], folder, join(folder, 'stdin'));
    const stdin = { write: (text: string) => input.type(Buffer.from(text)), end: () => input.destroy() };
    const host = new Shell(process.pid, false, { ...process, stdin }, this.#folders);
    void process.ended.then(() => input.destroy());
    await host.script(['true']); // it is there
    return host;
  }

  /** Command that runs another one on this shell's host, for what the agent starts itself; empty on its own. */
  get enter(): readonly string[] {
    return this.isOwn ? [] : ['nsenter', '-t', String(this.pid), '-n'];
  }

  /**
   * Runs a command and returns its standard output as text.
   * @param input its standard input, which ends with a line break in any case
   * @throws {ToolError} when it cannot be started, or ends with a status other than 0
   */
  run(command: readonly string[], input = ''): Promise<string> {
    return this.#add(command, quoted(command), input);
  }

  /**
   * Runs commands of sh(1) in this shell itself, until one fails. Returns their standard output as text.
   * @throws {ToolError} when one fails
   */
  script(commands: readonly string[]): Promise<string> {
    return this.#add(['sh', '-c', commands.join('\n')], commands.join(' &&\n'), '');
  }

  /**
   * Starts a command without input and does not wait for its end. Signals of the keyboard are ignored in it.
   * @throws {ToolError} when it cannot have pipes
   */
  async start(command: readonly string[]): Promise<Background> {
    return this.#launch(command, await this.#folders.take(this), '/dev/null');
  }

  /** Resolves when it has ended. */
  get ended(): Promise<unknown> {
    return this.#streams.ended;
  }

  /** Ends it after what it runs now; resolves when it has ended. */
  async end(): Promise<void> {
    this.#streams.stdin.end();
    await this.ended;
  }

  async #launch(command: readonly string[], folder: string, input: string): Promise<Background> {
    const [stdout, stderr] = [openPipe(folder, 'stdout'), openPipe(folder, 'stderr')];
    const closed = Promise.all([once(stdout, 'close'), once(stderr, 'close')]);
    const [from, to, errors] = [input, join(folder, 'stdout'), join(folder, 'stderr')].map((path) =>
      quoted([path]),
    );
    const text = `${quoted(command)} <${from} >${to} 2>${errors} &\necho $!`;
    const pid = Number(await this.#add(command, text, ''));
    let isRunning = true;
    const ended = closed.then(async () => {
      isRunning = false;
      // The shell takes note of its end. A shell that has ended itself need not.
      await this.script([`{ wait ${pid} || true; }`]).catch(() => {});
      this.#folders.giveBack(folder);
    });
    const kill = (signal: NodeJS.Signals): void => void (isRunning && signalAll([pid], signal));
    return { pid, stdout, stderr, ended, kill };
  }

  #add(command: readonly string[], text: string, input: string): Promise<string> {
    return new Promise((resolve, reject) => {
      const job = { command, resolve, reject };
      if (this.#hasEnded) return this.#refuse(job);
      this.#jobs.push(job);
      const from =
        input === '' ? '</dev/null' : `<<'${this.#mark}'\n${input.replace(/\n?$/, '\n')}${this.#mark}`;
      const end = `printf '\\n${this.#mark} %d\\n' $?; echo '${this.#mark}' >&2`;
      this.#streams.stdin.write(`{ ${text}\n} ${from}\n${end}\n`);
    });
  }

  /** Concludes the jobs whose output has come to its end. */
  #conclude(): void {
    for (;;) {
      const { stdout, stderr } = this.#said;
      const end = new RegExp(`\\n${this.#mark} (\\d+)\\n`).exec(stdout);
      const errors = stderr.split(`${this.#mark}\n`, 1)[0]!;
      if (end?.[1] === undefined || errors.length === stderr.length) return;
      this.#said.stdout = stdout.slice(end.index + end[0].length);
      this.#said.stderr = stderr.slice(errors.length + this.#mark.length + 1);
      const { command, resolve, reject } = this.#jobs.shift()!;
      const status = Number(end[1]);
      const [name = ''] = command;
      if (status === 0) resolve(stdout.slice(0, end.index));
      else if (status === NOT_FOUND && findTool(name) === undefined) {
        reject(new ToolError(command, missingToolText([name])));
      } else reject(new ToolError(command, endText(exitOf(status)), errors));
    }
  }

  #refuse({ command, reject }: Job): void {
    reject(new ToolError(command, 'the shell ended', this.#said.stderr));
  }
}

/** Words as sh(1) reads them back. */
function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word.replaceAll("'", "'\\''")}'`).join(' ');
}
