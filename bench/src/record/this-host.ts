/** This computer as the host of a recording. */
import { hostname, networkInterfaces } from 'node:os';
import type { HostDescription } from '@wireside/trace';

/** Addresses that are not named: a link-local address needs an interface to mean anything (RFC 4007, 11). */
const LINK_LOCAL = /^fe80:/i;
/** Addresses of the loopback device (RFC 1122, 3.2.1.3; RFC 4291, 2.5.3). */
const LOOPBACK = /^(?:127\.|::1$)/;

/** This computer, with all of its addresses. */
export function thisHost(): HostDescription {
  const addresses = ownAddresses().filter((address) => !LINK_LOCAL.test(address));
  const outer = addresses.filter((address) => !LOOPBACK.test(address));
  const ipv4 = outer.find((address) => !address.includes(':'));
  const ipv6 = outer.find((address) => address.includes(':'));
  const more = [...new Set(addresses)].filter((address) => address !== ipv4 && address !== ipv6);
  return {
    name: hostname(),
    ...(ipv4 === undefined ? {} : { ipv4 }),
    ...(ipv6 === undefined ? {} : { ipv6 }),
    ...(more.length === 0 ? {} : { more }),
    names: ['localhost'],
  };
}

/** Returns whether an address is one of this computer's; those of a moment ago count. */
export function localAddresses(): (address: string) => boolean {
  const own = new Set(ownAddresses());
  return (address) => own.has(address) || LOOPBACK.test(address);
}

function ownAddresses(): string[] {
  return Object.values(networkInterfaces())
    .flatMap((list) => list ?? [])
    .map(({ address }) => address);
}
