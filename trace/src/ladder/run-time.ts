/** What interpreters and virtual machines do on sockets by themselves while a program runs, which its source does not say. */
import type { CallRecord } from '../format.ts';

/** Programs whose habits are known. */
type Image = 'python' | 'node' | 'java';

/** The file of a successful execve(2). */
const FILE = /^"(?:[^"]*\/)?(python|pypy|node|java)[\d.]*"/;
const IMAGES: Readonly<Record<string, Image>> = {
  python: 'python',
  pypy: 'python',
  node: 'node',
  java: 'java',
};
/** Ends by which a signal that a virtual machine usually handles was not handled. */
const IS_CRASH = /\bSIG(SEGV|ABRT|BUS|ILL)\b/;
/** Waits of an event loop. */
const EVENT_WAITS: ReadonlySet<string> = new Set(['epoll_wait', 'epoll_pwait', 'epoll_pwait2']);

/**
 * The numbers of calls of one program that its run-time system made by itself: CPython asks for the address of what it
 * has accepted, and for both addresses of each socket that is thrown away unclosed; the event loop of Node runs before
 * there is any socket; a JVM asks for its own address, and handles SIGSEGV.
 */
export function runTimeCalls(calls: readonly CallRecord[]): ReadonlySet<number> {
  const found = new Set<number>();
  if (!calls.some((call) => imageOf(call) !== undefined)) return found;
  const isCrashed = calls.some(({ kind, args = '' }) => kind === 'exit' && IS_CRASH.test(args));
  const images = new Map<number, Image | undefined>();
  /** The calls of each process before the present one: the last one, and the one before it. */
  const before = new Map<number, readonly [CallRecord, CallRecord | undefined]>();
  let hasSocket = false;
  for (const call of calls) {
    const { process, kind } = call;
    if (kind === 'process' && call.name.startsWith('exec') && call.ret === 0) {
      images.set(process, imageOf(call));
    }
    hasSocket ||= kind === 'socket';
    // A thread has no image of its own.
    const image = images.has(process) ? images.get(process) : images.get(1);
    if (image === undefined) continue;
    const [last, other] = before.get(process) ?? [];
    before.set(process, [call, last]);
    if (image === 'python') addOfPython(found, call, last, other);
    else if (image === 'node') {
      if (!hasSocket && call.took !== undefined && EVENT_WAITS.has(call.name)) found.add(call.n);
    } else if (isOfJava(call, last) && !(isCrashed && kind === 'process')) found.add(call.n);
  }
  return found;
}

function imageOf({ kind, name, ret, args = '' }: CallRecord): Image | undefined {
  if (kind !== 'process' || ret !== 0 || !name.startsWith('exec')) return undefined;
  return IMAGES[FILE.exec(args)?.[1] ?? ''];
}

/** @param last the call of the process before it, and `other` the one before that. */
function addOfPython(
  found: Set<number>,
  call: CallRecord,
  last: CallRecord | undefined,
  other: CallRecord | undefined,
): void {
  if (call.name === 'getsockname' && last?.kind === 'accept' && last.ret === call.fd) found.add(call.n);
  if (call.kind !== 'close' || last?.name !== 'getpeername' || other?.name !== 'getsockname') return;
  if (last.fd !== call.fd || other.fd !== call.fd) return;
  found.add(other.n);
  found.add(last.n);
}

function isOfJava(call: CallRecord, last: CallRecord | undefined): boolean {
  if (call.kind === 'process') return call.name === 'signal' && call.args === 'SIGSEGV';
  const isAfterConnect = last?.kind === 'connect' || last?.name === 'getsockname';
  return call.name === 'getsockname' && isAfterConnect && last?.fd === call.fd;
}
