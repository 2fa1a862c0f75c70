/** The attempts of a program to open TCP connections. */
import { splitEndpoint } from '../endpoint.ts';
import type { CallRecord } from '../format.ts';
import type { ProgramView } from './run-view.ts';
import type { SocketView } from './sockets.ts';

/** One connect() over TCP. */
export interface Attempt {
  readonly socket: SocketView;
  readonly call: CallRecord;
  /** Where it went, as `address:port`. */
  readonly target: string;
  readonly port: number;
  /** The packet that refused it, if one did. */
  readonly refusal?: number;
  /** Whether the connection was established, whatever connect() returned. */
  readonly isEstablished: boolean;
}

/** tcp.completeness: a SYN-ACK was seen. */
const SYN_ACK = 2;
/** Attempts that are examined; a program that tries again and again says nothing new. */
const MAX_ATTEMPTS = 10_000;

/** All attempts of a program, in order. */
export function attemptsOf({ sockets }: ProgramView): Attempt[] {
  const found: Attempt[] = [];
  for (const socket of sockets) {
    if (!socket.isTcp || socket.accepted !== undefined || found.length >= MAX_ATTEMPTS) continue;
    const call = socket.calls.find(({ kind }) => kind === 'connect');
    const { remote, connection } = socket;
    if (call === undefined || remote === undefined) continue;
    const hasAnswer = ((connection?.connection.tcp.completeness ?? 0) & SYN_ACK) !== 0;
    const refusal = hasAnswer ? undefined : connection?.incoming.reset;
    found.push({
      socket,
      call,
      target: remote,
      port: splitEndpoint(remote).port,
      ...(refusal === undefined ? {} : { refusal }),
      isEstablished: hasAnswer || call.ret === 0,
    });
  }
  return found.toSorted((a, b) => a.call.n - b.call.n);
}

/** Whether connect() said that no program listens, at once or later. */
export const isRefused = ({ call, refusal, socket }: Attempt): boolean =>
  call.error === 'ECONNREFUSED' ||
  (refusal !== undefined &&
    socket.calls.some(({ error, kind }) => error === 'ECONNREFUSED' || kind === 'close'));
