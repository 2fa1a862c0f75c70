/** Which host of a run has an address. */
import { splitEndpoint } from './endpoint.ts';
import type { RunDescription } from './format.ts';

/** Finds the host that has the address of an endpoint, by name; undefined for one outside of the run. */
export type HostOf = (endpoint: string) => string | undefined;

/** Addresses of every host's own loopback device (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3). */
const LOOPBACK = /^(?:127\.\d+\.\d+\.\d+|::1)$/;

/** Whether an endpoint is on the loopback device of the host where it is named. */
export const isLoopback = (endpoint: string): boolean => LOOPBACK.test(splitEndpoint(endpoint).address);

/** Finds hosts by their addresses. Where a run has one host, the loopback addresses are its own too. */
export function hostsByAddress(run: RunDescription): HostOf {
  const byAddress = new Map<string, string>();
  for (const { name, ipv4, ipv6, more = [] } of run.hosts)
    for (const address of [ipv4, ipv6, ...more])
      if (address !== undefined && !byAddress.has(address)) byAddress.set(address, name);
  const only = run.hosts.length === 1 ? run.hosts[0]!.name : undefined;
  return (endpoint) => {
    const { address } = splitEndpoint(endpoint);
    return byAddress.get(address) ?? (only !== undefined && LOOPBACK.test(address) ? only : undefined);
  };
}
