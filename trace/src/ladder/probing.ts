/** What run-time systems do by themselves: sockets of an interpreter or a JVM that never carry anything. */
import type { CallRecord } from '../format.ts';

/** Calls that only ask. */
const ASKING: ReadonlySet<string> = new Set(['getsockopt', 'getsockname', 'getpeername']);
/** What makes a socket one that the program uses. */
const USING: ReadonlySet<string> = new Set(['send', 'receive', 'listen', 'accept', 'wait']);
/** Errors by which such a socket finds out that the host has no addresses of a family. */
const EXPECTED_ERRORS: ReadonlySet<string> = new Set([
  'EAFNOSUPPORT',
  'EADDRNOTAVAIL',
  'ENETUNREACH',
  'ENOENT',
  'ENOPROTOOPT',
]);
/** Calls on one socket that are remembered until it is closed; those of a socket that tries something out are fewer. */
const MAX_LIFE = 12;

/** The life of one socket so far, as long as it may be one that only tries something out. */
interface Life {
  readonly calls: number[];
  readonly isUdp: boolean;
}

/**
 * The numbers of calls that only try something out: on sockets that are closed without having carried, connected or
 * waited for anything. On TCP sockets they count only before the program has used any socket.
 */
export function probingCalls(calls: readonly CallRecord[]): ReadonlySet<number> {
  const probing = new Set<number>();
  const lives = new Map<string, Life>();
  let hasBegun = false;
  for (const call of calls) {
    if (call.kind === 'socket') {
      if (call.ret === undefined || call.ret < 0) {
        if (!hasBegun && EXPECTED_ERRORS.has(call.error ?? '')) probing.add(call.n);
        continue;
      }
      const isUdp =
        call.socket?.protocol.startsWith('UDP') === true || call.args?.includes('SOCK_DGRAM') === true;
      lives.set(`${call.process} ${call.ret}`, { calls: [call.n], isUdp });
      continue;
    }
    if (call.fd === undefined) continue;
    const key = `${call.process} ${call.fd}`;
    const life = lives.get(key);
    if (life === undefined) continue;
    if (call.kind === 'close') {
      lives.delete(key);
      if (life.isUdp ? life.calls.length > 1 : !hasBegun) {
        for (const n of [...life.calls, call.n]) probing.add(n);
      }
    } else if (isUse(call, life)) {
      lives.delete(key);
      hasBegun ||= !life.isUdp || call.kind !== 'connect';
    } else if (life.calls.push(call.n) > MAX_LIFE) lives.delete(key);
  }
  return probing;
}

/** Whether a call means that the program uses its socket. */
function isUse(call: CallRecord, { isUdp }: Life): boolean {
  if (ASKING.has(call.name)) return false;
  if (USING.has(call.kind)) return true;
  if (call.error !== undefined && !EXPECTED_ERRORS.has(call.error)) return true;
  return call.kind === 'connect' && !isUdp && call.error === undefined;
}
