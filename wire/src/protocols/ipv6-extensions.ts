/** Extension headers of IPv6 (RFC 8200 section 4). */
import type { Dissection } from '../capture/dissection.ts';
import { field } from './field.ts';
import type { Item } from './field.ts';
import { IP_PROTOCOLS } from './ip-protocols.ts';

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;
/** Nothing comes behind it (RFC 6275 section 6.1.1), so it ends the chain. */
export const MOBILITY = 135;

const F = {
  hopByHop: field('ipv6.hopopts', 'label', 'IPv6 Hop-by-Hop Option'),
  routing: field('ipv6.routing', 'label', 'Routing Header for IPv6'),
  fragment: field('ipv6.fraghdr', 'label', 'Fragment Header for IPv6'),
  authentication: field('ah', 'label', 'Authentication Header'),
  destination: field('ipv6.dstopts', 'label', 'Destination Options for IPv6'),
  mobility: field('mipv6', 'label', 'Mobile IPv6'),
  nextHeader: field('ipv6.ext.nxt', 'u8', 'Next Header', { names: IP_PROTOCOLS }),
  length: field('ipv6.ext.len', 'u8', 'Length'),
  fragmentOffset: field('ipv6.fraghdr.offset', 'u16', 'Offset'),
  fragmentMore: field('ipv6.fraghdr.more', 'bool', 'More Fragments'),
  fragmentIdentification: field('ipv6.fraghdr.ident', 'u32', 'Identification', { base: 'hex' }),
};

/** Fields of the extension headers. */
export const EXTENSION_FIELDS = Object.values(F);

const KINDS = new Map([
  [HOP_BY_HOP, F.hopByHop],
  [ROUTING, F.routing],
  [FRAGMENT, F.fragment],
  [AUTHENTICATION, F.authentication],
  [DESTINATION, F.destination],
  [MOBILITY, F.mobility],
]);

/** Whether a next-header value names an extension header with another one behind it. */
export function isExtension(next: number): boolean {
  // Written out because it is asked for every packet.
  return (
    next === HOP_BY_HOP ||
    next === ROUTING ||
    next === FRAGMENT ||
    next === AUTHENTICATION ||
    next === DESTINATION
  );
}

/** Names of the extension headers among the items of an IPv6 layer, in their order. */
export function extensionNames(items: readonly Item[]): string[] {
  const headers = new Set(KINDS.values());
  return items.filter(({ field: own }) => headers.has(own)).map(({ field: own }) => own.name);
}

/** What an extension header said. */
export interface ExtensionHeader {
  next: number;
  length: number;
  /** Whether what follows is a piece of a packet, not all of it. */
  isFragment: boolean;
  offset: number;
  hasMore: boolean;
  identification: number;
}

/** Adds one extension header to the tree. */
export function extensionHeader(d: Dissection, parent: Item, kind: number, at: number): ExtensionHeader {
  const next = d.u8(at);
  const size =
    kind === FRAGMENT ? 8 : kind === AUTHENTICATION ? (d.u8(at + 1) + 2) * 4 : (d.u8(at + 1) + 1) * 8;
  const item = d.add(parent, KINDS.get(kind) ?? F.destination, at, size, undefined);
  d.add(item, F.nextHeader, at, 1, next);
  if (kind !== FRAGMENT) {
    d.add(item, F.length, at + 1, 1, d.u8(at + 1), `Length: ${d.u8(at + 1)} (${size} bytes)`);
    d.slice(at, size);
    return { next, length: size, isFragment: false, offset: 0, hasMore: false, identification: 0 };
  }
  const word = d.u16(at + 2);
  const offset = word & 0xfff8;
  const hasMore = (word & 1) !== 0;
  const identification = d.u32(at + 4);
  d.add(item, F.fragmentOffset, at + 2, 2, word >>> 3, `Offset: ${word >>> 3} (${offset} bytes)`);
  d.add(item, F.fragmentMore, at + 2, 2, hasMore);
  d.add(item, F.fragmentIdentification, at + 4, 4, identification);
  return { next, length: size, isFragment: offset !== 0 || hasMore, offset, hasMore, identification };
}
