/** Runs a program in its sandbox under the call tracer, watches it, and stops it when it exceeds a limit. */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import { join } from 'node:path';
import type { CallRecord, OutputRecord, OutputStream, RunEnd } from '@wireside/trace';
import type { Limits, ProgramFile } from '../request.ts';
import { SIGNALS } from '../signals.ts';
import { traceCommand } from '../strace/command.ts';
import type { Counter } from '../strace/counter.ts';
import type { PacketEnds } from '../strace/own-sockets.ts';
import { CallRecorder } from '../strace/recorder.ts';
import type { ProgramEnd } from '../strace/recorder.ts';
import { realtime } from './clock.ts';
import { startError } from './command.ts';
import type { Unnumbered } from './lanes.ts';
import { LimitWatch } from './limit-watch.ts';
import { endPipe, ProgramEnds } from './pipes.ts';
import { filesWritten, unmountPlace } from './place.ts';
import { isBusy, SandboxProcesses, signalAll } from './processes.ts';
import type { Usage } from './processes.ts';
import { endText, exitOf, notStarted, runEnd } from './program-end.ts';
import type { StopCause } from './program-end.ts';
import { SECCOMP_DESCRIPTOR } from './sandbox.ts';
import type { Shell } from './shell.ts';
import { ProgramStreams } from './streams.ts';
import { readSecrets, SECRETS_NAME } from './tls-secrets.ts';
import { pollUntil } from './wait.ts';
import type { Workspace } from './workspace.ts';

/** How often the limits are checked. ms. */
const WATCH_INTERVAL = 100;
/** How long a program that was stopped may take to end before the tools that started it are killed too, ms. */
const STOP_TIMEOUT = 2000;
/** How long the rest of the output and the trace may take to arrive after the last process is dead. ms. */
const DRAIN_TIMEOUT = 20_000;
/** Maximum number of characters kept of error messages from before the program's start. */
const MAX_START_ERROR = 2000;
/** What prlimit says when the program itself lacks something: its interpreter, or execute permission. */
const NOT_STARTED = /^prlimit: failed to execute .*: (No such file|Permission denied|Exec format error)/m;

/** What to run, and the callbacks for what it does. */
export interface ProgramOptions {
  /** Its name in the scene. */
  readonly actor: string;
  /** The folder with this program's pipes. */
  readonly pipes: string;
  /** Its workspace, filled. */
  readonly workspace: Workspace;
  /** The shell of the program's host. */
  readonly shell: Shell;
  /** The sandbox's command, from sandbox.ts. */
  readonly sandbox: readonly string[];
  /** The program's command line. */
  readonly command: readonly string[];
  /** Standard input: these bytes and then its end, or what is typed until it is closed. */
  readonly input: Uint8Array | 'open';
  readonly limits: Limits;
  /** Whether to trace calls. Compilations are not traced. */
  readonly isTraced: boolean;
  /** Numbers the calls; all programs of a run share it. */
  readonly numbers: Counter;
  onCall(record: CallRecord): void;
  onOutput(record: Unnumbered<OutputRecord>): void;
  /** The program itself has begun. */
  onBegin?(): void;
  /** It has printed a line. */
  onLine?(stream: OutputStream, line: Uint8Array): void;
  /** When anything else of the scene was last active, µs since the epoch. */
  otherActivity?(): number;
}

/** How a program ended. */
export interface ProgramResult {
  readonly end: RunEnd;
  /** The largest values that were seen. */
  readonly usage: Usage;
  /** Faults of the bench. */
  readonly faults: readonly string[];
  /** The secrets of its TLS connections that it wrote, in the NSS key log format. */
  readonly secrets?: string;
  /** In place: the files that it wrote in its folder. */
  readonly wrote: readonly ProgramFile[];
}

/** A program from its start to its end. */
export class RunningProgram {
  /** Resolves when its last process is dead and all of its output is recorded. */
  readonly result: Promise<ProgramResult>;
  readonly #options: ProgramOptions;
  readonly #faults: string[] = [];
  readonly #processes = new SandboxProcesses();
  readonly #recorder: CallRecorder;
  readonly #streams: ProgramStreams;
  readonly #watch: LimitWatch;
  #cause: StopCause | undefined;
  /** When it was first stopped, ms. */
  #stoppedAt: number | undefined;
  /** How the program's first process ended, and whether the program has begun, both from the call trace. */
  #traced: { hasBegun: boolean; end?: ProgramEnd } = { hasBegun: false };
  /** What the tools that start the program wrote to standard error. */
  #startError = '';

  /** Starts the program. */
  constructor(options: ProgramOptions) {
    const { limits, workspace, input } = options;
    this.#options = options;
    this.#recorder = this.#makeRecorder();
    this.#streams = new ProgramStreams({
      ...options,
      onTrace: (line) => this.#recorder.line(line),
      onError: (chunk) => this.#keepStartError(chunk),
    });
    const child = this.#spawn();
    if (child.pid !== undefined) this.#processes.attach(child.pid);
    if (input !== 'open') {
      this.type(input);
      this.closeInput();
    }
    this.#watch = new LimitWatch({
      limits,
      workspace: workspace.folder,
      processes: this.#processes,
      activity: () => this.#activity(),
      hasBegun: () => this.#traced.hasBegun || !options.isTraced,
      otherActivity: () => options.otherActivity?.() ?? 0,
    });
    this.result = this.#conclude(child);
  }

  /** When the program was last active itself, µs since the epoch. */
  get lastActivity(): number {
    return this.#watch.activeAt;
  }

  /** Whether it can be reached: a listen() succeeded, or a UDP socket was bound to a port. */
  get isListening(): boolean {
    return this.#recorder.sockets.isListening;
  }

  /** Whether a connect() of a TCP socket has succeeded. */
  get hasConnected(): boolean {
    return this.#recorder.sockets.connected > 0;
  }

  /** How many connections it has accepted. */
  get accepted(): number {
    return this.#recorder.sockets.accepted;
  }

  /** Its live processes, by their numbers in the agent's namespace. */
  get processes(): readonly number[] {
    return this.#processes.live();
  }

  /** Whether any of its threads computes, or is about to. */
  get isBusy(): boolean {
    return this.#processes.live().some(isBusy);
  }

  /** Kills the program; it then counts as stopped by the user or the scene. */
  stop(): void {
    this.#stopBy({ reason: 'stopped' });
  }

  /**
   * Sends a signal to the program as a terminal does: to all processes of its process group. Returns whether any got it:
   * none does before the program has begun, and none a signal that is not one of {@link SIGNALS}.
   */
  signal(name: string): boolean {
    const { leader } = this.#recorder;
    if (leader === undefined || !SIGNALS.has(name)) return false;
    return signalAll(this.#processes.group(leader), name as NodeJS.Signals);
  }

  /** Types bytes on its standard input. Returns false if it was closed, or the program has not read very many others. */
  type(bytes: Uint8Array): boolean {
    return this.#streams.input.type(bytes);
  }

  /** Ends its standard input, after what was typed. */
  closeInput(): void {
    this.#streams.input.closeInput();
  }

  /** A packet was on the network: the program's own activity, if it is of one of its sockets. */
  sawPacket(ends: PacketEnds): void {
    if (this.#recorder.sockets.owns(ends)) this.#recorder.progress++;
  }

  #makeRecorder(): CallRecorder {
    const { actor, numbers, pipes, onCall, onBegin } = this.#options;
    return new CallRecorder({
      actor,
      numbers,
      streams: {
        stdin: join(pipes, 'stdin'),
        stdout: join(pipes, 'stdout'),
        stderr: join(pipes, 'stderr'),
      },
      emit: onCall,
      onStart: () => {
        this.#traced.hasBegun = true;
        this.#processes.read(this.#options.limits.memory); // while its ancestors are there, by which it is recognized
        onBegin?.();
      },
      onEnd: (end) => {
        this.#traced.end = end;
        // The processes that it started end with it. The sandbox's own first process would kill them, unless the
        // program has stopped that process.
        this.#kill();
      },
    });
  }

  #keepStartError(chunk: Buffer): void {
    if (!this.#options.isTraced || this.#traced.hasBegun) return;
    this.#startError = (this.#startError + chunk.toString()).slice(0, MAX_START_ERROR);
  }

  /** Starts the first tool, with the program's ends of its pipes. It leads a process group: see SandboxProcesses. */
  #spawn(): ChildProcess {
    const { workspace, pipes, shell, sandbox, command, isTraced } = this.#options;
    const tracer = isTraced ? traceCommand(join(pipes, 'calls')) : [];
    const [file = '', ...args] = [...shell.enter, ...tracer, ...sandbox, ...command];
    const ends = new ProgramEnds(pipes);
    const filter = workspace.hasFilter ? openSync(join(workspace.folder, 'seccomp'), 'r') : undefined;
    try {
      const stdio: ('ignore' | number)[] = [ends.stdin, ends.stdout, ends.stderr];
      while (stdio.length < SECCOMP_DESCRIPTOR) stdio.push('ignore');
      if (filter !== undefined) stdio.push(filter);
      return spawn(file, args, { stdio, detached: true, env: { PATH: process.env['PATH'] } });
    } finally {
      ends.close();
      if (filter !== undefined) closeSync(filter);
      if (!isTraced) endPipe(pipes, 'calls'); // it gets no writer
    }
  }

  #activity(): { progress: number; output: number; readsAtEnd: number } {
    const { output } = this.#streams;
    return { progress: this.#recorder.progress + output, output, readsAtEnd: this.#recorder.readsAtEnd };
  }

  #checkLimits(): void {
    const limit = this.#watch.check();
    // A program that is already being stopped may have started processes since it was last killed.
    if (this.#cause !== undefined) this.#stopBy(this.#cause);
    else if (limit !== undefined) this.#stopBy({ reason: 'limit', limit });
  }

  #stopBy(cause: StopCause): void {
    this.#cause ??= cause;
    this.#stoppedAt ??= performance.now();
    this.#kill();
    // While the program is still being started, the tools that start it must end too. So must they where its processes
    // cannot be recognized, because one of the tools was killed before they were: then nothing ends by itself.
    const isLate = performance.now() - this.#stoppedAt > STOP_TIMEOUT;
    if (isLate || (this.#options.isTraced && !this.#traced.hasBegun)) this.#processes.killTools();
  }

  #kill(): void {
    this.#recorder.isStopping = true;
    this.#processes.kill();
  }

  /** Waits for the end, and sums it up. */
  async #conclude(child: ChildProcess): Promise<ProgramResult> {
    const { workspace } = this.#options;
    const timer = setInterval(() => this.#checkLimits(), WATCH_INTERVAL);
    const exit = await this.#untilExit(child).finally(() => clearInterval(timer));
    const at = realtime();
    this.#checkLimits();
    await this.#killRest();
    // What was stopped while it started has not opened this pipe, and one that was never opened for writing has no end.
    if (!this.#traced.hasBegun) endPipe(this.#options.pipes, 'calls');
    if (!(await this.#streams.drain(DRAIN_TIMEOUT))) {
      this.#faults.push('the output or the call trace did not end');
    }
    const unreturned = this.#recorder.finish();
    const waiting = this.#cause === undefined ? undefined : unreturned;
    const end = this.#endOf({ at, ...exit });
    const refused = [...this.#recorder.refused, ...this.#watch.refused];
    const secrets = readSecrets(join(workspace.folder, SECRETS_NAME));
    const wrote = await this.#collect();
    return {
      end: {
        ...end,
        ...(waiting === undefined ? {} : { waitingIn: waiting.record.name }),
        ...(waiting?.on === undefined ? {} : { waitingOn: waiting.on }),
        ...(refused.length > 0 ? { refused } : {}),
      },
      usage: this.#processes.peak,
      faults: this.#faults,
      ...(secrets === undefined ? {} : { secrets }),
      wrote,
    };
  }

  /** How the first tool ended, which ends as the program does. */
  #untilExit(child: ChildProcess): Promise<Omit<ProgramEnd, 'at'>> {
    return new Promise((resolve) => {
      child.once('error', (error) => {
        this.#startError = startError([child.spawnfile], error).message;
        resolve({});
      });
      child.once('exit', (code, signal) => resolve(exitOf(code, signal)));
    });
  }

  async #killRest(): Promise<void> {
    this.#kill();
    this.#processes.killTools();
    if (!(await pollUntil(DRAIN_TIMEOUT, () => this.#processes.live().length === 0))) {
      this.#faults.push('processes of the program could not be killed');
    }
  }

  /** The files that a program in place wrote. */
  async #collect(): Promise<ProgramFile[]> {
    const { shell, workspace } = this.#options;
    const { folder, place } = workspace;
    if (place?.isOverlay !== true) return [];
    await unmountPlace(shell, folder, place);
    return filesWritten(folder, place);
  }

  /** How the program ended: as the call trace says, or as its command's exit says where there is no trace. */
  #endOf(exit: ProgramEnd): RunEnd {
    const { isTraced, limits } = this.#options;
    const { hasBegun, end } = this.#traced;
    const isUnstartable = NOT_STARTED.test(this.#startError);
    if (isTraced && !hasBegun && !isUnstartable && this.#cause?.reason !== 'stopped') {
      this.#faults.push(notStarted(this.#startError.trim() || endText(exit)));
    }
    // A program that catches SIGXCPU is killed a second later (setrlimit(2)).
    if (this.#processes.peak.cpu >= limits.cpu && end?.signal === 'SIGKILL') {
      this.#cause ??= { reason: 'limit', limit: 'cpu' };
    }
    if (isTraced && hasBegun && end === undefined && this.#cause === undefined) {
      this.#faults.push('the call trace ended before the program did');
    }
    return runEnd(isTraced && !isUnstartable ? end : exit, this.#cause, exit.at);
  }
}
