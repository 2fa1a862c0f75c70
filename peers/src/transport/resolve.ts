/** From a name to addresses, one family at a time: what getaddrinfo(3) does for a C program. */
import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { PeerClientError } from '../common/peer-error.ts';

/** IPv4 or IPv6: AF_INET or AF_INET6. */
export type Family = 4 | 6;

/**
 * The first address that a name has in a family, or the system's code for why it has none. A name without an address in one
 * family is not an error (EAI_NONAME, EAI_NODATA): most names have IPv4 addresses only, and some have IPv6 addresses only.
 */
export async function resolveFamily(
  name: string,
  family: Family,
): Promise<{ readonly host: string } | { readonly why: string }> {
  const literal = isIP(name);
  if (literal !== 0) return literal === family ? { host: name } : { why: 'an address of the other family' };
  try {
    return { host: (await lookup(name, { family })).address };
  } catch (error) {
    return { why: (error as NodeJS.ErrnoException).code ?? String(error) };
  }
}

/**
 * The address of a name: the IPv4 one if it has one, because the servers of the lab listen there by default.
 *
 * @throws {PeerClientError} `PEER_CLIENT_UNRESOLVED` when the name has no address.
 */
export async function resolveOne(client: string, name: string): Promise<string> {
  const [ipv4, ipv6] = [await resolveFamily(name, 4), await resolveFamily(name, 6)];
  if ('host' in ipv4) return ipv4.host;
  if ('host' in ipv6) return ipv6.host;
  throw unresolved(client, name, `${ipv4.why}, ${ipv6.why}`);
}

/** The error for a name without an address. */
export function unresolved(client: string, name: string, observed: string): PeerClientError {
  return new PeerClientError({
    code: 'PEER_CLIENT_UNRESOLVED',
    message: `${client}: the name ${name} has no address.`,
    observed,
    expected: 'a name that "getent ahosts" finds, or an address',
    hint: 'Check the spelling, or use the address itself.',
  });
}
