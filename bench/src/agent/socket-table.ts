/** Reads a host's socket table from /proc/net; proc(5). */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { SocketRecord } from '@wireside/trace';
import type { HostProcess } from './network.ts';

/** One row of a socket table: a record of a trace without when and where it was read. */
export type SocketRow = Pick<
  SocketRecord,
  'protocol' | 'local' | 'remote' | 'state' | 'receiveQueue' | 'sendQueue'
>;

/** TCP states by their number in /proc/net/tcp (include/net/tcp_states.h), with the names of ss(8). */
const TCP_STATES = [
  '',
  'ESTABLISHED',
  'SYN_SENT',
  'SYN_RECV',
  'FIN_WAIT1',
  'FIN_WAIT2',
  'TIME_WAIT',
  'CLOSE',
  'CLOSE_WAIT',
  'LAST_ACK',
  'LISTEN',
  'CLOSING',
  'SYN_RECV', // NEW_SYN_RECV: the same state, of a request that is not a full socket yet
];
/** The state of a UDP socket that connect(2) gave a remote end. */
const UDP_CONNECTED = 1;

/** Maximum number of rows that are read. A program may open sixty thousand sockets. */
const MAX_ROWS = 2000;
/** The column of a socket's inode, from 0. */
const INODE_COLUMN = 9;
/** Bytes of an IPv4 address, and groups of 16 bits of an IPv6 address. */
const IPV4_ADDRESS_SIZE = 4;
const IPV6_GROUPS = 8;

/** A hexadecimal number of a row; 0 where it is missing. */
const hex = (digits = '0'): number => Number.parseInt(digits, 16);

/** `0100000A:138B` as `10.0.0.1:5003`. The kernel writes an address as 32-bit words in the machine's byte order. */
function readEndpoint(text: string): string {
  const [address = '', port] = text.split(':');
  const bytes = Buffer.from(address, 'hex');
  bytes.swap32();
  if (bytes.length === IPV4_ADDRESS_SIZE) return `${bytes.join('.')}:${hex(port)}`;
  const groups = Array.from({ length: IPV6_GROUPS }, (_, i) => bytes.readUInt16BE(i * 2).toString(16));
  return `[${compressZeros(groups)}]:${hex(port)}`;
}

/** Writes the longest run of zero groups as `::` (RFC 5952, section 4.2). */
export function compressZeros(groups: readonly string[]): string {
  const text = groups.join(':');
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].toSorted((a, b) => b[0].length - a[0].length);
  const run = runs[0];
  if (run === undefined) return text;
  const before = text.slice(0, run.index);
  const after = text.slice(run.index + run[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}

/**
 * Reads the text of /proc/net/tcp or tcp6, udp or udp6. Columns: number, local, remote, state, queues, and more.
 * @param only inodes of the sockets to read; absent for all
 */
function parse(text: string, protocol: SocketRow['protocol'], only?: ReadonlySet<string>): SocketRow[] {
  const rows: SocketRow[] = [];
  for (const line of text.split('\n', MAX_ROWS + 1).slice(1)) {
    const columns = line.trim().split(/\s+/);
    const [, local, remote, state, queues] = columns;
    if (local === undefined || remote === undefined || queues === undefined) continue;
    if (only?.has(columns[INODE_COLUMN] ?? '') === false) continue;
    const [send, receive] = queues.split(':');
    rows.push({
      protocol,
      local: readEndpoint(local),
      remote: readEndpoint(remote),
      state: stateName(protocol, hex(state)),
      receiveQueue: hex(receive),
      sendQueue: hex(send),
    });
  }
  return rows;
}

function stateName(protocol: SocketRow['protocol'], state: number): string {
  if (protocol.startsWith('udp')) return state === UDP_CONNECTED ? 'ESTABLISHED' : 'UNCONNECTED';
  return TCP_STATES[state] ?? String(state);
}

/** The socket table of the host that a process is on. A protocol that the kernel does not have yields no rows. */
export function readSocketTable(
  pid: HostProcess,
  protocols: readonly SocketRow['protocol'][] = ['tcp', 'tcp6', 'udp', 'udp6'],
): SocketRow[] {
  return protocols.flatMap((protocol) => {
    try {
      return parse(readFileSync(`/proc/${pid}/net/${protocol}`, 'latin1'), protocol);
    } catch {
      return [];
    }
  });
}

/** The sockets that a process has open; none of one that has ended, or whose descriptors may not be read. */
export function readOpenSockets(pid: number): SocketRow[] {
  const inodes = new Set<string>();
  try {
    for (const fd of readdirSync(`/proc/${pid}/fd`)) {
      const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(`/proc/${pid}/fd/${fd}`))?.[1];
      if (inode !== undefined) inodes.add(inode);
    }
    return (['tcp', 'tcp6', 'udp', 'udp6'] as const).flatMap((protocol) =>
      parse(readFileSync(`/proc/${pid}/net/${protocol}`, 'latin1'), protocol, inodes),
    );
  } catch {
    return [];
  }
}
