/** Finds out who listens on a port of a host: in the host's socket table, and in the files that processes have open. */
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import type { HostProcess } from './network.ts';

/** The states of /proc/net of a socket that listens (TCP), and of one without a remote end (UDP). */
const LISTENING = { tcp: '0A', tcp6: '0A', udp: '07', udp6: '07' } as const;
/** Columns of /proc/net/tcp and udp, separated by spaces; proc(5). */
const COLUMN = { local: 1, state: 3, inode: 9 } as const;
/** Maximum number of rows, and of open files of one process, that are examined. A program may open sixty thousand sockets. */
const MAX_ROWS = 70_000;
const MAX_FILES = 70_000;
const HEX = 16;

/** A socket that listens on a TCP port, or is bound to a UDP port without a remote end. */
export interface Listener {
  readonly protocol: keyof typeof LISTENING;
  readonly port: number;
  readonly inode: number;
}

/** All listeners of the host that a process is on. A protocol that the kernel does not have yields none. */
export function listenersOn(host: HostProcess): Listener[] {
  return (Object.keys(LISTENING) as Listener['protocol'][]).flatMap((protocol) => {
    try {
      return parseListeners(readFileSync(`/proc/${host}/net/${protocol}`, 'latin1'), protocol);
    } catch {
      return [];
    }
  });
}

/**
 * Whether one of these processes listens on a port of a host (any port, if absent), or has bound it (UDP). A process that
 * has ended, or that we may not examine, owns nothing.
 */
export function ownsListener(pids: readonly number[], host: HostProcess, port?: number): boolean {
  const wanted = listenersOn(host).filter((listener) => port === undefined || listener.port === port);
  if (wanted.length === 0) return false;
  const targets = new Set(wanted.map(({ inode }) => `socket:[${inode}]`));
  return pids.some((pid) => hasOpen(pid, targets));
}

/** Reads the listeners in the text of one table of /proc/net. */
export function parseListeners(text: string, protocol: Listener['protocol']): Listener[] {
  const listeners: Listener[] = [];
  for (const line of text.split('\n', MAX_ROWS + 1).slice(1)) {
    const columns = line.trim().split(/\s+/);
    if (columns[COLUMN.state] !== LISTENING[protocol]) continue;
    const port = Number.parseInt(columns[COLUMN.local]?.split(':')[1] ?? '', HEX);
    const inode = Number(columns[COLUMN.inode]);
    if (port > 0 && inode > 0) listeners.push({ protocol, port, inode });
  }
  return listeners;
}

function hasOpen(pid: number, targets: ReadonlySet<string>): boolean {
  const folder = `/proc/${pid}/fd`;
  let names: string[];
  try {
    names = readdirSync(folder).slice(0, MAX_FILES);
  } catch {
    return false;
  }
  return names.some((name) => {
    try {
      return targets.has(readlinkSync(`${folder}/${name}`));
    } catch {
      return false; // closed meanwhile
    }
  });
}
