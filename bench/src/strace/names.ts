/** Which system calls are traced, and what each is for. */
import type { CallKind } from '@wireside/trace';

/** Kinds by name, for calls on sockets; man 2 of each. */
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

/** Calls that make, replace or end processes. */
const PROCESSES = ['clone', 'clone3', 'execve', 'execveat', 'exit_group', 'fork', 'vfork'];

/** For strace's -e trace=; a `?` lets strace go on where an architecture lacks the call (fork on arm64). */
export const TRACED_CALLS = [
  '%network',
  ...Object.keys(ON_SOCKETS).filter((name) => name !== 'recv' && name !== 'send'),
  ...WAITS,
  ...PROCESSES,
]
  .map((name) => (name.startsWith('%') ? name : `?${name}`))
  .join(',');

/** What a call is for when its descriptor is a socket; `other` for names that are not known. */
export function kindOnSocket(name: string): CallKind {
  return ON_SOCKETS[name] ?? 'other';
}

export const isWait = (name: string): boolean => WAITS.includes(name);
export const isProcess = (name: string): boolean => PROCESSES.includes(name);
export const READS: readonly string[] = ['read', 'readv'];
export const WRITES: readonly string[] = ['write', 'writev', 'sendfile', 'splice'];
