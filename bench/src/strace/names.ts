/** Which system calls are traced, and what each one is for. */
import type { CallKind } from '@wireside/trace';

/** The kind of each call on a socket; section 2 of the manual describes them. */
const ON_SOCKETS: Readonly<Record<string, CallKind>> = {
  accept: 'accept',
  accept4: 'accept',
  bind: 'bind',
  close: 'close',
  connect: 'connect',
  getpeername: 'option',
  getsockname: 'option',
  getsockopt: 'option',
  listen: 'listen',
  preadv2: 'receive',
  pwritev2: 'send',
  read: 'receive',
  readv: 'receive',
  recv: 'receive',
  recvfrom: 'receive',
  recvmmsg: 'receive',
  recvmsg: 'receive',
  send: 'send',
  sendfile: 'send',
  sendmmsg: 'send',
  sendmsg: 'send',
  sendto: 'send',
  setsockopt: 'option',
  shutdown: 'shutdown',
  splice: 'send',
  write: 'send',
  writev: 'send',
};

/** Calls that wait for descriptors to become ready. */
const WAITS = ['epoll_pwait', 'epoll_pwait2', 'epoll_wait', 'poll', 'ppoll', 'pselect6', 'select'];

/** The call that says for which descriptors the epoll calls wait. */
export const WATCH = 'epoll_ctl';

/** Calls that start, replace or end processes. */
const PROCESSES = ['clone', 'clone3', 'execve', 'execveat', 'exit_group', 'fork', 'vfork'];

/** The value of strace's -e trace=. With a `?`, strace accepts a call that the architecture does not have (fork on arm64). */
export const TRACED_CALLS = [
  '%network',
  ...Object.keys(ON_SOCKETS).filter((name) => name !== 'recv' && name !== 'send'),
  ...WAITS,
  WATCH,
  ...PROCESSES,
]
  .map((name) => (name.startsWith('%') ? name : `?${name}`))
  .join(',');

/** The kind of a call whose descriptor is a socket; `other` for unknown names. */
export function kindOnSocket(name: string): CallKind {
  return ON_SOCKETS[name] ?? 'other';
}

/** Whether a call waits for descriptors to become ready. */
export const isWait = (name: string): boolean => WAITS.includes(name);

/** Whether a call starts, replaces or ends a process. */
export const isProcess = (name: string): boolean => PROCESSES.includes(name);

/** Calls that read standard input. */
export const READS: readonly string[] = ['read', 'readv', 'preadv2'];

/** Calls that write to standard output and standard error. */
export const WRITES: readonly string[] = ['write', 'writev', 'pwritev2', 'sendfile', 'splice'];
