/** The calls of programs as items of the ladder: when each of them happened, and which packets belong to it. */
import type { CallRecord } from '../format.ts';
import type { Model } from '../model.ts';
import { CallItem } from './call-item.ts';
import { processEndCell } from './call-cells.ts';
import type { Columns } from './columns.ts';
import { connectsByCall } from './connects.ts';
import type { DatagramAnchors } from './datagram-anchors.ts';
import type { CallHalf, Item } from './item.ts';
import { OtherItem } from './item.ts';
import { probingCalls } from './probing.ts';
import { runTimeCalls } from './run-time.ts';
import type { CallMoment } from './types.ts';
import type { ConnectionView, Place, Places } from './view.ts';
import { waysOf } from './view.ts';

/** A call that took less than this did not wait, µs. */
const MIN_WAIT = 100;
/** How much too early the tracer's timestamp of a return can be, µs. */
const MAX_CLOCK_SKEW = 2000;

/** Calls that block until something comes: what counts is their return. */
const BLOCKING: ReadonlySet<string> = new Set(['receive', 'accept', 'wait', 'input']);
/** Calls that a ladder does not show: their effects are lines. */
const NOT_SHOWN: ReadonlySet<string> = new Set(['output', 'other', 'input']);

/** What the items of calls are made with. */
export interface CallContext {
  readonly model: Model;
  readonly columns: Columns;
  readonly views: readonly ConnectionView[];
  readonly places: Places;
  readonly datagrams: DatagramAnchors;
  /** Whether what is much the same will be folded. */
  readonly isFolding: boolean;
}

/** The calls of all programs: one item each, or two if something may have happened between the beginning and the return. */
export function callItems(context: CallContext): Item[] {
  const { run } = context.model;
  const connects = connectsByCall(context.model, context.views);
  return run.actors.flatMap(({ name, kind }) =>
    kind === 'program' ? new ActorCalls(context, name, connects).items() : [],
  );
}

/** Makes the items of one program's calls. */
class ActorCalls {
  readonly #context: CallContext;
  readonly #calls: readonly CallRecord[];
  readonly #column: number;
  readonly #connects: ReadonlyMap<number, ConnectionView>;
  readonly #probing: ReadonlySet<number>;
  readonly #ofRunTime: ReadonlySet<number>;
  /** Descriptors of each process whose end of stream was seen. */
  readonly #ended = new Set<number>();
  /** When the run-time system last asked for an own address, by process. */
  readonly #asked = new Map<number, number>();
  readonly #items: Item[] = [];

  constructor(context: CallContext, actor: string, connects: ReadonlyMap<number, ConnectionView>) {
    this.#context = context;
    this.#column = context.columns.ofActor(actor)!;
    this.#calls = context.model.callsOf(actor);
    this.#connects = connects;
    this.#probing = probingCalls(this.#calls);
    this.#ofRunTime = runTimeCalls(this.#calls);
  }

  items(): Item[] {
    for (const call of this.#calls) {
      if (call.kind === 'exit') this.#addExit(call);
      else if (!NOT_SHOWN.has(call.kind)) this.#add(call);
    }
    return this.#items;
  }

  /** The place of a call on a connection. */
  place(n: number): Place | undefined {
    return this.#context.places.calls.get(n);
  }

  get column(): number {
    return this.#column;
  }

  /** Only the ends of processes other than the first one: the first one's is the end of the program. */
  #addExit(call: CallRecord): void {
    const cell = processEndCell(call, this.#column);
    if (cell !== undefined) {
      this.#items.push(new OtherItem(['end', call.at, this.#column, call.n], () => cell));
    }
  }

  #add(call: CallRecord): void {
    const anchors = this.#anchorsOf(call, this.place(call.n));
    const end = call.took === undefined ? undefined : this.#returnOf(call.at, call.took, anchors);
    if (end === undefined) {
      const item = this.#item(call, 'unreturned', call.at);
      item.causes(anchors.begin);
      this.#items.push(item);
    } else if (this.#ofRunTime.has(call.n)) {
      this.#items.push(this.#item(call, 'result', this.#momentOf(call)));
    } else if (end - call.at < MIN_WAIT) {
      const item = this.#item(call, 'result', BLOCKING.has(call.kind) ? end : call.at);
      if (anchors.begin > 0) item.causes(anchors.begin);
      else item.follows(anchors.end);
      this.#items.push(item);
    } else this.#addHalves(call, end, anchors);
  }

  /** Where a call of the run-time system stands: to be folded into one row, the second question stands at the first. */
  #momentOf({ at, name, process }: CallRecord): number {
    if (!this.#context.isFolding) return at;
    if (name === 'getsockname') this.#asked.set(process, at);
    return name === 'getpeername' ? (this.#asked.get(process) ?? at) : at;
  }

  #item(call: CallRecord, moment: CallMoment, at: number, half?: CallHalf): CallItem {
    const item = new CallItem(this, call, moment, at, half);
    const { kind, error, ret, fd, process } = call;
    // Only the first end of a stream is worth a row.
    if (kind === 'receive' && ret === 0 && !isDatagram(call)) {
      const descriptor = process * 65_536 + (fd ?? 0);
      item.isOrdinary = this.#ended.has(descriptor);
      if (half !== 'begin') this.#ended.add(descriptor);
    } else {
      const isMoving = kind === 'send' || kind === 'receive';
      const isNotYet = error === 'EAGAIN';
      item.isOrdinary = (isMoving && (ret ?? 0) > 0) || kind === 'wait' || isNotYet;
      item.isIdle = kind === 'wait' || isNotYet;
    }
    item.isProbing = this.#probing.has(call.n) || this.#ofRunTime.has(call.n);
    return item;
  }

  /**
   * Beginning and return of a call that took time. What counts of one that blocks is its return. Others take effect when
   * they begin: the return of connect() is as important, that of the rest matters only if it was delayed.
   */
  #addHalves(call: CallRecord, end: number, anchors: Anchors): void {
    const isBlocking = BLOCKING.has(call.kind);
    const isConnect = call.kind === 'connect';
    const begin = this.#item(call, isBlocking ? 'wait' : isConnect ? 'begin' : 'result', call.at, 'begin');
    const back = this.#item(call, isBlocking || isConnect ? 'result' : 'return', end, 'return');
    begin.isSpare = isBlocking;
    back.isSpare = !isBlocking && !isConnect;
    if (!isBlocking) begin.causes(anchors.begin);
    back.follows(anchors.end);
    this.#items.push(begin, back);
  }

  /** The packets that a call caused by beginning, and that made it return. */
  #anchorsOf(call: CallRecord, place: Place | undefined): Anchors {
    const connect = this.#connects.get(call.n);
    if (connect !== undefined) {
      const { syn = 0, answer = 0 } = connect.handshake;
      // One that does not block returns at once (connect(2), EINPROGRESS).
      return { begin: syn, end: call.error === 'EINPROGRESS' ? 0 : answer };
    }
    const { sends, receives } = this.#context.datagrams;
    if (place === undefined)
      return { begin: sends.calls.get(call.n) ?? 0, end: receives.calls.get(call.n) ?? 0 };
    const { outgoing, incoming, sent, got } = waysOf(place);
    const { bytes, view } = place;
    const length = bytes?.length ?? 0;
    switch (call.kind) {
      case 'send':
        return { begin: length > 0 ? (sent(bytes!.offset) ?? 0) : 0, end: 0 };
      case 'receive':
        if ((call.ret ?? -1) > 0) {
          return { begin: 0, end: length > 0 ? (got(bytes!.offset + length - 1) ?? 0) : 0 };
        }
        if (call.ret === 0) return { begin: 0, end: incoming.fin ?? 0 };
        return { begin: 0, end: call.error === 'ECONNRESET' ? (incoming.reset ?? 0) : 0 };
      case 'accept':
        return { begin: 0, end: view.handshake.ack ?? 0 };
      case 'close':
      case 'shutdown':
        return { begin: outgoing.fin ?? outgoing.reset ?? 0, end: 0 };
      default:
        return NO_ANCHORS;
    }
  }

  /**
   * When a call returned. The tracer stamps a call before it looks at its arguments and does not count the time for
   * that, so returns come out too early; none is earlier than the packet that it waited for.
   */
  #returnOf(at: number, took: number, { end }: Anchors): number {
    const arrived = end === 0 ? 0 : this.#context.model.capture.time(end - 1);
    return arrived - (at + took) < MAX_CLOCK_SKEW ? Math.max(at + took, arrived) : at + took;
  }
}

/** The packets that a call caused by beginning, and that made it return; 0 for none. */
interface Anchors {
  readonly begin: number;
  readonly end: number;
}

const NO_ANCHORS: Anchors = { begin: 0, end: 0 };

const isDatagram = ({ socket }: CallRecord): boolean => socket?.protocol.startsWith('UDP') === true;
