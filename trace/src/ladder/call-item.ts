/** A call, or one half of one that took time, as an item of the ladder. */
import type { CallRecord } from '../format.ts';
import { callCell, resultCell } from './call-cells.ts';
import type { CallHalf, ItemCell } from './item.ts';
import { Item } from './item.ts';
import type { CallCell, CallMoment, RowBytes } from './types.ts';
import type { Place } from './view.ts';

/** Shorter waits are not worth showing, µs. */
const MIN_SHOWN_WAIT = 1000;

/** The program whose call it is. */
interface Caller {
  readonly column: number;
  place(n: number): Place | undefined;
}

/** A call at one moment. */
export class CallItem extends Item {
  readonly caller: Caller;
  readonly record: CallRecord;
  readonly moment: CallMoment;
  declare readonly half: CallHalf | undefined;

  constructor(
    caller: Caller,
    record: CallRecord,
    moment: CallMoment,
    at: number,
    half: CallHalf | undefined,
  ) {
    super('call', at, caller.column, record.n);
    this.caller = caller;
    this.record = record;
    this.moment = moment;
    this.half = half;
  }

  override get isJoinable(): boolean {
    return this.moment === 'begin';
  }

  override get began(): number {
    return this.record.at;
  }

  override get likeness(): string {
    const { process, name, fd, ret, error } = this.record;
    if (this.moment === 'unreturned') return '';
    return `${this.column} ${process} ${name} ${fd} ${error ?? ret} ${this.moment}`;
  }

  override get name(): string {
    const { name, error, kind, args } = this.record;
    if (kind === 'process' && name === 'signal') return args ?? name;
    return error === undefined ? name : `${name} = ${error}`;
  }

  override get times(): number {
    return this.record.times ?? 1;
  }

  override get bytes(): RowBytes | undefined {
    const isMoved = this.moment === 'result' && (this.record.ret ?? 0) > 0;
    return isMoved ? this.caller.place(this.n)?.bytes : undefined;
  }

  override draw(): ItemCell {
    const moment = this.isWhole ? 'result' : this.moment;
    if (moment === 'result') return drawResult(this);
    if (moment === 'unreturned') return drawUnreturned(this);
    const cell = callCell(this.record, moment, this.at, this.column);
    if (moment !== 'begin') cell.mood = 'quiet';
    if (moment === 'return') addWait(cell, this);
    return cell;
  }
}

function drawResult({ record, at, column, caller, n, bytes, half }: CallItem): ItemCell {
  const cell = resultCell({ call: record, at, column, place: caller.place(n), bytes });
  if (cell.kind !== 'call' || half !== 'return') return cell;
  if (cell.callKind !== 'connect') addWait(cell, { record, at });
  // The address is at the beginning; a failure is easier to read with it.
  else if (cell.error === undefined) delete cell.args;
  return cell;
}

function addWait(cell: { waited?: number }, { record, at }: Pick<CallItem, 'record' | 'at'>): void {
  const waited = at - record.at;
  if (record.times === undefined && waited >= MIN_SHOWN_WAIT) cell.waited = waited;
}

function drawUnreturned({ record, at, column }: CallItem): CallCell {
  const { size, data, kind } = record;
  const cell = callCell(record, 'unreturned', at, column);
  cell.mood = 'bad';
  if (size !== undefined) cell.size = size;
  if (data !== undefined && data !== '' && kind === 'send') cell.data = data;
  return cell;
}
