/** Which actors have which UDP ports. */
import type { DatagramEnd } from './datagram.ts';
import { normalEndpoint, splitEndpoint } from './endpoint.ts';
import type { HostOf } from './hosts.ts';
import type { Trace } from './trace.ts';

/** Finds the owners of UDP ports. */
export interface SocketOwners {
  /** Who has an end of a datagram, as `address:port`. */
  endOf(endpoint: string): DatagramEnd;
  /** The actors that have a port on any host. */
  withPort(port: number): readonly string[];
}

/** The owners of UDP ports, by the sockets of calls, and by the peers' records and ports. */
export function socketOwners({ run, calls, peer }: Trace, hostOf: HostOf): SocketOwners {
  const hostByActor = new Map(run.actors.map(({ name, host }) => [name, host]));
  const owners = new Map<string, string>();
  const byPort = new Map<number, Set<string>>();
  const add = (actor: string, local: string | undefined): void => {
    const host = hostByActor.get(actor);
    if (local === undefined || host === undefined) return;
    const { port } = splitEndpoint(normalEndpoint(local));
    const key = `${port} ${host}`;
    if (!owners.has(key)) owners.set(key, actor);
    byPort.set(port, (byPort.get(port) ?? new Set()).add(actor));
  };
  for (const { actor, socket } of calls)
    if (socket?.protocol.startsWith('UDP') === true) add(actor, socket.local);
  for (const actor of run.actors)
    if (actor.kind === 'peer' && actor.port !== undefined) add(actor.name, `:${actor.port}`);
  for (const { actor, local } of peer) add(actor, local);
  const known = new Map<string, DatagramEnd>();
  const endOf = (endpoint: string): DatagramEnd => {
    let end = known.get(endpoint);
    if (end === undefined) {
      const host = hostOf(endpoint);
      const actor = host === undefined ? undefined : owners.get(`${splitEndpoint(endpoint).port} ${host}`);
      end = {
        ...(host === undefined ? {} : { host }),
        ...(actor === undefined ? {} : { actor }),
      };
      known.set(endpoint, end);
    }
    return end;
  };
  return { endOf, withPort: (port) => [...(byPort.get(port) ?? [])] };
}
