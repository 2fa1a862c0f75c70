/** Starts the program in its sandbox under the call tracer, watches it, and ends it when a limit is reached. */

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { statfsSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import type { CallRecord, LimitName, OutputRecord, RunEnd } from '@wireside/trace';
import type { Limits } from '../request.ts';
import { traceCommand } from '../strace/command.ts';
import { CallRecorder, type ProgramEnd } from '../strace/recorder.ts';
import { realtime } from './clock.ts';
import { OutputRecorder } from './output.ts';
import { lookUntil } from './stillness.ts';
import { endPipe, openPipe, PIPES } from './pipes.ts';
import { SandboxProcesses, type Usage } from './processes.ts';
import { SANDBOX_DESCRIPTORS } from './sandbox.ts';

/** How often the limits are looked at. ms. */
const WATCH_INTERVAL = 100;
/** Processor time that counts as a sign of life; less is a runtime's background work. Seconds. */
const SIGN_OF_LIFE = 0.2;
/** Receives at the end of the stream after which a program is only turning in a circle. */
const READS_AT_END = 20_000;
/** What prlimit says of a program that lacks something itself: its interpreter, its right to be executed. */
const NOT_STARTED = /^prlimit: failed to execute .*: (No such file|Permission denied|Exec format error)/m;
/** How long the rest of the output and the trace may take to arrive after the last process is dead. ms. */
const DRAIN_PATIENCE = 20_000;

export interface ProgramOptions {
  /** The agent's folder with the pipes. */
  pipes: string;
  /** The run's workspace. */
  workspace: string;
  /** Command that enters the program's host; empty for the agent's own. */
  enter: string[];
  /** The sandbox's command, from sandbox.ts. */
  sandbox: string[];
  hasFilter: boolean;
  /** The program's command line. */
  command: string[];
  input: Uint8Array;
  limits: Limits;
  /** Whether to trace calls; compilations are not traced. */
  traced: boolean;
  onCall(record: CallRecord): void;
  onOutput(record: Omit<OutputRecord, 'n'>): void;
  /** Other signs of life so far: packets, what the peers did. */
  otherProgress(): number;
}

export interface ProgramResult {
  end: RunEnd;
  usage: Usage;
  /** When the program itself began, µs; null when it never did. */
  startedAt: number | null;
  faults: string[];
}

/** Why we ended a program. */
type Cause = { reason: 'limit'; limit: LimitName } | { reason: 'stopped' };

export interface RunningProgram {
  result: Promise<ProgramResult>;
  stop(): void;
}

/** Starts a program. The promise resolves when its last process is dead and all of its output is recorded. */
export function startProgram(options: ProgramOptions): RunningProgram {
  const { limits, pipes } = options;
  const processes = new SandboxProcesses();
  let cause: Cause | null = null;
  let ended: ProgramEnd | null = null;
  let startedAt: number | null = null;
  let unstarted = '';

  const kill = (pids = processes.live()): void => {
    for (const pid of pids) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // ended meanwhile
      }
    }
  };
  const recorder = new CallRecorder({
    streams: {
      stdin: join(options.workspace, 'stdin'),
      stdout: join(pipes, 'stdout'),
      stderr: join(pipes, 'stderr'),
    },
    emit: options.onCall,
    onStart: (at) => (startedAt = at),
    onEnd: (end) => {
      ended = end;
      // What it leaves behind ends with it. The sandbox's own first process would see to that, unless the
      // program has stopped it.
      kill();
    },
  });

  const calls = openPipe(pipes, 'calls');
  const stdout = openPipe(pipes, 'stdout');
  const stderr = openPipe(pipes, 'stderr');
  const closed = Promise.all([calls, stdout, stderr].map((pipe) => once(pipe, 'close')));
  const recorders = {
    stdout: new OutputRecorder('stdout', options.onOutput),
    stderr: new OutputRecorder('stderr', options.onOutput),
  };
  readLines(calls, (line) => recorder.line(line));
  stdout.on('data', (chunk: Buffer) => recorders.stdout.write(chunk));
  stderr.on('data', (chunk: Buffer) => {
    if (startedAt === null && options.traced) unstarted = (unstarted + chunk.toString()).slice(0, 2000);
    recorders.stderr.write(chunk);
  });

  writeFileSync(join(options.workspace, 'stdin'), options.input);
  const tracer = options.traced ? traceCommand(join(pipes, 'calls')) : [];
  const filter = options.hasFilter ? ` ${SANDBOX_DESCRIPTORS.seccomp}<"$0/seccomp"` : '';
  const child = spawn(
    'sh',
    [
      '-c',
      `p=$1; shift; exec env -i PATH="$PATH" "$@" <"$0/stdin" >"$p/stdout" 2>"$p/stderr"${filter}`,
      options.workspace,
      pipes,
      ...options.enter,
      ...tracer,
      ...options.sandbox,
      ...options.command,
    ],
    { stdio: 'ignore' },
  );
  if (!options.traced) endPipe(pipes, 'calls'); // no writer will come

  const endBy = (what: Cause): void => {
    cause ??= what;
    kill();
    // Still on its way into the sandbox: whoever is to start it must not.
    if (startedAt === null && options.traced) kill(processes.newcomers());
  };

  const begun = realtime();
  let lastProgress = 0;
  let lastCpu = 0;
  let lifeAt = begun;
  const refused = new Set<LimitName>();
  const look = (): void => {
    const now = realtime();
    const room = statfsSync(options.workspace);
    if (room.bavail === 0) refused.add('disk');
    if (room.ffree === 0) refused.add('files');
    const usage = processes.read(limits.memory);
    const progress =
      recorder.progress + recorders.stdout.total + recorders.stderr.total + options.otherProgress();
    if (progress !== lastProgress || usage.cpu - lastCpu > SIGN_OF_LIFE) {
      lastProgress = progress;
      lastCpu = usage.cpu;
      lifeAt = now;
    }
    const over: LimitName | null =
      usage.memory > limits.memory
        ? 'memory'
        : usage.cpu > limits.cpu || recorder.readsAtEnd > READS_AT_END
          ? 'cpu'
          : recorders.stdout.total + recorders.stderr.total > limits.output
            ? 'output'
            : now - begun > limits.wall * 1e6
              ? 'wall'
              : now - lifeAt > limits.idle * 1e6
                ? 'idle'
                : null;
    if (over !== null || cause !== null) endBy(cause ?? { reason: 'limit', limit: over as LimitName });
  };
  const watch = setInterval(look, WATCH_INTERVAL);

  const run = async (): Promise<ProgramResult> => {
    const faults: string[] = [];
    const [code, signal] = (await once(child, 'exit')) as [number | null, NodeJS.Signals | null];
    const at = realtime();
    clearInterval(watch);
    look();
    kill();
    if (!(await lookUntil(DRAIN_PATIENCE, () => processes.live().length === 0))) {
      faults.push('processes of the program could not be ended');
    }
    // Whoever was ended on its way has not opened them all, and what was never opened for writing has no end.
    for (const name of startedAt === null ? PIPES : []) endPipe(pipes, name);
    const late = setTimeout(() => {
      faults.push('the output or the call trace did not come to its end');
      for (const pipe of [calls, stdout, stderr]) pipe.destroy();
    }, DRAIN_PATIENCE);
    await closed;
    clearTimeout(late);
    recorders.stdout.end();
    recorders.stderr.end();
    const waiting = recorder.finish();
    const unstartable = NOT_STARTED.test(unstarted);
    const wasStopped = (cause as Cause | null)?.reason === 'stopped';
    if (options.traced && startedAt === null && !unstartable && !wasStopped) {
      faults.push(`the program was not started: ${unstarted.trim() || `status ${code ?? signal}`}`);
    }
    // Who catches SIGXCPU is killed a second later (setrlimit(2)).
    if (
      cause === null &&
      processes.peak.cpu >= limits.cpu &&
      (ended as ProgramEnd | null)?.signal === 'SIGKILL'
    ) {
      cause = { reason: 'limit', limit: 'cpu' };
    }
    const known = options.traced && !unstartable ? ended : exitOf(code, signal, at);
    const end = endOf(known, cause, at);
    if (cause !== null && waiting !== null) end.waitingIn = waiting.name;
    const refusals = [...recorder.refused, ...refused];
    if (refusals.length > 0) end.refused = refusals;
    if (options.traced && ended === null && cause === null && startedAt !== null) {
      faults.push('the call trace ended before the program did');
    }
    return { end, usage: processes.peak, startedAt, faults };
  };
  return { result: run(), stop: () => endBy({ reason: 'stopped' }) };
}

function endOf(ended: ProgramEnd | null, cause: Cause | null, at: number): RunEnd {
  // RLIMIT_CPU speaks by signal: SIGXCPU, then SIGKILL (setrlimit(2)).
  if (cause === null && ended?.signal === 'SIGXCPU') cause = { reason: 'limit', limit: 'cpu' };
  if (cause === null && ended?.signal === 'SIGXFSZ') cause = { reason: 'limit', limit: 'disk' };
  if (cause !== null) return { ...cause, at: ended?.at ?? at };
  if (ended?.signal !== undefined) return { reason: 'signal', signal: ended.signal, at: ended.at };
  return { reason: 'exited', code: ended?.code ?? 255, at: ended?.at ?? at };
}

/** How a shell would read the status: bwrap gives 128 + the signal. */
function exitOf(code: number | null, signal: string | null, at: number): ProgramEnd {
  const name = signal ?? Object.entries(constants.signals).find(([, n]) => code === 128 + n)?.[0];
  return name === undefined ? { at, code: code ?? 255 } : { at, signal: name };
}

/** Calls `onLine` with each line of a stream, without its newline. */
function readLines(stream: NodeJS.ReadableStream, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('latin1');
  stream.on('data', (chunk: string) => {
    let from = 0;
    for (let at = chunk.indexOf('\n'); at >= 0; at = chunk.indexOf('\n', from)) {
      onLine(rest + chunk.slice(from, at));
      rest = '';
      from = at + 1;
    }
    // strace shortens every string; a longer line can only be a fault, and must not fill the memory
    if (rest.length < 1 << 20) rest += chunk.slice(from);
  });
}
