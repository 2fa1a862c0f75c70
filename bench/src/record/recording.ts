/** Records a program where it stands, on the real network: its calls, its output and its packets. */
import { rmSync } from 'node:fs';
import type { CallRecord, Model, ProgramDescription, RunDescription } from '@wireside/trace';
import { openModel, TraceWriter } from '@wireside/trace/node';
import { annotate } from '../annotate.ts';
import { realtime } from '../agent/clock.ts';
import { LaneWriter } from '../agent/lanes.ts';
import { signalAll } from '../agent/processes.ts';
import { runEnd } from '../agent/program-end.ts';
import { readOpenSockets, readSocketTable } from '../agent/socket-table.ts';
import { IDLE_STATES, pollUntil } from '../agent/wait.ts';
import { Counter } from '../strace/counter.ts';
import { CallRecorder } from '../strace/recorder.ts';
import type { ProgramEnd } from '../strace/recorder.ts';
import { makeTemporaryFolder } from '../temporary-folder.ts';
import { ANY, noPackets, PacketCapture } from './capture.ts';
import { describeRecording } from './describe-recording.ts';
import { flowOf } from './flow.ts';
import { OutputTap } from './output-tap.ts';
import { OwnPackets } from './own-packets.ts';
import { findTarget, findTracer, isOnThisNetwork, notStarted } from './target.ts';
import type { RecordRequest, Target } from './target.ts';
import { localAddresses } from './this-host.ts';
import { Tracer } from './tracer.ts';
import { unfinishedCall } from './unfinished-calls.ts';

/** How often packets are sorted into the program's and those of others, and written. ms. */
const SORT_INTERVAL = 1000;
/** How long the program's connections may take to close after its end. ms. */
const CLOSE_TIMEOUT = 3000;

/** A recording that is over. */
export interface FinishedRecording {
  /** What run.json says. */
  readonly description: RunDescription;
  /** The trace, read and joined. */
  readonly model: Model;
}

/** A recording under way. */
export class Recording {
  readonly #target: Target;
  readonly #begun: RunDescription;
  readonly #program: ProgramDescription;
  readonly #trace: TraceWriter;
  readonly #lanes: LaneWriter;
  readonly #own: OwnPackets;
  readonly #recorder: CallRecorder;
  readonly #tap: OutputTap;
  readonly #temporary: string;
  readonly #missing: string[] = [];
  #tracer: Tracer | undefined;
  #capture: PacketCapture | undefined;
  #packets = 0;
  #startedAt: number | undefined;
  #end: ProgramEnd | undefined;
  #interrupts = 0;

  private constructor(target: Target, folder: string) {
    const begun = describeRecording(target);
    const program = begun.actors[0] as ProgramDescription;
    this.#target = target;
    this.#begun = begun;
    this.#program = program;
    this.#trace = new TraceWriter(folder);
    this.#temporary = makeTemporaryFolder();
    this.#lanes = new LaneWriter((file, bytes) => this.#trace.append(file, bytes), []);
    this.#own = new OwnPackets(localAddresses(), () => this.#capture?.linkType ?? 0);
    this.#recorder = this.#makeRecorder();
    this.#tap = new OutputTap(program.name, target.streams, (record) => this.#lanes.record('output', record));
    this.#trace.describe(begun);
  }

  /**
   * Begins to record in `folder`; resolves when the program has been started, or attached to.
   * @param words how the recording was asked for, for what it says
   * @throws {RecordError} when it cannot be recorded; {TraceError} when `folder` contains something other than a run, or
   * cannot be written
   */
  static async start(request: RecordRequest, folder: string, words = '…'): Promise<Recording> {
    const strace = findTracer();
    const recording = new Recording(findTarget(request), folder);
    try {
      await recording.#begin(strace, words);
      return recording;
    } catch (error) {
      await recording.#close();
      recording.#trace.discard();
      throw error;
    }
  }

  /**
   * Ctrl-C. In a terminal it reaches the program too, which ends as it would; asked again, the program is sent SIGTERM,
   * and then SIGKILL. A program that was running before is detached from, and goes on.
   */
  interrupt(): void {
    if (this.#target.pids !== undefined) return this.#tracer?.interrupt();
    this.#interrupts++;
    if (this.#interrupts > 1) this.#signal(this.#interrupts === 2 ? 'SIGTERM' : 'SIGKILL');
  }

  /** Ends the program by SIGTERM; one that was running before is detached from. */
  terminate(): void {
    if (this.#target.pids === undefined) this.#signal('SIGTERM');
    else this.#tracer?.interrupt();
  }

  /**
   * Waits until the program has ended, or was detached from, and completes the trace.
   * @throws {RecordError} when the program was not started
   */
  async finish(): Promise<FinishedRecording> {
    const timer = setInterval(() => this.#sort(), SORT_INTERVAL);
    try {
      const exit = await this.#tracer!.ended();
      clearInterval(timer);
      this.#recorder.finish();
      this.#tap.end();
      if (this.#startedAt === undefined) throw notStarted(this.#target.command);
      if (this.#end !== undefined) await this.#untilClosed();
      const capture = await this.#endCapture();
      const description = this.#describe({ at: realtime(), ...exit }, capture);
      this.#lanes.flush();
      this.#trace.describe(description);
      const model = await openModel(this.#trace.folder);
      annotate(this.#trace, model);
      return { description, model };
    } finally {
      clearInterval(timer);
      await this.#close();
      if (this.#startedAt === undefined) this.#trace.discard();
    }
  }

  async #begin(strace: string, words: string): Promise<void> {
    const { command, pids } = this.#target;
    this.#tracer = await Tracer.prepare(strace, this.#temporary, (line) => this.#line(line));
    if (pids === undefined) {
      await this.#startCapture(words);
      this.#tracer.launch(command);
      return;
    }
    // The tracer first: of a connection that begins in between, all calls are known, or its beginning is not captured.
    await this.#tracer.attach(pids);
    this.#startedAt = realtime();
    for (const pid of pids) for (const row of readOpenSockets(pid)) this.#own.opens(row);
    if (isOnThisNetwork(this.#target)) return this.#startCapture(words);
    this.#missing.push(
      'The packets are missing: the process is in another network namespace, such as that of a container. ' +
        `This fixes it: sudo nsenter --net --target ${pids[0]} wireside record ${words}`,
    );
  }

  async #startCapture(words: string): Promise<void> {
    this.#capture = await PacketCapture.start((packet) => {
      const flow = flowOf(packet.data, this.#capture?.linkType ?? 0);
      if (flow !== undefined) this.#own.packet(packet, flow);
    });
    if (this.#capture === undefined) {
      this.#missing.push(noPackets(words));
      return;
    }
    this.#tracer!.guard.interrupts(this.#capture.pid);
    this.#lanes.addInterface(ANY, this.#capture.linkType);
  }

  #makeRecorder(): CallRecorder {
    const { streams, pids } = this.#target;
    return new CallRecorder({
      actor: this.#program.name,
      numbers: new Counter(),
      streams,
      begin: pids === undefined ? 'first-exec' : { pid: pids[0]! },
      emit: (record) => this.#keep(record),
      onStart: (at) => (this.#startedAt = at),
      onEnd: (end) => (this.#end = end),
    });
  }

  #line(text: string): void {
    if (this.#tap.line(text)) return;
    const waiting = unfinishedCall(text);
    if (waiting !== undefined) this.#own.sees(waiting);
    this.#recorder.line(text);
  }

  #keep(record: CallRecord): void {
    this.#lanes.record('calls', record);
    this.#own.sees(record);
  }

  /** Writes the program's packets as far as no earlier one can be found to be its own. */
  #sort(): void {
    const now = realtime();
    this.#own.settle(now);
    this.#writePackets(now);
  }

  #writePackets(now?: number): void {
    for (const packet of this.#own.take(now)) {
      this.#packets++;
      this.#lanes.packet(packet, 0);
    }
  }

  /** Waits until nothing more happens on the program's connections. */
  async #untilClosed(): Promise<void> {
    if (this.#capture === undefined) return;
    await pollUntil(CLOSE_TIMEOUT, () =>
      readSocketTable('self', ['tcp', 'tcp6']).every(
        ({ local, remote, state }) => IDLE_STATES.has(state) || !this.#own.hasConnection(local, remote),
      ),
    );
  }

  async #endCapture(): Promise<RunDescription['capture']> {
    const capture = this.#capture;
    if (capture === undefined) return undefined;
    if (capture.isBroken) this.#missing.push('The last packets are missing: the capture ended by itself.');
    const dropped = (await capture.finish()) + this.#own.dropped;
    this.#own.settle(0);
    this.#writePackets();
    if (dropped > 0) {
      this.#missing.push(`${dropped.toLocaleString('en')} packets are missing: there were too many at once.`);
    }
    return { packets: this.#packets, dropped, interfaces: [ANY] };
  }

  /** @param exit how strace ended, which ends as its program does */
  #describe(exit: ProgramEnd, capture: RunDescription['capture']): RunDescription {
    const { sockets } = this.#recorder;
    const isDetached = this.#target.pids !== undefined && this.#end === undefined;
    const role = sockets.isListening || sockets.accepted > 0 ? 'server' : 'client';
    const isKnown = role === 'server' || sockets.connected > 0;
    const program: ProgramDescription = {
      ...this.#program,
      ...(isKnown ? { role } : {}),
      startedAt: this.#startedAt!,
      ...(isDetached ? {} : { ended: runEnd(this.#end ?? exit, undefined, exit.at) }),
    };
    if (isDetached) this.#missing.push('The end is missing: the program was still running.');
    return {
      ...this.#begun,
      actors: [program],
      endedAt: this.#end?.at ?? exit.at,
      ...(capture === undefined ? {} : { capture }),
      ...(this.#missing.length === 0 ? {} : { missing: this.#missing }),
    };
  }

  #signal(signal: NodeJS.Signals): void {
    signalAll(this.#tracer?.traced() ?? [], signal);
  }

  /** Ends what is still there. */
  async #close(): Promise<void> {
    await this.#capture?.kill();
    await this.#tracer?.close();
    rmSync(this.#temporary, { recursive: true, force: true });
    this.#lanes.flush();
    this.#trace.close();
  }
}
