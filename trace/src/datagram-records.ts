/** The sends and receives of UDP sockets, by programs' calls and by peers' records. */
import { normalEndpoint, splitEndpoint } from './endpoint.ts';
import { shownBytes } from './escapes.ts';
import type { CallRecord } from './format.ts';
import { latestReturns } from './returns.ts';
import type { Trace } from './trace.ts';

/** Bytes of a datagram that are compared. */
export const COMPARED = 32;

/** One send or receive of a datagram. */
export interface DatagramRecord {
  readonly lane: 'calls' | 'peer';
  readonly n: number;
  readonly actor: string;
  readonly kind: 'send' | 'receive';
  /** When it began; a peer's record is written when it is done, and this is then not known. µs since the epoch. */
  readonly from?: number;
  /** When it had been done, at the earliest and at the latest. */
  readonly until: number;
  readonly latest: number;
  /** The socket's port, where it is known. */
  readonly port?: number;
  /** When the first call was made for that port: what was sent before cannot have been received. µs since the epoch. */
  readonly since?: number;
  /** The other end, where it is known. */
  readonly remote?: string;
  readonly length: number;
  /** Size of the buffer of a receive; a longer datagram is cut off. */
  readonly size?: number;
  /** The first bytes, one character each. */
  readonly start?: string;
}

/** A socket that joined a multicast group. */
export interface Membership {
  readonly actor: string;
  readonly port: number;
  /** When it joined, at the earliest; not known of a peer, whose record is written when it is done. */
  readonly since?: number;
}

/** What a trace has of UDP. */
export interface DatagramRecords {
  readonly records: readonly DatagramRecord[];
  /** By the group's address: who joined it. */
  readonly members: ReadonlyMap<string, readonly Membership[]>;
  readonly refused: readonly RefusedDatagram[];
}

/** A call that reported ECONNREFUSED on a UDP socket. */
export interface RefusedDatagram {
  readonly call: CallRecord;
  /** The socket's port. */
  readonly port: number;
  /** When the call had returned at the latest. */
  readonly latest: number;
}

/** Most sends and receives. */
const MAX_RECORDS = 2_000_000;
/** Most copies of a call that one record stands for. */
const MAX_TIMES = 10_000;
/** Most members of a group. */
const MAX_MEMBERS = 256;
/**
 * Ways in which options of sockets name their groups (ip(7), ipv6(7)): as strace shows them, and as records do,
 * `239.1.1.1 on 10.0.0.2`.
 */
const JOIN =
  /(?:ADD_MEMBERSHIP|JOIN_GROUP)\b.*?(?:inet_addr\("([\d.]+)"|inet_pton\(AF_INET6, "([0-9a-fA-F:.]+)"|, ([0-9a-fA-F:.]+) on )/s;
/** What a peer notes when it has joined a group. */
const JOINED = /^joined (\S+) on /;

/** Reads the sends and receives of datagrams, the memberships, and the errors. */
export function datagramRecords({ calls, peer }: Trace): DatagramRecords {
  const records: DatagramRecord[] = [];
  const members = new Map<string, Membership[]>();
  const refused: RefusedDatagram[] = [];
  const join = (group: string, member: Membership): void => {
    const own = members.get(group) ?? [];
    if (
      own.length < MAX_MEMBERS &&
      !own.some(({ actor, port }) => actor === member.actor && port === member.port)
    )
      own.push(member);
    members.set(group, own);
  };
  const ports = portsOf(calls);
  const latestReturn = latestReturns(calls);
  const firstCalls = new Map<string, number>();
  for (const call of calls) {
    if (call.socket?.protocol.startsWith('UDP') !== true) continue;
    const port = ports.get(call);
    const latest = latestReturn(call);
    const key = `${port} ${call.actor}`;
    // No socket begins with a receive: its first calls are missing.
    const since = firstCalls.get(key) ?? (call.kind === 'receive' ? -Infinity : call.at);
    firstCalls.set(key, since);
    if (call.kind === 'option' && port !== undefined && call.ret === 0) {
      const [, ipv4, ipv6, group = ipv4 ?? ipv6] = JOIN.exec(call.args ?? '') ?? [];
      if (group !== undefined) join(group, { actor: call.actor, port, since: call.at });
    }
    if (call.error === 'ECONNREFUSED' && port !== undefined) refused.push({ call, port, latest });
    addCall(records, call, port === undefined ? { latest } : { port, since, latest });
  }
  const portsOfPeers = new Map<string, number>();
  for (const record of peer) {
    const { actor, event, local, connection, note } = record;
    // With a number for the connection it is TCP's.
    if (connection !== undefined) continue;
    const port = local === undefined ? portsOfPeers.get(actor) : splitEndpoint(local).port;
    if (port === undefined) continue;
    portsOfPeers.set(actor, port);
    const group = note === undefined ? undefined : JOINED.exec(note)?.[1];
    if (event === 'listen' && group !== undefined) join(group, { actor, port });
    if (event !== 'send' && event !== 'receive') continue;
    records.push({
      lane: 'peer',
      n: record.n,
      actor,
      kind: event,
      until: record.at,
      latest: record.at,
      port,
      length: record.length ?? 0,
      ...(record.remote === undefined ? {} : { remote: normalEndpoint(record.remote) }),
      ...(record.data === undefined ? {} : { start: shownBytes(record.data, COMPARED) }),
    });
  }
  return { records, members, refused };
}

/** The port of each UDP call's socket: its own, or the one that a later call on the same descriptor shows. */
function portsOf(calls: readonly CallRecord[]): Map<CallRecord, number> {
  const ports = new Map<CallRecord, number>();
  const later = new Map<string, number>();
  for (let i = calls.length - 1; i >= 0; i--) {
    const call = calls[i]!;
    const { socket, fd } = call;
    if (socket?.protocol.startsWith('UDP') !== true) continue;
    const key = `${fd ?? call.ret} ${call.actor}`;
    // Before this call, the descriptor was another socket's.
    if (call.kind === 'close' || call.kind === 'socket') later.delete(key);
    if (call.kind === 'socket') continue;
    const own = socket.local === undefined ? Number.NaN : splitEndpoint(socket.local).port;
    const port = own > 0 ? own : later.get(key);
    if (port === undefined) continue;
    later.set(key, port);
    ports.set(call, port);
  }
  return ports;
}

function addCall(
  records: DatagramRecord[],
  call: CallRecord,
  known: Pick<DatagramRecord, 'port' | 'since' | 'latest'>,
): void {
  const { kind, ret, socket, args, data, name } = call;
  if ((kind !== 'send' && kind !== 'receive') || ret === undefined || ret < 0) return;
  if (args?.includes('MSG_PEEK') === true) return;
  const times = Math.min(call.times ?? 1, MAX_TIMES);
  // These return how many datagrams they moved.
  const isMany = name === 'sendmmsg' || name === 'recvmmsg';
  const lengths = isMany ? (call.sizes ?? []) : Array<number>(times).fill(ret / (call.times ?? 1));
  // Of several datagrams only the first one's address is recorded.
  const address = isMany && lengths.length > 1 ? undefined : addressIn(args);
  const remote = address ?? socket?.remote;
  let before = 0;
  for (const length of lengths) {
    if (records.length >= MAX_RECORDS) return;
    const start = data === undefined ? undefined : shownBytes(data, before + COMPARED).slice(before);
    if (isMany) before += length;
    records.push({
      lane: 'calls',
      n: call.n,
      actor: call.actor,
      kind,
      from: call.at,
      until: call.at + (call.took ?? 0),
      length,
      ...known,
      ...(remote === undefined ? {} : { remote: normalEndpoint(remote) }),
      ...(call.size === undefined || kind === 'send' || isMany ? {} : { size: call.size }),
      ...(start === undefined ? {} : { start }),
    });
  }
}

/** The address in the arguments of a call that moves bytes: `10.0.0.1:5003 MSG_DONTWAIT`. */
function addressIn(args: string | undefined): string | undefined {
  return args === undefined ? undefined : /^(?:\[[0-9a-fA-F:.]+\]|[\d.]+):\d+(?= |$)/.exec(args)?.[0];
}
