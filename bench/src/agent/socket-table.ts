/** Reads a host's socket table from /proc/net; proc(5). */
import { readFileSync } from 'node:fs';
import type { SocketRecord } from '@wireside/trace';

export type SocketRow = Pick<
  SocketRecord,
  'protocol' | 'local' | 'remote' | 'state' | 'receiveQueue' | 'sendQueue'
>;

/** TCP states by their number in /proc/net/tcp (include/net/tcp_states.h), named as ss(8) names them. */
const STATES = [
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
  'SYN_RECV',
];

/** Rows read at the most; a program may open sixty thousand sockets. */
const MAX_ROWS = 2000;

/** `0100000A:138B` (words in the machine's order) as `10.0.0.1:5003`. */
export function readHexEndpoint(text: string): string {
  const [address = '', port = '0'] = text.split(':');
  const bytes = Buffer.from(address, 'hex');
  for (let i = 0; i + 4 <= bytes.length; i += 4) bytes.subarray(i, i + 4).reverse();
  const number = Number.parseInt(port, 16);
  if (bytes.length === 4) return `${bytes.join('.')}:${number}`;
  const groups = Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(i * 2).toString(16));
  return `[${compressZeros(groups)}]:${number}`;
}

/** The longest run of zero groups becomes `::` (RFC 5952). */
function compressZeros(groups: string[]): string {
  const text = groups.join(':');
  const runs = [...text.matchAll(/(?:^|:)0(?::0)+(?=:|$)/g)].toSorted((a, b) => b[0].length - a[0].length);
  const run = runs[0];
  if (run === undefined) return text;
  const before = text.slice(0, run.index);
  const after = text.slice(run.index + run[0].length).replace(/^:/, '');
  return `${before}::${after}`;
}

function parse(text: string, protocol: SocketRow['protocol']): SocketRow[] {
  const rows: SocketRow[] = [];
  for (const line of text.split('\n', MAX_ROWS + 1).slice(1)) {
    const [, local, remote, state, queues] = line.trim().split(/\s+/);
    if (local === undefined || remote === undefined || queues === undefined) continue;
    const [send = '0', receive = '0'] = queues.split(':');
    const number = Number.parseInt(state ?? '0', 16);
    rows.push({
      protocol,
      local: readHexEndpoint(local),
      remote: readHexEndpoint(remote),
      state: protocol.startsWith('udp')
        ? number === 1
          ? 'ESTABLISHED'
          : 'UNCONNECTED'
        : (STATES[number] ?? String(number)),
      receiveQueue: Number.parseInt(receive, 16),
      sendQueue: Number.parseInt(send, 16),
    });
  }
  return rows;
}

/** The socket table of the host on which process `pid` lives. A protocol that the kernel lacks has no rows. */
export function readSocketTable(
  pid: number | 'self',
  protocols: SocketRow['protocol'][] = ['tcp', 'tcp6', 'udp', 'udp6'],
): SocketRow[] {
  return protocols.flatMap((protocol) => {
    try {
      return parse(readFileSync(`/proc/${pid}/net/${protocol}`, 'latin1'), protocol);
    } catch {
      return [];
    }
  });
}
