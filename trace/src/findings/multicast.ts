/** The multicast sockets of a program: where they are bound, and which groups they joined. */
import { splitEndpoint } from '../endpoint.ts';
import type { CallRecord } from '../format.ts';
import type { ProgramView } from './run-view.ts';
import type { SocketView } from './sockets.ts';

/** A group that a socket joined. */
export interface Membership {
  readonly group: string;
  /** `any interface`, an address, a name or an index. */
  readonly interface: string;
  readonly call: CallRecord;
}

/** A bound UDP socket that waits for datagrams. */
export interface DatagramSocket {
  readonly socket: SocketView;
  readonly bound: { readonly address: string; readonly port: number; readonly call: CallRecord };
  readonly memberships: readonly Membership[];
  /** Its receives that returned a datagram. */
  readonly received: number;
  /** The receive or the wait in which it hoped for one. */
  readonly waits: CallRecord | undefined;
}

/** A shorter wait says nothing. µs. */
const MIN_WAIT = 200_000;

const JOIN = /(?:IP_ADD_MEMBERSHIP|IPV6_ADD_MEMBERSHIP|IPV6_JOIN_GROUP|MCAST_JOIN_GROUP), (\S+) on (.+)$/;

/** The UDP sockets that a program bound. */
export function datagramSocketsOf({ sockets, calls }: ProgramView): DatagramSocket[] {
  return sockets.flatMap((socket): DatagramSocket[] => {
    if (!socket.isUdp) return [];
    const bind = socket.calls.find(({ kind, ret }) => kind === 'bind' && ret === 0);
    if (bind?.args === undefined) return [];
    const memberships = socket.calls.flatMap((call): Membership[] => {
      const [, group, where] = JOIN.exec(call.ret === 0 ? (call.args ?? '') : '') ?? [];
      return group === undefined ? [] : [{ group, interface: where!, call }];
    });
    const receives = socket.calls.filter(({ kind }) => kind === 'receive');
    return [
      {
        socket,
        bound: { ...splitEndpoint(bind.args), call: bind },
        memberships,
        received: receives.filter(({ ret }) => ret !== undefined && ret >= 0).length,
        waits:
          receives.find(({ ret }) => ret === undefined || ret < 0) ??
          calls.find(({ kind, n, took = Infinity }) => kind === 'wait' && n > bind.n && took >= MIN_WAIT),
      },
    ];
  });
}

/** Whether an address is that of a multicast group (RFC 5771; RFC 4291, 2.7). */
export const isGroup = (address: string): boolean => {
  const first = Number(/^(\d+)\./.exec(address)?.[1]);
  return (first >= 224 && first <= 239) || /^ff/i.test(address);
};
