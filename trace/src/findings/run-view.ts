/** A run as the rules look at it: its programs, each with its calls, its sockets and how it ended. */
import { endFromOutside, MAX_DELAY } from '../closed-for.ts';
import type { ActorConnection } from '../connection.ts';
import type { CallRecord, ProgramDescription, RunEnd } from '../format.ts';
import type { Model } from '../model.ts';
import type { OutputLine } from '../output.ts';
import type { SocketView } from './sockets.ts';
import { socketsOf } from './sockets.ts';

/** A program of a run. What is not needed is not computed. */
export class ProgramView {
  readonly model: Model;
  readonly actor: ProgramDescription;
  readonly name: string;
  #sockets: readonly SocketView[] | undefined;
  #endedByUsAt: number | undefined;

  constructor(model: Model, actor: ProgramDescription) {
    this.model = model;
    this.actor = actor;
    this.name = actor.name;
  }

  /** Its calls, in the order in which they began. */
  get calls(): readonly CallRecord[] {
    return this.model.callsOf(this.name);
  }

  /** Its sockets, in the order of their first calls. */
  get sockets(): readonly SocketView[] {
    return (this.#sockets ??= socketsOf(this.calls, this.connections));
  }

  /** Its TCP connections, in the order in which they appear on the wire. */
  get connections(): readonly ActorConnection[] {
    return this.model.connectionsOf(this.name);
  }

  /** The lines that it wrote to standard output. */
  get lines(): readonly OutputLine[] {
    return this.model.lines('stdout', this.name);
  }

  /** The lines that it wrote to standard error. */
  get errorLines(): readonly OutputLine[] {
    return this.model.lines('stderr', this.name);
  }

  /** How it ended; undefined where it had not when the run was recorded. */
  get end(): RunEnd | undefined {
    return this.actor.ended;
  }

  /** The end of one of its processes, if a call or a signal shows it. */
  exitOf(process: number | undefined): CallRecord | undefined {
    return this.calls.findLast((call) => call.kind === 'exit' && call.process === process);
  }

  /**
   * When it was ended from outside, or another program of the run was stopped: what happened from then on is nothing that
   * it did. µs since the epoch; Infinity where nothing of the kind happened.
   */
  get endedByUsAt(): number {
    return (this.#endedByUsAt ??= Math.min(
      ...this.model.actors.map((actor) => {
        const end = endFromOutside(this.model, actor);
        if (end === undefined || end.why === 'killed') return Infinity;
        // What a stopped program had is closed a moment before its end is recorded.
        if (end.why === 'stopped') return end.at - MAX_DELAY;
        return actor.name === this.name ? end.at : Infinity;
      }),
    ));
  }
}

/** A run as the rules look at it. */
export class RunView {
  readonly model: Model;
  /** The programs, in the order of the scene. */
  readonly programs: readonly ProgramView[];

  constructor(model: Model) {
    this.model = model;
    this.programs = model.actors.flatMap((actor) =>
      actor.kind === 'program' ? [new ProgramView(model, actor)] : [],
    );
  }

  /** How a program is called in a sentence: `The program`, or its name where there are several. */
  nameOf(program: ProgramView | string): string {
    const name = typeof program === 'string' ? program : program.name;
    return this.programs.length === 1 && name === this.programs[0]!.name ? 'The program' : name;
  }

  /** The same inside a sentence: `the program`. */
  nameInside(program: ProgramView | string): string {
    return this.nameOf(program).replace(/^The program$/, 'the program');
  }
}
