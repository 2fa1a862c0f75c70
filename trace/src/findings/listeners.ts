/** Which sockets of a run accept connections, where, and since when. */
import { endpointText } from '@wireside/wire';
import { splitEndpoint } from '../endpoint.ts';
import type { CallRecord } from '../format.ts';
import type { RunView } from './run-view.ts';

/** A listening socket. */
export interface Listener {
  readonly actor: string;
  readonly host: string;
  /** `0.0.0.0:5000`, `[::]:5000`, `127.0.0.1:5002`. */
  readonly endpoint: string;
  /** The listen() of a program; absent for a peer. */
  readonly call?: number;
  /** When it began to listen, µs since the epoch; absent for a peer, which listens before any program starts. */
  readonly at?: number;
  /** When its program closed it; Infinity if it never did. */
  readonly until: number;
  /** A socket of `::` that gets no connections over IPv4 (man 7 ipv6, IPV6_V6ONLY). */
  readonly isV6Only: boolean;
}

/** All listening sockets of the programs and peers of a run. */
export function listenersOf(run: RunView): Listener[] {
  const ofPeers = run.model.actors.flatMap((actor): Listener[] => {
    if (actor.kind !== 'peer' || actor.port === undefined || actor.address === undefined) return [];
    const { name, host, address, port } = actor;
    return [
      { actor: name, host, endpoint: endpointText({ address, port }), until: Infinity, isV6Only: false },
    ];
  });
  const ofPrograms = run.programs.flatMap(({ name, actor, sockets, end, calls: all }) => {
    // What a parent closes, its children may still have.
    const hasChildren = all.some(({ process }) => process !== all[0]?.process);
    return sockets.flatMap(({ calls, local, isTcp }): Listener[] => {
      const listen = calls.find(({ kind, ret }) => kind === 'listen' && ret === 0);
      if (!isTcp || listen === undefined || local === undefined) return [];
      const closed = hasChildren ? undefined : calls.findLast(({ kind }) => kind === 'close')?.at;
      const until = closed ?? end?.at ?? Infinity;
      const { n: call, at } = listen;
      return [{ actor: name, host: actor.host, endpoint: local, call, at, until, isV6Only: isV6Only(calls) }];
    });
  });
  return [...ofPeers, ...ofPrograms];
}

/** Whether a socket was told to take IPv6 only, as Python's create_server() does. */
export const isV6Only = (calls: readonly CallRecord[]): boolean =>
  /\[1\]|, 1\b/.test(calls.findLast(({ args }) => args?.includes('IPV6_V6ONLY') === true)?.args ?? '');

/** Whether a listening socket gets connections to an endpoint of its host. `[::]` gets those of IPv4 too, by default. */
export function listensAt(
  { endpoint, isV6Only: isOnly }: Pick<Listener, 'endpoint' | 'isV6Only'>,
  target: string,
): boolean {
  const own = splitEndpoint(endpoint);
  const asked = splitEndpoint(target);
  if (own.port !== asked.port) return false;
  return (
    own.address === asked.address ||
    (own.address === '::' && (asked.address.includes(':') || !isOnly)) ||
    (own.address === '0.0.0.0' && !asked.address.includes(':'))
  );
}
