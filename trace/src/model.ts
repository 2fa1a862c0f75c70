/** The model of a run: its trace, read and joined once. Whatever looks at a run takes this. */
import type { Capture } from '@wireside/wire';
import { tcpStreams } from '@wireside/wire';
import { byConnection } from './by-connection.ts';
import type { ActorConnection } from './connection.ts';
import { Connection } from './connection.ts';
import type { Datagram } from './datagram.ts';
import { datagramsOf } from './datagrams.ts';
import type {
  ActorDescription,
  CallRecord,
  OutputRecord,
  OutputStream,
  PeerRecord,
  ProgramDescription,
  RunDescription,
} from './format.ts';
import type { OutputBytes, OutputLine } from './output.ts';
import { outputBytes, outputLines } from './output.ts';
import type { Resent } from './resent.ts';
import { findResent } from './resent.ts';
import { latestReturns } from './returns.ts';
import type { Ribbon } from './ribbon.ts';
import { ribbonOf } from './ribbon.ts';
import type { Trace } from './trace.ts';

/** A run, read and joined. Each part is computed when it is first asked for, and kept. */
export class Model {
  /** The records of the run, as they were read. */
  readonly trace: Trace;
  #connections: readonly Connection[] | undefined;
  #datagrams: readonly Datagram[] | undefined;
  #calls: ReadonlyMap<number, CallRecord> | undefined;
  #callsOf: ReadonlyMap<string, readonly CallRecord[]> | undefined;
  #records: ReadonlyMap<number, PeerRecord> | undefined;
  #outputs: ReadonlyMap<string, readonly OutputRecord[]> | undefined;
  #latestReturn: ((call: CallRecord) => number) | undefined;
  #start: number | undefined;
  #resent: Resent | undefined;
  #ribbon: Ribbon | undefined;
  readonly #connectionsOf = new Map<string, readonly ActorConnection[]>();
  readonly #lines = new Map<string, readonly OutputLine[]>();
  readonly #output = new Map<string, OutputBytes>();

  constructor(trace: Trace) {
    this.trace = trace;
  }

  /** What ran, on which hosts, and how it ended. */
  get run(): RunDescription {
    return this.trace.run;
  }

  /** The packets. */
  get capture(): Capture {
    return this.trace.capture;
  }

  /** The programs and peers of the run, in the order of its scene. */
  get actors(): readonly ActorDescription[] {
    return this.run.actors;
  }

  /** The actor of a name, or undefined. */
  actor(name: string): ActorDescription | undefined {
    return this.run.actors.find((actor) => actor.name === name);
  }

  /** The first program of the run; there always is one. */
  get program(): ProgramDescription {
    return this.run.actors.find((actor) => actor.kind === 'program')!;
  }

  /** When the first call of a program began: the zero of all times that people see. µs since the epoch. */
  get start(): number {
    return (this.#start ??= this.trace.calls.reduce(
      (first, { at }) => (at < first ? at : first),
      this.trace.calls[0]?.at ?? this.run.started.realtime,
    ));
  }

  /** All TCP connections, joined on the stream offset, in the order in which they appear on the wire. */
  get connections(): readonly Connection[] {
    return (this.#connections ??= this.#joinAll());
  }

  /** The connections of an actor as its ends see them, in the same order; one to itself has two ends. */
  connectionsOf(actor: string): readonly ActorConnection[] {
    let found = this.#connectionsOf.get(actor);
    if (found === undefined) {
      found = this.connections.flatMap((connection) =>
        (['client', 'server'] as const)
          .filter((end) => connection[end].actor === actor)
          .map((end) => connection.seenBy(end)),
      );
      this.#connectionsOf.set(actor, found);
    }
    return found;
  }

  /** All UDP datagrams of the capture, in its order. */
  get datagrams(): readonly Datagram[] {
    return (this.#datagrams ??= datagramsOf(this.trace, this.isLossy));
  }

  /** Whether the network of the run dropped packets on purpose. */
  get isLossy(): boolean {
    return this.run.impairments.some(({ kind }) => kind === 'loss' || kind === 'drop');
  }

  /** What was sent more than once, and what was lost. */
  get resent(): Resent {
    return (this.#resent ??= findResent(this.capture, this.isLossy));
  }

  /** What became of each message of the first connection that carried any to a program. */
  get ribbon(): Ribbon {
    return (this.#ribbon ??= this.#readRibbon());
  }

  /** The calls of a program, in the order in which they began; none of a peer. */
  callsOf(actor: string): readonly CallRecord[] {
    this.#callsOf ??= byActor(this.trace.calls);
    return this.#callsOf.get(actor) ?? [];
  }

  /** The call of a number, or undefined. */
  call(n: number): CallRecord | undefined {
    return (this.#calls ??= byNumber(this.trace.calls)).get(n);
  }

  /** When a call had returned at the latest, µs since the epoch; Infinity for one that never returned. */
  latestReturn(call: CallRecord): number {
    return (this.#latestReturn ??= latestReturns(this.trace.calls))(call);
  }

  /** The peer's record of a number, or undefined. */
  record(n: number): PeerRecord | undefined {
    return (this.#records ??= byNumber(this.trace.peer)).get(n);
  }

  /** The bytes that an actor wrote to an output. @param actor absent for the first program. */
  output(stream: OutputStream, actor = this.program.name): OutputBytes {
    const key = `${stream} ${actor}`;
    let bytes = this.#output.get(key);
    if (bytes === undefined) this.#output.set(key, (bytes = outputBytes(this.#outputOf(actor), stream)));
    return bytes;
  }

  /**
   * The lines of an output, each with the time when its last byte was written.
   * @param actor absent for the first program.
   */
  lines(stream: OutputStream, actor = this.program.name): readonly OutputLine[] {
    const key = `${stream} ${actor}`;
    let lines = this.#lines.get(key);
    if (lines === undefined) {
      const { bytes } = this.output(stream, actor);
      lines = outputLines(bytes, this.#outputOf(actor), stream, this.callsOf(actor));
      this.#lines.set(key, lines);
    }
    return lines;
  }

  #outputOf(actor: string): readonly OutputRecord[] {
    return (this.#outputs ??= byActor(this.trace.output)).get(actor) ?? [];
  }

  #joinAll(): Connection[] {
    const recordsOf = byConnection(this.trace);
    const linesOf = (actor: string): readonly OutputLine[] => this.lines('stdout', actor);
    return tcpStreams(this.capture).map((stream) => new Connection(this.capture, stream, recordsOf, linesOf));
  }

  #readRibbon(): Ribbon {
    for (const { stream, toClient, toServer } of this.connections)
      for (const direction of [toClient, toServer])
        if (
          direction.to.actor !== undefined &&
          this.actor(direction.to.actor)?.kind === 'program' &&
          direction.carried > 0 &&
          direction.messages.length > 0
        )
          return ribbonOf(direction, stream, this.resent.lost);
    return { rows: [], other: 0 };
  }
}

function byNumber<T extends { readonly n: number }>(records: readonly T[]): Map<number, T> {
  const found = new Map<number, T>();
  for (const record of records) found.set(record.n, record);
  return found;
}

function byActor<T extends { readonly actor: string }>(records: readonly T[]): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const record of records) {
    const own = found.get(record.actor);
    if (own === undefined) found.set(record.actor, [record]);
    else own.push(record);
  }
  return found;
}
