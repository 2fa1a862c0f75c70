/** Where each server listens when all get the same address. */
import { isIPv4, isIPv6 } from 'node:net';

/**
 * The options for an address. The PMU over UDP has an address in each family: if all addresses of one family are requested,
 * it gets all of the other family too. The television has an interface, and IPv4 only: for all addresses, and for those of
 * IPv6, it is the one that the routing table chooses.
 */
export function hostOf(host: string, has: (option: string) => boolean): Record<string, string> {
  const all = host === '0.0.0.0' || host === '::';
  if (has('host6')) {
    return all ? { host: '0.0.0.0', host6: '::' } : { [isIPv6(host) ? 'host6' : 'host']: host };
  }
  if (has('interface')) return isIPv4(host) && !all ? { interface: host } : {};
  return has('host') ? { host } : {};
}
