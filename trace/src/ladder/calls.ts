/** The program's calls as cells of the ladder's left lane. */
import type { CallRecord } from '../format.ts';
import { piecesIn } from './messages.ts';
import type { Item } from './item.ts';
import { durationText } from './text.ts';
import type { LadderCell, RowBytes } from './types.ts';
import type { ConnectionView } from './view.ts';

/** A call shorter than this waited for nothing, µs. */
const SHORTEST_WAIT = 100;
/** By how much a return can come out too early, µs. */
const MOST_SKEW = 2000;
/** From here on, how long a call waited is worth telling, µs. */
const WAIT_WORTH_TELLING = 1000;

/** Calls that block until something comes: what counts is their return. */
const WAITING = new Set(['receive', 'accept', 'wait', 'input']);

/** `recvfrom(3)`; with its process where a run has several. */
function callName(call: CallRecord, severalProcesses: boolean): string {
  const process = severalProcesses && call.process > 1 ? `P${call.process} ` : '';
  return `${process}${call.name}(${call.fd ?? ''})`;
}

function resultText(call: CallRecord): string {
  const result = call.error ?? (call.ret === null ? '?' : String(call.ret));
  return `= ${result}${timesText(call)}`;
}

const timesText = ({ times }: CallRecord): string => (times === undefined ? '' : `, ${times} times`);

/** The calls of a run, each once, or twice where its beginning and its return may be apart. */
export function callItems(
  calls: readonly CallRecord[],
  views: readonly ConnectionView[],
  runEnd: number,
  timeOf: (packet: number) => number,
): Item[] {
  const spans = spansByCall(views);
  const connects = connectsByCall(calls, views);
  const severalProcesses = new Set(calls.filter(isShown).map((call) => call.process)).size > 1;
  const items: Item[] = [];
  const ended = new Set<number | undefined>();
  for (const call of calls) {
    if (!isShown(call)) continue;
    const name = callName(call, severalProcesses);
    const cell: LadderCell = { n: call.n, at: call.at, text: `${name} ${resultText(call)}` };
    if (call.times !== undefined) cell.times = call.times;
    if (call.kind === 'process' && call.name.startsWith('exec')) cell.text = `starts ${commandOf(call)}`;
    else if (call.kind === 'send' && call.data !== undefined && call.data !== '') cell.data = call.data;
    else if (['connect', 'bind', 'accept', 'socket', 'option', 'listen'].includes(call.kind) && call.args) {
      cell.more = call.args;
    }
    // Zero bytes say that the peer has sent its last (recv(2)).
    if (call.kind === 'receive' && call.ret === 0) cell.text = `${name} = 0 (end)${timesText(call)}`;
    if (isError(call)) cell.mood = 'bad';
    else if (call.kind === 'option' || call.kind === 'wait' || call.error !== undefined) cell.mood = 'quiet';
    const item: Item = { kind: 'call', at: call.at, cell };
    const place = spans.get(call.n);
    if (place !== undefined && (call.ret ?? 0) > 0) {
      item.bytes = place.bytes;
      if (place.bytes.direction === 'toProgram') {
        const pieces = piecesIn(place.view.messages, place.bytes);
        if (pieces.length > 0) cell.pieces = pieces;
      }
    }
    item.isOrdinary =
      item.bytes !== undefined || call.kind === 'wait' || (call.error === 'EAGAIN' && !isError(call));
    if (call.kind === 'receive' && call.ret === 0) {
      // The end is news once.
      item.isOrdinary = ended.has(call.fd);
      ended.add(call.fd);
    }
    const anchors = anchorsOf(call, place, connects.get(call.n));
    const end = call.took === null ? runEnd : returnOf(call.at, call.took, anchors, timeOf);
    if (end - call.at < SHORTEST_WAIT && call.took !== null) {
      const anchor = anchors.begin ?? anchors.end;
      if (anchor !== undefined) item.anchor = anchor;
      item.began = call.at;
      if (WAITING.has(call.kind)) item.at = cell.at = end;
      items.push(item);
    } else items.push(...spread(item, call, name, end, anchors));
  }
  return items;
}

interface Anchors {
  begin?: { packet: number; as: 'cause' };
  end?: { packet: number; as: 'effect' };
}

/**
 * When a call returned. The tracer stamps a call before it looks at its arguments and does not count the time for
 * that, so returns come out too early; none is earlier than the packet that it waited for.
 */
function returnOf(at: number, took: number, { end }: Anchors, timeOf: (packet: number) => number): number {
  const arrived = end === undefined ? 0 : timeOf(end.packet);
  return arrived - (at + took) < MOST_SKEW ? Math.max(at + took, arrived) : at + took;
}

/** Beginning and return of a call that took time. */
function spread(item: Item, call: CallRecord, name: string, end: number, anchors: Anchors): Item[] {
  const { cell } = item;
  const begin: Item = {
    kind: 'call',
    at: call.at,
    cell: { n: call.n, at: call.at, text: `${name} waits`, mood: 'quiet' },
    isOrdinary: item.isOrdinary ?? false,
  };
  if (anchors.begin !== undefined) begin.anchor = anchors.begin;
  if (cell.more !== undefined) begin.cell.more = cell.more;
  if (cell.data !== undefined) begin.cell.data = cell.data;
  if (call.took === null) {
    begin.cell.text = call.kind === 'exit' || call.kind === 'process' ? name : `${name} never returned`;
    if (call.kind !== 'exit') begin.cell.mood = 'bad';
    return [begin];
  }
  item.at = end;
  item.cell = { ...cell, at: end };
  if (anchors.end !== undefined) item.anchor = anchors.end;
  const waited =
    call.times === undefined && end - call.at >= WAIT_WORTH_TELLING
      ? `waited ${durationText(end - call.at)}`
      : undefined;
  begin.other = item;
  item.other = begin;
  if (WAITING.has(call.kind)) {
    if (waited !== undefined) {
      item.cell.more = [item.cell.more, waited].filter(Boolean).join(', ');
      item.cell.waited = { time: end - call.at, text: begin.cell.text };
    }
    begin.spare = true;
  } else {
    // What such a call does begins with it; its return matters only if it was kept waiting.
    begin.whole = cell.text;
    delete begin.cell.mood;
    if (item.bytes !== undefined) begin.bytes = item.bytes;
    if (call.kind === 'connect') {
      begin.cell.text = `${name} ${call.args ?? ''}`;
      delete begin.cell.more;
      delete item.cell.more;
    } else {
      begin.cell = { ...cell };
      item.cell = { n: call.n, at: end, text: `${name} returns`, mood: 'quiet' };
      if (waited !== undefined) item.cell.more = waited;
      delete item.bytes;
      item.spare = true;
    }
  }
  return [begin, item];
}

function isShown(call: CallRecord): boolean {
  if (call.kind === 'output' || call.kind === 'exit' || call.kind === 'other') return false;
  return call.kind !== 'input';
}

/** Errors that mean no more than "not yet" are none. */
function isError({ error }: CallRecord): boolean {
  return (
    error !== undefined &&
    !['EAGAIN', 'EINPROGRESS', 'EINTR', 'ENOPROTOOPT'].includes(error) &&
    !error.startsWith('ERESTART')
  );
}

/** The second argument of execve(2) as a command line. */
function commandOf(call: CallRecord): string {
  const words = /\[(.*?)\]/.exec(call.args ?? '')?.[1] ?? '';
  return [...words.matchAll(/"((?:[^"\\]|\\.)*)"/g)].map(([, word]) => word).join(' ');
}

interface Place {
  view: ConnectionView;
  bytes: RowBytes;
}

function spansByCall(views: readonly ConnectionView[]): Map<number, Place> {
  const places = new Map<number, Place>();
  for (const view of views) {
    const { stream, toPeer, toProgram } = view.joined;
    for (const direction of ['toPeer', 'toProgram'] as const) {
      for (const { n, offset, length } of (direction === 'toPeer' ? toPeer : toProgram).calls) {
        places.set(n, { view, bytes: { offset, length, stream, direction } });
      }
    }
    for (const n of view.joined.calls) {
      if (!places.has(n))
        places.set(n, { view, bytes: { offset: 0, length: 0, stream, direction: 'toPeer' } });
    }
  }
  return places;
}

/** Which connect() opened which connection: by the address, and by the SYN that left while it ran. */
function connectsByCall(
  calls: readonly CallRecord[],
  views: readonly ConnectionView[],
): Map<number, ConnectionView> {
  const found = new Map<number, ConnectionView>();
  const free = views.filter(({ joined, opened }) => joined.client && opened !== undefined);
  for (const call of calls) {
    if (call.kind !== 'connect' || free.length === 0) continue;
    const index = free.findIndex(
      ({ joined, opened = 0 }) =>
        joined.remote === call.args &&
        opened >= call.at - MOST_SKEW &&
        opened <= call.at + (call.took ?? Infinity) + MOST_SKEW,
    );
    if (index >= 0) found.set(call.n, free.splice(index, 1)[0] as ConnectionView);
  }
  return found;
}

function anchorsOf(call: CallRecord, place: Place | undefined, connect: ConnectionView | undefined): Anchors {
  const anchors: Anchors = {};
  const begin = (packet: number | undefined): void => {
    if (packet !== undefined) anchors.begin = { packet, as: 'cause' };
  };
  const end = (packet: number | undefined): void => {
    if (packet !== undefined) anchors.end = { packet, as: 'effect' };
  };
  if (connect !== undefined) {
    begin(connect.handshake.syn);
    // One that does not block returns at once (connect(2), EINPROGRESS).
    if (call.error !== 'EINPROGRESS') end(connect.handshake.answer);
  }
  if (place === undefined) return anchors;
  const { view, bytes } = place;
  const { toPeer, toProgram } = view.joined;
  if (call.kind === 'send' && bytes.length > 0) begin(view.toPeer(bytes.offset));
  else if (call.kind === 'receive' && (call.ret ?? -1) > 0)
    end(view.toProgram(bytes.offset + bytes.length - 1));
  else if (call.kind === 'receive' && call.ret === 0) end(toProgram.fin);
  else if (call.kind === 'receive' && call.error === 'ECONNRESET') end(toProgram.reset);
  else if (call.kind === 'accept') end(view.handshake.ack);
  else if (call.kind === 'close' || call.kind === 'shutdown') begin(toPeer.fin ?? toPeer.reset);
  return anchors;
}
