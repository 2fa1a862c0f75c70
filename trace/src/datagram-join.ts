/**
 * Joins datagrams to the calls and records that sent and received them: by the order within a pair of ends, the length
 * and the first bytes. Where it is not certain which one it was, there is no join.
 */
import type { Capture } from '@wireside/wire';
import { firstIndex, TRAITS } from '@wireside/wire';
import { alignLists } from './align.ts';
import type { DatagramRecord, DatagramRecords } from './datagram-records.ts';
import { COMPARED } from './datagram-records.ts';
import type { Datagram, DatagramReceiver } from './datagram.ts';
import { splitEndpoint } from './endpoint.ts';
import { icmpErrors } from './icmp-errors.ts';
import type { RecordSpan } from './join.ts';
import { CLOCK_SKEW } from './returns.ts';

/** How much later than the call a datagram may be on the wire: the neighbor's address must be found first. µs. */
const MAX_DELAY = 5_000_000;
/** Datagrams before an ICMP error among which the one is that it quotes. */
const MAX_BEFORE = 1000;

type Mutable<T> = { -readonly [K in keyof T]: T[K] };
/** A datagram that is being joined. */
type Joining = Mutable<Omit<Datagram, 'to'>> & { readonly to: readonly Mutable<DatagramReceiver>[] };

/** A datagram, by its index, and one of its receivers. */
interface Place {
  readonly at: number;
  readonly receiver: Mutable<DatagramReceiver>;
}

/** Joins the datagrams, in place. @param hostByActor the host of each actor. */
export function joinDatagrams(
  datagrams: readonly Datagram[],
  capture: Capture,
  { records, refused }: DatagramRecords,
  hostByActor: ReadonlyMap<string, string>,
): void {
  const list = datagrams as readonly Joining[];
  const starts = list.map(({ packet }) => startOf(capture, packet - 1));
  joinSends(list, starts, records, hostByActor);
  joinReceives(list, starts, records);
  joinErrors(list, capture, refused);
}

/** Names as lost what never came, while something later did. */
export function nameLost(datagrams: readonly Datagram[]): void {
  const list = datagrams as readonly Joining[];
  const hasLater = new Set<string>();
  for (let i = list.length - 1; i >= 0; i--) {
    const { destination, to, icmpError } = list[i]!;
    for (const receiver of to) {
      const key = `${destination} ${receiver.actor}`;
      if (receiver.receive !== undefined) hasLater.add(key);
      else if (hasLater.has(key) && icmpError === undefined) receiver.lost = true;
    }
  }
}

/** The first bytes of a datagram, one character each. */
function startOf(capture: Capture, row: number): string {
  const at = capture.table.payload[row]!;
  const length = Math.min(COMPARED, capture.table.payloadLength[row]!);
  return String.fromCharCode(...capture.datagram(row).subarray(at, at + length));
}

function joinSends(
  list: readonly Joining[],
  starts: readonly string[],
  records: readonly DatagramRecord[],
  hostByActor: ReadonlyMap<string, string>,
): void {
  const sends = records.filter(({ kind }) => kind === 'send');
  const byPort = group(sends, ({ actor, port }) => `${port ?? ''} ${hostByActor.get(actor) ?? ''}`);
  const places = group(
    list.map((_, i) => i),
    (i) => `${splitEndpoint(list[i]!.source).port} ${list[i]!.from.host ?? ''}`,
  );
  const pair = (some: readonly DatagramRecord[], indexes: readonly number[]): void => {
    const pairs = alignLists(some.length, indexes.length, (a, b) => {
      const [send, at] = [some[a]!, indexes[b]!];
      const datagram = list[at]!;
      return (
        send.length === datagram.length &&
        (send.remote === undefined || send.remote === datagram.destination) &&
        isSameStart(send, starts[at]!) &&
        isSendTime(send, datagram.at)
      );
    });
    for (const [a, b] of pairs) {
      const datagram = list[indexes[b]!]!;
      datagram.send = spanOf(some[a]!);
      datagram.from = { ...datagram.from, actor: some[a]!.actor };
    }
  };
  for (const [key, some] of byPort) {
    if (!key.startsWith(' ')) pair(some, places.get(key) ?? []);
  }
  // What was sent by sockets whose ports are not known is among the rest.
  for (const [key, some] of byPort) {
    if (!key.startsWith(' ')) continue;
    const host = key.slice(1);
    const rest = list.flatMap(({ from, send }, i) => (send === undefined && from.host === host ? [i] : []));
    pair(some, rest);
  }
}

/** Whether a datagram was on the wire when a record says that it was sent. */
function isSendTime({ from, until }: DatagramRecord, at: number): boolean {
  if (from === undefined) return at <= until + MAX_DELAY;
  return at >= from - CLOCK_SKEW && at <= until + MAX_DELAY;
}

function joinReceives(
  list: readonly Joining[],
  starts: readonly string[],
  records: readonly DatagramRecord[],
): void {
  const receives = group(
    records.filter(({ kind }) => kind === 'receive'),
    ({ actor, port }) => `${port ?? ''} ${actor}`,
  );
  const places = new Map<string, Place[]>();
  for (const [at, { destination, to }] of list.entries()) {
    const { port } = splitEndpoint(destination);
    for (const receiver of to) {
      if (receiver.actor === undefined) continue;
      const key = `${port} ${receiver.actor}`;
      const there = places.get(key);
      if (there === undefined) places.set(key, [{ at, receiver }]);
      else there.push({ at, receiver });
    }
  }
  const pair = (some: readonly DatagramRecord[], there: readonly Place[], time: 'until' | 'latest'): void => {
    const pairs = alignLists(some.length, there.length, (a, b) => {
      const datagram = list[there[b]!.at]!;
      const receive = some[a]!;
      return (
        isReceivedLength(receive, datagram.length) &&
        (receive.remote === undefined || receive.remote === datagram.source) &&
        isSameStart(receive, starts[there[b]!.at]!) &&
        datagram.at >= (receive.since ?? -Infinity) - CLOCK_SKEW &&
        datagram.at <= receive[time] + CLOCK_SKEW
      );
    });
    const rest = some.filter((_, a) => !pairs.has(a));
    for (const [a, b] of pairs) there[b]!.receiver.receive = spanOf(some[a]!);
    // The tracer was slow where a receive seems to have returned before its datagram came.
    if (time === 'latest' || rest.length === 0) return;
    pair(
      rest,
      there.filter(({ receiver }) => receiver.receive === undefined),
      'latest',
    );
  };
  for (const [key, some] of receives) pair(some, places.get(key) ?? [], 'until');
}

/** Whether a receive can have been given a datagram of a length: one longer than its buffer is cut off (udp(7)). */
function isReceivedLength({ length, size }: DatagramRecord, of: number): boolean {
  return length === of || (size !== undefined && length === size && of > size);
}

/** Whether a record shows the bytes with which a datagram begins, as far as it shows any. */
function isSameStart({ start, length }: DatagramRecord, bytes: string): boolean {
  if (start === undefined) return true;
  const shown = start.slice(0, Math.min(length, COMPARED));
  return bytes.startsWith(shown) || shown.startsWith(bytes);
}

function spanOf({ lane, n, until, length }: DatagramRecord): RecordSpan {
  return { lane, n, at: until, offset: 0, length };
}

/** Joins ICMP errors to what they quote, and to the calls that reported them. */
function joinErrors(list: readonly Joining[], capture: Capture, refused: DatagramRecords['refused']): void {
  const byEnds = group(list, ({ source, destination }) => `${source} ${destination}`);
  const reports = group(refused, ({ call, port }) => `${port} ${call.actor}`);
  /** By socket: how many of its reports are about earlier errors. */
  const passed = new Map<string, number>();
  for (const error of icmpErrors(capture)) {
    const sameEnds = byEnds.get(`${error.source} ${error.destination}`) ?? [];
    const end = firstIndex(sameEnds.length, (i) => sameEnds[i]!.packet > error.packet);
    const before = sameEnds
      .slice(Math.max(0, end - MAX_BEFORE), end)
      .filter(({ length, icmpError }) => length === error.length && icmpError === undefined);
    const same = before.filter(
      ({ packet }) => identificationOf(capture, packet - 1) === error.identification,
    );
    const datagram = before.length === 1 ? before[0] : same.length === 1 ? same[0] : undefined;
    if (datagram === undefined) continue;
    datagram.icmpError = error.packet;
    const key = `${splitEndpoint(datagram.source).port} ${datagram.from.actor}`;
    const own = reports.get(key) ?? [];
    let at = passed.get(key) ?? 0;
    while (at < own.length && own[at]!.latest < error.at - CLOCK_SKEW) at++;
    if (at < own.length) datagram.refused = own[at++]!.call.n;
    passed.set(key, at);
  }
}

/** Identification of an IPv4 packet; 0 for IPv6. */
function identificationOf(capture: Capture, row: number): number {
  const { table } = capture;
  if (!(table.traits[row]! & TRAITS.ip4)) return 0;
  const frame = capture.frame(row);
  const at = table.network[row]! + 4;
  return ((frame[at] ?? 0) << 8) | (frame[at + 1] ?? 0);
}

function group<T>(items: readonly T[], keyOf: (item: T) => string): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const own = found.get(key);
    if (own === undefined) found.set(key, [item]);
    else own.push(item);
  }
  return found;
}
