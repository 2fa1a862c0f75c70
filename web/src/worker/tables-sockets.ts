/** The socket tables of hosts at the moments at which they were read, and what changed since the table before. */
import type { Model, SocketRecord } from '@wireside/trace';
import { escape } from '@wireside/trace';
import { msText } from './tables-rows.ts';

/** A moment at which at least one table was read. */
export interface SocketMoment {
  /** Why: `start`, `accept`, … */
  readonly name: string;
  /** Since the first call of a program. */
  readonly ms: string;
  readonly hosts: readonly string[];
}

/** A socket in a table. */
export interface SocketRow {
  readonly protocol: string;
  readonly receiveQueue: number;
  readonly sendQueue: number;
  readonly local: string;
  readonly remote: string;
  readonly state: string;
  readonly change?: 'new' | 'gone' | 'changed';
  /** The state before, if it changed. */
  readonly before?: string;
}

/** The tables of all hosts as they were known at a moment. */
export interface SocketTable {
  readonly hosts: readonly {
    readonly host: string;
    /** When it was read; a host may have been looked at earlier only. */
    readonly ms: string;
    readonly rows: readonly SocketRow[];
    /** Rows beyond those. */
    readonly more: number;
  }[];
  readonly error?: undefined;
}

/** Rows of one host that were read together. */
interface Reading {
  readonly at: number;
  readonly moment: string;
  readonly host: string;
  readonly rows: readonly SocketRecord[];
}

/** Sockets of a host that are shown. */
const MAX_ROWS = 2000;

/** The moments, in order. */
export function socketMoments(model: Model): SocketMoment[] {
  return momentsOf(model).map(({ at, moment, readings }) => ({
    name: escape(moment),
    ms: msText(at - model.start),
    hosts: readings.map(({ host }) => escape(host)),
  }));
}

/**
 * The tables at a moment.
 * @param place in the list of moments
 * @param matching numbers of the rows to show; undefined for all
 */
export function socketTable(
  model: Model,
  place: number,
  matching: ReadonlySet<string> | undefined,
): SocketTable {
  const moments = momentsOf(model).slice(0, place + 1);
  const hosts = [...new Set(moments.flatMap(({ readings }) => readings.map(({ host }) => host)))];
  return {
    hosts: hosts.map((host) => {
      const readings = moments.flatMap((moment) => moment.readings.filter((one) => one.host === host));
      const [last, before] = [readings.at(-1)!, readings.at(-2)];
      const isNow = last.at === moments.at(-1)?.at;
      const rows = compared(last.rows, isNow ? before?.rows : last.rows, matching);
      return {
        host: escape(host),
        ms: msText(last.at - model.start),
        rows: rows.slice(0, MAX_ROWS),
        more: Math.max(0, rows.length - MAX_ROWS),
      };
    }),
  };
}

function momentsOf({ trace }: Model): { at: number; moment: string; readings: Reading[] }[] {
  const found: { at: number; moment: string; readings: Reading[] }[] = [];
  const rows = new Map<string, SocketRecord[]>();
  for (const record of trace.sockets) {
    const key = `${record.at} ${record.moment} ${record.host}`;
    const own = rows.get(key);
    if (own !== undefined) {
      own.push(record);
      continue;
    }
    const list = [record];
    rows.set(key, list);
    let moment = found.find(({ at, moment: name }) => at === record.at && name === record.moment);
    if (moment === undefined) found.push((moment = { at: record.at, moment: record.moment, readings: [] }));
    moment.readings.push({ at: record.at, moment: record.moment, host: record.host, rows: list });
  }
  return found.toSorted((a, b) => a.at - b.at);
}

function compared(
  now: readonly SocketRecord[],
  before: readonly SocketRecord[] | undefined,
  matching: ReadonlySet<string> | undefined,
): SocketRow[] {
  const isShown = ({ n }: SocketRecord): boolean => matching === undefined || matching.has(String(n));
  const known = new Map((before ?? []).map((record) => [endsOf(record), record]));
  const rows = now.filter(isShown).map((record): SocketRow => {
    const earlier = known.get(endsOf(record));
    if (before === undefined) return rowOf(record);
    if (earlier === undefined) return { ...rowOf(record), change: 'new' };
    if (earlier.state === record.state) return rowOf(record);
    return { ...rowOf(record), change: 'changed', before: escape(earlier.state) };
  });
  const present = new Set(now.map(endsOf));
  const gone = (before ?? [])
    .filter((record) => !present.has(endsOf(record)) && isShown(record))
    .map((record): SocketRow => ({ ...rowOf(record), change: 'gone' }));
  return [...rows, ...gone];
}

const endsOf = ({ protocol, local, remote }: SocketRecord): string => `${protocol} ${local} ${remote}`;

function rowOf({ protocol, local, remote, state, receiveQueue, sendQueue }: SocketRecord): SocketRow {
  return {
    protocol,
    receiveQueue,
    sendQueue,
    local: escape(local),
    remote: escape(remote),
    state: escape(state),
  };
}
