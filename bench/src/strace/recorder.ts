/** Turns strace's lines into the call records of a trace: the program's own calls, on sockets and standard streams. */
import type { CallKind, CallRecord } from '@wireside/trace';
import { readAddress, readData, readDescriptor, readSize, readSocket } from './arguments.ts';
import { parseStraceLine, type StraceLine, type StraceResult } from './line.ts';
import { isProcess, isWait, kindOnSocket, READS, WRITES } from './names.ts';

/** Calls kept one by one; after that, equal calls on a descriptor that follow each other share a record. */
const KEPT_SINGLY = 2000;
/** Records after which successful calls share one even when they moved different numbers of bytes. */
const KEPT_BY_SIZE = 50_000;
/** Longest time that a shared record covers, µs, so that it can still be placed beside packets. */
const SHARED_SPAN = 50_000;
/** Waits shorter than this said nothing: something was ready. µs. */
const WAIT_WORTH_KEEPING = 1000;
const MAX_ARGS = 160;

export interface ProgramEnd {
  at: number;
  code?: number;
  signal?: string;
}

interface Pending {
  n: number;
  at: number;
  name: string;
  args: string;
}

export interface RecorderOptions {
  /** Paths, as strace sees them, of the program's standard streams. */
  streams: { stdin: string; stdout: string; stderr: string };
  emit(record: CallRecord): void;
  /** The program itself has begun: the sandbox replaced itself by it. */
  onStart?(at: number): void;
  /** The program's first process has ended. */
  onEnd?(end: ProgramEnd): void;
}

/** One run's recorder; feed it lines in their order. */
export class CallRecorder {
  /** Limits that refused the program a process (EAGAIN of clone) or an open file (EMFILE). */
  readonly refused = new Set<'processes'>();
  /** Calls so far that brought something new: a sign of life. */
  progress = 0;
  /** Receives in a row that found the end of the stream already known: a loop that does not notice it. */
  readsAtEnd = 0;
  readonly #options: RecorderOptions;
  readonly #before = new Set<number>();
  readonly #processes = new Map<number, number>();
  readonly #pending = new Map<number, Pending>();
  readonly #shared = new Map<string, CallRecord>();
  /** By process: the call in which it ended. */
  readonly #unreturned = new Map<number, CallRecord>();
  #launcher: number | null = null;
  #leader: number | null = null;
  #next = 1;

  constructor(options: RecorderOptions) {
    this.#options = options;
  }

  /** Reads one line of strace's output. */
  line(text: string): void {
    const line = parseStraceLine(text);
    if (line === null) return;
    if (this.#leader === null) this.#beforeStart(line);
    else if (!this.#before.has(line.pid)) this.#ofProgram(line);
  }

  /** Writes what is still open: calls that never returned, and shared records. Returns the call that the program's first process, or else any, was in. */
  finish(): CallRecord | null {
    for (const [pid, pending] of this.#pending) this.#returned(pid, pending, { ret: null, took: null });
    this.#pending.clear();
    const waiting = this.#unreturned.get(this.#leader ?? 0) ?? [...this.#unreturned.values()].at(0) ?? null;
    for (const record of this.#shared.values()) this.#options.emit(record);
    this.#shared.clear();
    return waiting;
  }

  /** Until the sandbox has become the program: prlimit is the last of our own, and what it executes is the program. */
  #beforeStart(line: StraceLine): void {
    this.#before.add(line.pid);
    if (line.type === 'unfinished')
      this.#pending.set(line.pid, { n: 0, at: line.at, name: line.name, args: line.args });
    if (line.type !== 'call' && line.type !== 'resumed') return;
    const begun = line.type === 'call' ? line : this.#pending.get(line.pid);
    this.#pending.delete(line.pid);
    if (begun === undefined || !line.name.startsWith('exec') || line.result.ret !== 0) return;
    if (line.pid === this.#launcher) {
      this.#leader = line.pid;
      this.#before.delete(line.pid);
      this.#pending.clear();
      this.#options.onStart?.(begun.at);
      const record = this.#record(
        line.pid,
        { n: 0, at: begun.at, name: line.name, args: begun.args },
        line.result,
      );
      if (record !== null) this.#keep(record);
    } else if (/^"[^"]*\/prlimit", /.test(begun.args)) {
      this.#launcher = line.pid;
    }
  }

  #ofProgram(line: StraceLine): void {
    switch (line.type) {
      case 'call': {
        this.#returned(line.pid, { n: 0, at: line.at, name: line.name, args: line.args }, line.result);
        return;
      }
      case 'unfinished':
        this.#pending.set(line.pid, { n: this.#next++, at: line.at, name: line.name, args: line.args });
        return;
      case 'resumed': {
        const pending = this.#pending.get(line.pid);
        this.#pending.delete(line.pid);
        if (pending === undefined) return;
        // The first half ends with ", " or ","; what the kernel filled in follows.
        pending.args = pending.args.endsWith(',') ? `${pending.args} ${line.args}` : pending.args + line.args;
        this.#returned(line.pid, pending, line.result);
        return;
      }
      case 'exited':
      case 'killed':
        if (line.pid !== this.#leader) return;
        this.#options.onEnd?.(
          line.type === 'exited' ? { at: line.at, code: line.code } : { at: line.at, signal: line.signal },
        );
        return;
      case 'signal':
        return;
    }
  }

  /** Keeps a call that is over; one that was cut off by the end of its process has no result (`= ?`). */
  #returned(pid: number, call: Pending, result: StraceResult): void {
    const record = this.#record(pid, call, result);
    if (record === null) return;
    this.#keep(record);
    if (record.ret === null && record.kind !== 'exit') this.#unreturned.set(pid, record);
  }

  /** The record of a call, or null for one that the trace does not keep (files, short waits). */
  #record(pid: number, call: Pending, result: StraceResult): CallRecord | null {
    const { name } = call;
    if (isProcess(name)) return this.#processRecord(pid, call, result);
    const descriptor = readDescriptor(call.args);
    const socket =
      descriptor?.socket ??
      (result.decoration === undefined ? null : readSocket(result.decoration)) ??
      undefined;
    let kind: CallKind;
    if (isWait(name)) {
      if (result.took !== null && result.took < WAIT_WORTH_KEEPING) return null;
      kind = 'wait';
    } else if (name === 'socket' || name === 'socketpair') kind = 'socket';
    else if (socket !== undefined) kind = kindOnSocket(name);
    else kind = this.#streamKind(name, descriptor?.path);
    // Sockets within the host are the C library's own (name service caches, routing questions).
    if (kind === 'other' || /^(UNIX|NETLINK)/.test(socket?.protocol ?? '')) return null;

    const record = this.#base(pid, call, result, kind);
    if (descriptor !== null && kind !== 'wait') record.fd = descriptor.fd;
    if (socket !== undefined) record.socket = socket;
    const rest = descriptor === null || kind === 'wait' ? call.args : descriptor.rest;
    if (['send', 'receive', 'output', 'input'].includes(kind)) {
      const data = readData(rest);
      if (data !== null) record.data = data;
      const size = readSize(rest);
      if (size !== null) record.size = size;
      const address = readAddress(rest);
      if (address !== null) record.args = address;
    } else if (kind === 'connect' || kind === 'bind' || kind === 'accept') {
      record.args = readAddress(rest) ?? rest.slice(0, MAX_ARGS);
    } else if (rest !== '') record.args = rest.slice(0, MAX_ARGS);
    return record;
  }

  #processRecord(pid: number, call: Pending, result: StraceResult): CallRecord | null {
    if (call.name.startsWith('exec')) {
      if (result.ret !== 0) return null;
      const record = this.#base(pid, call, result, 'process');
      record.args = call.args.slice(0, MAX_ARGS);
      return record;
    }
    if (call.name === 'exit_group') {
      const record = this.#base(pid, call, result, 'exit');
      record.args = call.args;
      return record;
    }
    if (result.error !== 'EAGAIN') return null;
    this.refused.add('processes');
    return this.#base(pid, call, result, 'process');
  }

  #streamKind(name: string, path: string | undefined): CallKind {
    if (path === undefined) return 'other';
    const { stdin, stdout, stderr } = this.#options.streams;
    if (READS.includes(name) && path === stdin) return 'input';
    if (WRITES.includes(name) && (path === stdout || path === stderr)) return 'output';
    return 'other';
  }

  #base(pid: number, call: Pending, result: StraceResult, kind: CallKind): CallRecord {
    let process = this.#processes.get(pid);
    if (process === undefined) {
      process = this.#processes.size + 1;
      this.#processes.set(pid, process);
    }
    const n = call.n === 0 ? this.#next++ : call.n;
    const record: CallRecord = {
      n,
      at: call.at,
      took: result.took,
      process,
      name: call.name,
      kind,
      ret: result.ret,
    };
    if (result.error !== undefined) record.error = result.error;
    return record;
  }

  #progress(record: CallRecord): void {
    if (record.kind === 'receive' && record.ret === 0) this.readsAtEnd++;
    else if (record.kind !== 'wait' && record.error !== 'EAGAIN') {
      this.progress++;
      if (record.kind === 'receive' || record.kind === 'connect') this.readsAtEnd = 0;
    }
  }

  /** Writes a record, or adds it to the one that it shares with its equals. */
  #keep(record: CallRecord): void {
    this.#progress(record);
    const movesBytes = ['send', 'receive', 'output', 'input'].includes(record.kind);
    if (this.#next <= KEPT_SINGLY || !movesBytes || record.ret === null) {
      this.#options.emit(record);
      return;
    }
    const key = `${record.process}/${record.name}/${record.fd}`;
    const shared = this.#shared.get(key);
    const bySize = this.#next <= KEPT_BY_SIZE;
    if (
      shared !== undefined &&
      shared.error === record.error &&
      shared.socket?.remote === record.socket?.remote &&
      record.at - shared.at < SHARED_SPAN &&
      (record.ret === 0) === (shared.ret === 0) &&
      (record.error !== undefined || !bySize || record.ret * (shared.times ?? 1) === shared.ret)
    ) {
      shared.times = (shared.times ?? 1) + 1;
      if (record.error === undefined) shared.ret = (shared.ret ?? 0) + record.ret;
      shared.took = record.at + (record.took ?? 0) - shared.at;
      return;
    }
    if (shared !== undefined) this.#options.emit(shared);
    this.#shared.set(key, record);
  }
}
