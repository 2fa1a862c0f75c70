/** Turns strace's lines into the call records of a trace: the program's own calls, on sockets and standard streams. */
import type { CallKind, CallRecord } from '@wireside/trace';
import { readAddress, readDescriptor, readSocket } from './arguments.ts';
import { addArguments, MOVING } from './call-arguments.ts';
import type { Counter } from './counter.ts';
import { parseStraceLine } from './line.ts';
import type { Mutable, StraceLine, StraceResult } from './line.ts';
import { isProcess, isWait, kindOnSocket, READS, WATCH, WRITES } from './names.ts';
import { ConnectedUdp } from './connected-udp.ts';
import { OwnSockets } from './own-sockets.ts';
import { isThread, ProcessNumbers } from './process-numbers.ts';
import { SharedRecords } from './shared-records.ts';
import { waitingOn, WatchedDescriptors } from './waiting.ts';
import type { StreamPaths } from './waiting.ts';

/** A wait shorter than this found something ready, and is not recorded. µs. */
const MIN_WAIT = 1000;
/** Maximum number of characters kept of a call's arguments. */
const MAX_ARGS = 160;
/** Sockets within the host are the C library's own: name service caches, routing. */
const LOCAL_SOCKET = /^(UNIX|NETLINK)/;
/** How strace shows the execution of prlimit, the last of our tools before the program. */
const EXEC_PRLIMIT = /^"[^"]*\/prlimit", /;

/** A splice(2) whose second descriptor is a socket. */
const SPLICE_TO_SOCKET = /^[^,]*, [^,]*, (?=\d+<(?:TCP|UDP))/;
/** Signals that are not recorded: of children that end, and those with which runtimes talk to themselves. */
const QUIET_SIGNALS = /^SIG(?:CHLD|CONT|PROF|RT.*|URG|VTALRM|WINCH)$/;
/** Maximum number of signals that are recorded. */
const MAX_SIGNALS = 200;

/** How the program's first process ended: with a status, or by a signal. */
export interface ProgramEnd {
  /** µs since the epoch. */
  readonly at: number;
  readonly code?: number;
  readonly signal?: string;
}

/** A call that has begun. */
interface BegunCall {
  /** Its number, if that was given when it began. */
  readonly n?: number;
  readonly at: number;
  readonly name: string;
  readonly args: string;
}

/**
 * Where the program begins in the lines: with what prlimit executes, the last of the bench's tools; with the first command
 * that is executed; or it was running before, and this is its first process.
 */
export type ProgramBegin = 'after-prlimit' | 'first-exec' | { readonly pid: number };

/** What is recorded, and the callbacks for it. */
export interface RecorderOptions {
  /** The program, as actor of its run. */
  readonly actor: string;
  /** Gives the calls their numbers; all recorders of a run share it. */
  readonly numbers: Counter;
  readonly streams: StreamPaths;
  /** Absent: after prlimit. */
  readonly begin?: ProgramBegin;
  /** Called with each record, in the order in which calls end. */
  emit(record: CallRecord): void;
  /** The program itself has begun: the last of our tools replaced itself with it. `at` is µs since the epoch. */
  onStart?(at: number): void;
  /** The program's first process has ended. */
  onEnd?(end: ProgramEnd): void;
}

/** A call that has not returned. */
export interface WaitingCall {
  readonly record: CallRecord;
  /** On what it waits, in words. */
  readonly on?: string;
}

/** One program's recorder. Give it the lines in order. */
export class CallRecorder {
  /** Limits that denied the program a process (EAGAIN of clone(2)). */
  readonly refused = new Set<'processes'>();
  /** Calls so far that did something new: a count of activity. */
  progress = 0;
  /** Receives in a row that found the end of the stream: the program is in a loop and does not notice it. */
  readsAtEnd = 0;
  /** The program's sockets. */
  readonly sockets = new OwnSockets();
  /** We are killing the program: that SIGKILL ends its processes is not its own doing, and is not recorded. */
  isStopping = false;
  readonly #options: RecorderOptions;
  readonly #shared: SharedRecords;
  readonly #watched = new WatchedDescriptors();
  readonly #udp = new ConnectedUdp();
  /** Processes of our tools. */
  readonly #tools = new Set<number>();
  /** The numbers of the program's processes in the trace. */
  readonly #processes = new ProcessNumbers();
  /** By process: the call that it is in. */
  readonly #pending = new Map<number, BegunCall>();
  /** By process: the call in which it ended. */
  readonly #unreturned = new Map<number, WaitingCall>();
  /** The process that has executed prlimit, and will execute the program. */
  #launcher: number | undefined;
  /** The program's first process. */
  #leader: number | undefined;
  #calls = 0;
  #signals = 0;

  constructor(options: RecorderOptions) {
    this.#options = options;
    this.#shared = new SharedRecords((record) => options.emit(record));
    if (typeof options.begin === 'object') this.#leader = options.begin.pid;
  }

  /** The program's first process, by its number outside of the sandbox; undefined before the program has begun. */
  get leader(): number | undefined {
    return this.#leader;
  }

  /** Reads one line of strace's output. */
  line(text: string): void {
    const line = parseStraceLine(text);
    if (line === undefined) return;
    if (this.#leader === undefined) this.#beforeStart(line);
    else if (!this.#tools.has(line.pid)) this.#afterStart(line);
  }

  /**
   * Ends the recording: records calls that never returned, and emits what is held back. Returns the call that the
   * program's first process never returned from, or else one of another process.
   */
  finish(): WaitingCall | undefined {
    if (this.#leader === undefined) return undefined; // only our tools were waiting
    for (const [pid, call] of this.#pending) this.#returned(pid, call, {});
    this.#pending.clear();
    this.#shared.flush();
    return this.#unreturned.get(this.#leader ?? 0) ?? [...this.#unreturned.values()].at(0);
  }

  /** Lines from before the program: of the tools that start it, or of strace's own attempt to execute it. */
  #beforeStart(line: StraceLine): void {
    const { pid } = line;
    this.#tools.add(pid);
    if (line.type === 'unfinished') this.#pending.set(pid, line);
    if (line.type !== 'call' && line.type !== 'resumed') return;
    const begun = line.type === 'call' ? line : this.#pending.get(pid);
    this.#pending.delete(pid);
    if (begun === undefined || !line.name.startsWith('exec') || line.result.ret !== 0) return;
    if (pid === this.#launcher || this.#options.begin === 'first-exec') this.#start(pid, begun, line.result);
    else if (EXEC_PRLIMIT.test(begun.args)) this.#launcher = pid;
  }

  #start(pid: number, { at, name, args }: BegunCall, result: StraceResult): void {
    this.#leader = pid;
    this.#tools.delete(pid);
    this.#pending.clear();
    this.#processes.appears(pid);
    this.#options.onStart?.(at);
    const record = this.#record(pid, { at, name, args }, result);
    if (record !== undefined) this.#keep(record);
  }

  #afterStart(line: StraceLine): void {
    const { pid, at } = line;
    this.#processes.appears(pid);
    switch (line.type) {
      case 'call':
        if (isBirth(line.name) && line.result.error === undefined) this.#processes.isBorn(line.args);
        return this.#returned(pid, { at, name: line.name, args: line.args }, line.result);
      case 'unfinished':
        return this.#begins(pid, { n: this.#next(), at, name: line.name, args: line.args });
      case 'resumed': {
        const begun = this.#pending.get(pid);
        this.#pending.delete(pid);
        if (begun === undefined) return;
        // The first half ends with ", " or ","; the second half is what the kernel filled in.
        const args = begun.args.endsWith(',') ? `${begun.args} ${line.args}` : begun.args + line.args;
        if (isBirth(begun.name) && line.result.error !== undefined) this.#processes.isNotBorn(args);
        return this.#returned(pid, { ...begun, args }, line.result);
      }
      case 'exited':
        if (pid === this.#leader) this.#options.onEnd?.({ at, code: line.code });
        return this.#processes.ends(pid);
      case 'killed':
        if (!this.#processes.isThread(pid) && !(this.isStopping && line.signal === 'SIGKILL'))
          this.#event(pid, at, 'killed', line.signal);
        if (pid === this.#leader) this.#options.onEnd?.({ at, signal: line.signal });
        return this.#processes.ends(pid);
      case 'signal':
        if (QUIET_SIGNALS.test(line.signal) || this.#signals++ >= MAX_SIGNALS) return;
        return this.#event(pid, at, 'signal', line.signal);
    }
  }

  /** A call did not return at once. */
  #begins(pid: number, call: BegunCall): void {
    this.#pending.set(pid, call);
    this.#unreturned.delete(pid);
    if (isBirth(call.name)) this.#processes.isBorn(call.args);
    if (call.name !== 'connect') return;
    const descriptor = readDescriptor(call.args);
    const remote = readAddress(call.args);
    if (remote !== undefined && descriptor?.socket?.protocol.startsWith('TCP') === true) {
      this.sockets.begins(descriptor.fd, remote);
    }
  }

  /** Records what happened to a process: it got a signal, or was killed by one. */
  #event(pid: number, at: number, name: 'signal' | 'killed', signal: string): void {
    const result = name === 'signal' ? { ret: 0, took: 0 } : {};
    const call = { n: this.#next(), at, name, args: signal };
    const record = this.#base(pid, call, result, name === 'signal' ? 'process' : 'exit');
    record.args = signal;
    this.#keep(record);
  }

  #next(): number {
    this.#calls++;
    return this.#options.numbers.next();
  }

  /** Records a call that is over. One that the end of its process cut off has no result (`= ?`). */
  #returned(pid: number, call: BegunCall, result: StraceResult): void {
    if (this.#unreturned.size > 0) this.#unreturned.delete(pid);
    if (call.name === WATCH) {
      if (result.ret === 0) this.#watched.change(call.args);
      return;
    }
    const record = this.#record(pid, call, result);
    if (record === undefined) return;
    this.sockets.sees(record);
    this.#keep(record);
    if (record.ret !== undefined || record.kind === 'exit') return;
    const on = waitingOn(record, call.args, this.#options.streams, this.#watched);
    this.#unreturned.set(pid, on === undefined ? { record } : { record, on });
  }

  /** The record of a call; undefined for one that is not part of a trace (on files, short waits). */
  #record(pid: number, call: BegunCall, result: StraceResult): CallRecord | undefined {
    const { name } = call;
    if (isProcess(name)) return this.#processRecord(pid, call, result);
    const descriptor = readDescriptor(name === 'splice' ? spliceArguments(call.args) : call.args);
    const returned = result.decoration === undefined ? undefined : readSocket(result.decoration);
    const shown = descriptor?.socket ?? returned;
    const socket = shown && this.#udp.actual(shown);
    if (isWait(name)) {
      if (result.took !== undefined && result.took < MIN_WAIT) return undefined;
      const record = this.#base(pid, call, result, 'wait');
      if (socket !== undefined) record.socket = socket;
      addArguments(record, call.args);
      return record;
    }
    const kind = this.#kindOf(call, socket !== undefined, descriptor?.path);
    if (kind === 'other' || LOCAL_SOCKET.test(socket?.protocol ?? '')) return undefined;
    const record = this.#base(pid, call, result, kind);
    if (descriptor !== undefined) record.fd = descriptor.fd;
    if (socket !== undefined) record.socket = socket;
    addArguments(record, descriptor === undefined ? call.args : descriptor.rest);
    // A program that does not ask for the client's address: the descriptor that it got has it.
    if (kind === 'accept' && returned?.remote !== undefined) record.args = returned.remote;
    if (shown !== undefined) this.#udp.sees(record, shown);
    return record;
  }

  #processRecord(pid: number, call: BegunCall, result: StraceResult): CallRecord | undefined {
    if (call.name.startsWith('exec')) {
      if (result.ret !== 0) return undefined;
      return { ...this.#base(pid, call, result, 'process'), args: call.args.slice(0, MAX_ARGS) };
    }
    if (call.name === 'exit_group') return { ...this.#base(pid, call, result, 'exit'), args: call.args };
    if (result.error === 'EAGAIN') this.refused.add('processes');
    // Threads are part of every runtime; a process is the program's own decision.
    else if (isThread(call.args) || (result.ret ?? 0) <= 0) return undefined;
    return this.#base(pid, call, result, 'process');
  }

  #kindOf({ name, args }: BegunCall, isSocket: boolean, path: string | undefined): CallKind {
    if (name === 'socket' || name === 'socketpair') return 'socket';
    if (name === 'splice' && isSocket) return SPLICE_TO_SOCKET.test(args) ? 'send' : 'receive';
    if (isSocket) return kindOnSocket(name);
    if (path === undefined) return 'other';
    const { stdin, stdout, stderr } = this.#options.streams;
    if (READS.includes(name) && path === stdin) return 'input';
    if (WRITES.includes(name) && (path === stdout || path === stderr)) return 'output';
    return 'other';
  }

  /** A record without descriptor and arguments. Properties are assigned one by one, which is fast; see line.ts. */
  #base(
    pid: number,
    call: BegunCall,
    { took, ret, error }: StraceResult,
    kind: CallKind,
  ): Mutable<CallRecord> {
    const n = call.n ?? this.#next();
    const process = this.#processes.of(pid);
    const { actor } = this.#options;
    const record: Mutable<CallRecord> = { n, actor, at: call.at, process, name: call.name, kind };
    if (took !== undefined) record.took = took;
    if (ret !== undefined) record.ret = ret;
    if (error !== undefined) record.error = error;
    return record;
  }

  #keep(record: CallRecord): void {
    this.#countActivity(record);
    if (MOVING.has(record.kind)) this.#shared.add(record, this.#calls);
    else this.#options.emit(record);
  }

  #countActivity({ kind, ret, error }: CallRecord): void {
    if (kind === 'receive' && ret === 0) this.readsAtEnd++;
    else if (kind !== 'wait' && error !== 'EAGAIN') {
      this.progress++;
      if (kind === 'receive' || kind === 'connect') this.readsAtEnd = 0;
    }
  }
}

/** Whether a call starts a process or a thread. */
function isBirth(name: string): boolean {
  return name === 'clone' || name === 'clone3' || name === 'fork' || name === 'vfork';
}

/** The arguments of splice(2) from the descriptor on that is a socket, if the second one is. */
function spliceArguments(args: string): string {
  return args.replace(SPLICE_TO_SOCKET, '');
}
