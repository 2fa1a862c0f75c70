/** Finds out which process holds a port of TCP or UDP, on Linux, from what the kernel shows in /proc. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** The process that holds a port. */
export interface PortOwner {
  readonly pid: number;
  /** Its command line, with a space between arguments. */
  readonly command: string;
}

/**
 * The state of a socket that accepts everyone, in hex as in the tables: TCP_LISTEN is 10 in the kernel's enumeration. A UDP
 * socket has no such state; as long as it is not connected, it is shown as 7, TCP_CLOSE.
 */
const WAITING = { tcp: '0A', udp: '07' } as const;

/**
 * The process that listens on `port`, or undefined if that cannot be known: not on Linux, a process of another user, or a
 * socket that does not listen.
 *
 * Two tables are joined: /proc/net/tcp has the port and the inode of every socket, and each link in /proc/PID/fd to
 * `socket:[INODE]` is a descriptor of that socket (proc(5), proc_pid_net(5)). `ss -ltnp` (or `-lunp`) does the same.
 */
export function portOwner(port: number, protocol: keyof typeof WAITING = 'tcp'): PortOwner | undefined {
  const tables = [`/proc/net/${protocol}`, `/proc/net/${protocol}6`];
  const inodes = new Set(tables.flatMap((table) => listenersIn(table, port, WAITING[protocol])));
  if (inodes.size === 0) return undefined;
  for (const pid of attempt(() => readdirSync('/proc')) ?? []) {
    if (!/^\d+$/.test(pid)) continue;
    // Listing the descriptors of another user's process fails (EACCES), and a process may end meanwhile.
    for (const descriptor of attempt(() => readdirSync(`/proc/${pid}/fd`)) ?? []) {
      const target = attempt(() => readlinkSync(`/proc/${pid}/fd/${descriptor}`));
      const inode = target?.match(/^socket:\[(\d+)\]$/)?.[1];
      if (inode !== undefined && inodes.has(inode)) return { pid: Number(pid), command: commandOf(pid) };
    }
  }
  return undefined;
}

/** The inodes of the sockets in one table that listen on a port. */
function listenersIn(table: string, port: number, waiting: string): string[] {
  const wanted = port.toString(16).toUpperCase().padStart(4, '0');
  const rows = (attempt(() => readFileSync(table, 'utf8')) ?? '').split('\n').slice(1);
  return rows.flatMap((row) => {
    // sl  local_address  rem_address  st  tx_queue:rx_queue  tr:tm->when  retrnsmt  uid  timeout  inode
    const columns = row.trim().split(/\s+/);
    const [local, state, inode] = [columns[1], columns[3], columns[9]];
    return local?.endsWith(`:${wanted}`) && state === waiting && inode !== undefined ? [inode] : [];
  });
}

/** The command line of a process; its arguments are separated by zero bytes in /proc (proc_pid_cmdline(5)). */
function commandOf(pid: string): string {
  const line = attempt(() => readFileSync(`/proc/${pid}/cmdline`, 'utf8')) ?? '';
  return line.split('\0').join(' ').trim() || '(no command line)';
}

/** What `read` returns, or undefined if it fails. */
function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
