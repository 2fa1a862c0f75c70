/** From a name to addresses, one family at a time: what getaddrinfo(3) does for a program in C. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { PeerClientError } from '../common/peer-error.ts';

/** IPv4 or IPv6: AF_INET or AF_INET6. */
export type Family = 4 | 6;

/**
 * The first address that a name has in a family, or the system's own code for why there is none. That a name has no address
 * in one family is no error (EAI_NONAME, EAI_NODATA): most of the world's names have IPv4 only, and some of them IPv6 only.
 */
export async function resolveFamily(
  name: string,
  family: Family,
): Promise<{ host: string } | { why: string }> {
  const written = isIP(name);
  if (written !== 0) return written === family ? { host: name } : { why: 'an address of the other family' };
  try {
    return { host: (await lookup(name, { family })).address };
  } catch (error) {
    return { why: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

/** The address of a name: the IPv4 one where it has one, since the servers of the lab listen there first. */
export async function resolveOne(client: string, name: string): Promise<string> {
  const [ipv4, ipv6] = [await resolveFamily(name, 4), await resolveFamily(name, 6)];
  if ('host' in ipv4) return ipv4.host;
  if ('host' in ipv6) return ipv6.host;
  throw unresolved(client, name, `${ipv4.why}, ${ipv6.why}`);
}

/** The error for a name that leads nowhere. */
export function unresolved(client: string, name: string, observed: string): PeerClientError {
  return new PeerClientError({
    code: 'PEER_CLIENT_UNRESOLVED',
    message: `${client}: the name ${name} has no address.`,
    observed,
    expected: 'a name that "getent ahosts" finds, or an address',
    hint: 'Look at the spelling, and try the address itself.',
  });
}
