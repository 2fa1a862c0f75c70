/** Where each server listens when all are told the same address. */
import { isIPv6 } from 'node:net';

/**
 * The options that an address becomes. The PMU over UDP has one of each family, and the television, the only one with a
 * group, is IPv4: where all addresses of one family are asked for, these get all of the other as well.
 */
export function hostOf(host: string, has: (option: string) => boolean): Record<string, string> {
  const all = host === '0.0.0.0' || host === '::';
  if (has('host6')) {
    return all ? { host: '0.0.0.0', host6: '::' } : { [isIPv6(host) ? 'host6' : 'host']: host };
  }
  if (has('group')) return { host: all ? '0.0.0.0' : host };
  return has('host') ? { host } : {};
}
