/** Which actor has an end of a connection, and its records of it, found without looking at all of them for each one. */
import { normalEndpoint, splitEndpoint } from './endpoint.ts';
import type { ActorDescription, CallRecord, MessageRecord, PeerRecord, RunDescription } from './format.ts';
import { hostsByAddress } from './hosts.ts';
import { CLOCK_SKEW, latestReturns } from './returns.ts';
import type { Trace } from './trace.ts';

/** What a trace has of one end of a connection. */
export interface EndRecords {
  /** The host that has its address; absent for one outside of the run. */
  readonly host?: string;
  /** The actor whose end it is; absent where it is not known. */
  readonly actor?: string;
  /** A program's calls on it, in the order in which they began. */
  readonly calls: readonly CallRecord[];
  /** A peer's records of it, beginning with its `accept` or `connect`. */
  readonly records: readonly PeerRecord[];
  /** The messages that the actor announced on it. */
  readonly messages: readonly MessageRecord[];
}

/**
 * Finds what a trace has of the end `local` of a connection to `remote`, both as `address:port`.
 * @param sentAt when this end sent its SYN, µs since the epoch; absent for the other end, and where it is not known
 */
export type RecordsOf = (local: string, remote: string, sentAt?: number) => EndRecords;

/** Calls to one address that are searched for the one that opened a connection. */
const MAX_CONNECTS = 64;

/** The records of a trace by the ends of connections. Two connections with the same ends have the same records. */
export function byConnection({
  run,
  calls,
  peer,
  messages,
}: Pick<Trace, 'run' | 'calls' | 'peer' | 'messages'>): RecordsOf {
  const hostOf = hostsByAddress(run);
  const callsOf = callsByEnds(calls);
  const openersOf = connectsByAddress(calls);
  const opened = groups(peer, ({ event, local, remote, connection }) =>
    (event !== 'accept' && event !== 'connect') ||
    local === undefined ||
    remote === undefined ||
    connection === undefined
      ? undefined
      : endsKey(normalEndpoint(local), normalEndpoint(remote)),
  );
  const recordsByNumber = groups(peer, numberKey);
  const messagesByNumber = groups(messages, numberKey);
  const hostOfActor = new Map(run.actors.map(({ name, host }) => [name, host]));
  const openerOf = (remote: string, sentAt: number, host: string | undefined): readonly CallRecord[] => {
    const open = openersOf(remote, sentAt).filter(
      ({ call }) => host !== undefined && hostOfActor.get(call.actor) === host,
    );
    // The tracer was slow where a call seems to have returned before its SYN left.
    const inTime = open.filter(({ isInTime }) => isInTime);
    return onlyOf((inTime.length > 0 ? inTime : open).map(({ call }) => call));
  };
  return (local, remote, sentAt) => {
    const open = opened.get(endsKey(local, remote))?.[0];
    const host = hostOf(local);
    const ofEnds = callsOf(local, remote);
    const isUnknown = ofEnds.length === 0 && open === undefined && sentAt !== undefined;
    const ofCalls = isUnknown ? openerOf(remote, sentAt, host) : ofEnds;
    const number = open === undefined ? undefined : numberKey(open);
    const ofNumber = number === undefined ? undefined : recordsByNumber.get(number);
    const actor =
      ofCalls[0]?.actor ??
      open?.actor ??
      onlyActor(run, host, local, host !== undefined && hostOf(remote) === host);
    const end: { host?: string; actor?: string } & EndRecords = {
      calls: ofCalls,
      records: ofNumber?.filter(({ n }) => n >= open!.n) ?? [],
      messages: (number === undefined ? undefined : messagesByNumber.get(number)) ?? [],
    };
    if (host !== undefined) end.host = host;
    if (actor !== undefined) end.actor = actor;
    return end;
  };
}

/**
 * The actor that has an end for which there are no records: the peer with its address and port, or the only actor on its
 * host.
 * @param isWithin whether the other end is on the same host, so that the only client there may be that one
 */
function onlyActor(
  run: RunDescription,
  host: string | undefined,
  local: string,
  isWithin: boolean,
): string | undefined {
  if (host === undefined) return undefined;
  const there = run.actors.filter((actor) => actor.host === host);
  const { address, port } = splitEndpoint(local);
  const servers = there.filter(
    (actor) => actor.kind === 'peer' && actor.port === port && isAt(actor.address, address),
  );
  if (servers.length > 0) return servers.length === 1 ? servers[0]!.name : undefined;
  if (isWithin && there.length > 1) return undefined;
  // A server of ours uses no other port than its own.
  const others = there.filter((actor) => !isServer(actor));
  return others.length === 1 ? others[0]!.name : undefined;
}

/** The calls on TCP sockets by their ends. There are many calls, so no key is made for each of them. */
function callsByEnds(calls: readonly CallRecord[]): (local: string, remote: string) => readonly CallRecord[] {
  const found = new Map<string, Map<string, CallRecord[]>>();
  for (const call of calls) {
    const { socket } = call;
    if (socket?.local === undefined || socket.remote === undefined || socket.protocol.startsWith('UDP'))
      continue;
    const local = normalEndpoint(socket.local);
    const remote = normalEndpoint(socket.remote);
    let remotes = found.get(local);
    if (remotes === undefined) found.set(local, (remotes = new Map()));
    const group = remotes.get(remote);
    if (group === undefined) remotes.set(remote, [call]);
    else group.push(call);
  }
  return (local, remote) => found.get(local)?.get(remote) ?? [];
}

/** A call that may have opened a connection. */
interface Opener {
  readonly call: CallRecord;
  /** Whether the SYN left while the call ran, by the time that the tracer counted. */
  readonly isInTime: boolean;
}

/**
 * The calls that may have opened a connection, by its address and the time of its SYN. A connect() that failed tells no
 * local address, so this is all that is known of it.
 */
function connectsByAddress(calls: readonly CallRecord[]): (remote: string, opened: number) => Opener[] {
  let found: Map<string, CallRecord[]> | undefined;
  const latestReturn = latestReturns(calls);
  return (remote, opened) => {
    found ??= groups(calls, ({ kind, args, socket }) =>
      kind !== 'connect' || args === undefined || socket?.protocol.startsWith('UDP') === true
        ? undefined
        : normalEndpoint(args),
    );
    const there = found.get(remote) ?? [];
    let end = there.length;
    for (let from = 0; from < end;) {
      const middle = (from + end) >> 1;
      if (there[middle]!.at - CLOCK_SKEW > opened) end = middle;
      else from = middle + 1;
    }
    return there
      .slice(Math.max(0, end - MAX_CONNECTS), end)
      .filter((call) => call.socket?.local === undefined && latestReturn(call) + CLOCK_SKEW >= opened)
      .map((call) => ({ call, isInTime: call.at + (call.took ?? Infinity) + CLOCK_SKEW >= opened }));
  };
}

/** The nearest one of some calls, if they are all of one actor. */
function onlyOf(calls: readonly CallRecord[]): readonly CallRecord[] {
  const last = calls.at(-1);
  return last === undefined || calls.some(({ actor }) => actor !== last.actor) ? [] : [last];
}

/** Whether a server that listens at one address has connections at another: it has all of them if it listens everywhere. */
const isAt = (listens: string | undefined, address: string): boolean =>
  listens === undefined || listens === address || listens === '0.0.0.0' || listens === '::';

const isServer = (actor: ActorDescription): boolean => actor.kind === 'peer' && actor.port !== undefined;

const endsKey = (local: string, remote: string): string => `${local} ${remote}`;

/** Connections are numbered by each peer. */
const numberKey = ({ actor, connection }: { actor: string; connection?: number }): string | undefined =>
  connection === undefined ? undefined : `${connection} ${actor}`;

/** Groups records by a key; those without one are left out. */
function groups<T>(records: readonly T[], keyOf: (record: T) => string | undefined): Map<string, T[]> {
  const found = new Map<string, T[]>();
  for (const record of records) {
    const key = keyOf(record);
    if (key === undefined) continue;
    const group = found.get(key);
    if (group === undefined) found.set(key, [record]);
    else group.push(record);
  }
  return found;
}
