/** What is recorded: a command that is to be started, or a process that is running. Checked before anything begins. */
import { accessSync, constants, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { readStat } from '../proc.ts';
import { installCommand } from '../doctor/tools.ts';
import type { StreamPaths } from '../strace/waiting.ts';
import { findCommand } from './capture.ts';
import { RecordError } from './record-error.ts';

/** What to record: a command line, or the number of a process. */
export type RecordRequest = { readonly command: readonly string[] } | { readonly pid: number };

/** The program that is recorded. */
export interface Target {
  /** Its command line. */
  readonly command: readonly string[];
  readonly folder: string;
  readonly streams: StreamPaths;
  /** The processes to attach to, itself first; absent for a command. */
  readonly pids?: readonly number[];
}

/** Maximum number of characters of an actor's name. */
const MAX_NAME = 40;
/** Maximum number of processes that are attached to. */
const MAX_PROCESSES = 256;

/** The tracer's path. @throws {RecordError} when this is not Linux, or strace is not installed */
export function findTracer(): string {
  if (process.platform !== 'linux') {
    throw new RecordError(
      'RECORD_SYSTEM',
      `wireside record needs Linux; this is ${process.platform}.`,
      'Calls are traced with strace, which other systems do not have. wireside capture records packets alone.',
    );
  }
  const strace = findCommand('strace');
  if (strace !== undefined) return strace;
  throw new RecordError(
    'RECORD_TRACER_MISSING',
    'strace is not installed; it traces the calls of the program.',
    `Install with: ${installCommand(['strace'])}`,
  );
}

/** The actor's name for a command. */
export function actorName([file = '']: readonly string[]): string {
  const name = basename(file).replaceAll(/[^\w.-]+/g, '-');
  return name.slice(0, MAX_NAME) || 'program';
}

/** Checks a request. @throws {RecordError} when there is no such command or process */
export function findTarget(request: RecordRequest): Target {
  return 'pid' in request ? processTarget(request.pid) : commandTarget(request.command);
}

function commandTarget(command: readonly string[]): Target {
  const [file = ''] = command;
  checkCommand(file);
  return { command, folder: process.cwd(), streams: streamsOf('self') };
}

/** A command is found as a shell finds it. */
function checkCommand(file: string): void {
  const path = process.env['PATH'] ?? '';
  const candidates = file.includes('/')
    ? [resolve(file)]
    : path.split(':').map((folder) => join(folder === '' ? '.' : folder, file));
  if (file !== '' && candidates.some(isExecutable)) return;
  const here = statSync(file, { throwIfNoEntry: false });
  if (here?.isFile() === true && !file.includes('/')) {
    throw new RecordError(
      'RECORD_COMMAND',
      `${file} is a file in this folder, and not a command.`,
      isExecutable(file)
        ? `Write ./${file}`
        : `Name what runs it, such as: wireside record -- python3 ${file}. Or make it executable: chmod +x ${file}`,
    );
  }
  throw new RecordError(
    'RECORD_COMMAND',
    here === undefined ? `${file}: no such command.` : `${file} is not an executable file.`,
    here === undefined
      ? 'Check the name and PATH. The command runs where you are, as without wireside.'
      : `Name what runs it, such as: wireside record -- python3 ${file}. Or make it executable: chmod +x ${file}`,
  );
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

function processTarget(pid: number): Target {
  try {
    readStat(pid);
  } catch {
    throw new RecordError(
      'RECORD_PROCESS',
      `There is no process ${pid}.`,
      'ps -ef lists the processes; pgrep -f WORD finds one by its command line.',
    );
  }
  const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').slice(0, -1);
  if (command.length === 0) {
    throw new RecordError(
      'RECORD_PROCESS',
      `Process ${pid} is not a program: it belongs to the kernel, or has ended.`,
      'ps -ef lists the processes; pgrep -f WORD finds one by its command line.',
    );
  }
  const streams = streamsOf(pid);
  return { command, folder: linkOf(`/proc/${pid}/cwd`), streams, pids: familyOf(pid) };
}

/** A process and those that it has started, as far as they run. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      parents.set(Number(name), readStat(name).parent);
    } catch {
      // It has ended meanwhile.
    }
  }
  const family = [pid];
  for (let i = 0; i < family.length && family.length < MAX_PROCESSES; i++)
    for (const [child, parent] of parents) if (parent === family[i]) family.push(child);
  return family.slice(0, MAX_PROCESSES);
}

/** The paths of a process's standard streams, as strace shows them. */
function streamsOf(process: number | 'self'): StreamPaths {
  const path = (fd: number): string => linkOf(`/proc/${process}/fd/${fd}`);
  return { stdin: path(0), stdout: path(1), stderr: path(2) };
}

/** Where a link leads; empty if it is closed, or may not be read. */
function linkOf(link: string): string {
  try {
    return readlinkSync(link);
  } catch {
    return '';
  }
}

/**
 * Why strace could not attach to a process, with what fixes it.
 * @param message what strace said
 */
export function notAttached(pid: number, message: string): RecordError {
  const sudo = `sudo wireside record --pid ${pid}`;
  const status = statSync(`/proc/${pid}`, { throwIfNoEntry: false });
  if (status === undefined) {
    return new RecordError('RECORD_PROCESS', `Process ${pid} has ended.`, 'Start it again, and record that.');
  }
  const tracer = tracerOf(pid);
  if (tracer > 0) {
    return new RecordError(
      'RECORD_NOT_PERMITTED',
      `Process ${pid} is already traced by process ${tracer}.`,
      `A program has one tracer at a time: end that one first (a debugger, strace, another wireside record).`,
    );
  }
  const user = process.getuid?.();
  if (user !== 0 && status.uid !== user) {
    return new RecordError(
      'RECORD_NOT_PERMITTED',
      `Process ${pid} belongs to another user, and you may not trace it.`,
      sudo,
    );
  }
  const scope = ptraceScope();
  if (scope > 0) {
    return new RecordError(
      'RECORD_NOT_PERMITTED',
      `This system does not let you trace a program that is running (kernel.yama.ptrace_scope is ${scope}).`,
      `Use ${sudo}, or start the program with: wireside record -- COMMAND`,
    );
  }
  const said = message.trim();
  return new RecordError(
    'RECORD_NOT_PERMITTED',
    `Process ${pid} cannot be traced.${said === '' ? '' : ` strace said: ${said}`}`,
    user === 0 ? 'In a container, tracing needs the capability SYS_PTRACE.' : sudo,
  );
}

/** Why a command could not be started under strace. */
export function notStarted([file = '']: readonly string[]): RecordError {
  return new RecordError(
    'RECORD_NOT_STARTED',
    `${file} was not started; strace said why above.`,
    ptraceScope() > 2
      ? 'This system allows no tracing (kernel.yama.ptrace_scope is 3) until it is started again.'
      : 'A script needs a first line such as #!/bin/sh. In a container, tracing may need the capability SYS_PTRACE.',
  );
}

function tracerOf(pid: number): number {
  try {
    return Number(/^TracerPid:\s+(\d+)$/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1] ?? 0);
  } catch {
    return 0;
  }
}

/** kernel.yama.ptrace_scope; 0 where there is none. */
function ptraceScope(): number {
  try {
    return Number(readFileSync('/proc/sys/kernel/yama/ptrace_scope', 'latin1'));
  } catch {
    return 0;
  }
}

/** Whether the program is on this computer's network, and not in a network namespace, such as that of a container. */
export function isOnThisNetwork({ pids }: Target): boolean {
  return pids === undefined || linkOf(`/proc/${pids[0]}/ns/net`) === linkOf('/proc/self/ns/net');
}
