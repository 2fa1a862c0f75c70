/** Extension headers of IPv6 (RFC 8200 section 4). */
import type { Dissection } from '../core/dissection.ts';
import { field } from '../core/field.ts';
import type { Field, Item } from '../core/field.ts';
import { IP_PROTOCOLS } from './ip-protocols.ts';

const HOP_BY_HOP = 0;
const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;
const DESTINATION = 60;
/** Nothing follows it (RFC 6275 section 6.1.1), so it ends the chain. */
export const MOBILITY = 135;

/** The fields of one kind of header; only fragment headers have a fixed length. */
function kind(name: string, title: string, next: string, length?: string): Kind {
  return {
    header: field(name, 'proto', title),
    next: field(next, 'u8', 'Next Header', { names: IP_PROTOCOLS }),
    length: length === undefined ? undefined : field(length, 'u8', 'Length'),
  };
}

interface Kind {
  readonly header: Field;
  readonly next: Field;
  readonly length: Field | undefined;
}

/** Under Wireshark's names. */
const KINDS: ReadonlyMap<number, Kind> = new Map([
  [HOP_BY_HOP, kind('ipv6.hopopts', 'IPv6 Hop-by-Hop Option', 'ipv6.hopopts.nxt', 'ipv6.hopopts.len')],
  [ROUTING, kind('ipv6.routing', 'Routing Header for IPv6', 'ipv6.routing.nxt', 'ipv6.routing.len')],
  [FRAGMENT, kind('ipv6.fraghdr', 'Fragment Header for IPv6', 'ipv6.fraghdr.nxt')],
  [AUTHENTICATION, kind('ah', 'Authentication Header', 'ah.next_header', 'ah.length')],
  [DESTINATION, kind('ipv6.dstopts', 'Destination Options for IPv6', 'ipv6.dstopts.nxt', 'ipv6.dstopts.len')],
  [MOBILITY, kind('mipv6', 'Mobile IPv6', 'mip6.proto', 'mip6.hlen')],
]);

const F = {
  fragmentOffset: field('ipv6.fraghdr.offset', 'u16', 'Offset'),
  fragmentMore: field('ipv6.fraghdr.more', 'bool', 'More Fragments'),
  fragmentIdentification: field('ipv6.fraghdr.ident', 'u32', 'Identification', { base: 'hex' }),
};

/** Fields of the extension headers. */
export const EXTENSION_FIELDS: readonly Field[] = [
  ...Array.from(KINDS.values()).flatMap(({ header, next, length }) =>
    length ? [header, next, length] : [header, next],
  ),
  ...Object.values(F),
];

/** Whether a next-header value names an extension header that another header follows. */
export function isExtension(next: number): boolean {
  // Written out because it runs for every packet.
  return (
    next === HOP_BY_HOP ||
    next === ROUTING ||
    next === FRAGMENT ||
    next === AUTHENTICATION ||
    next === DESTINATION
  );
}

const HEADERS = new Set(Array.from(KINDS.values(), ({ header }) => header));

/** Names of the extension headers among the items of an IPv6 layer, in their order. */
export function extensionNames(items: readonly Item[]): string[] {
  return items.filter(({ field: own }) => HEADERS.has(own)).map(({ field: own }) => own.name);
}

/** What was read from an extension header. */
export interface ExtensionHeader {
  readonly next: number;
  readonly length: number;
  /** Whether what follows is a fragment, not a whole packet. */
  readonly isFragment: boolean;
  readonly offset: number;
  readonly hasMore: boolean;
  readonly identification: number;
}

/** Adds one extension header to the tree. */
export function extensionHeader(d: Dissection, parent: Item, number: number, at: number): ExtensionHeader {
  const next = d.u8(at);
  const size =
    number === FRAGMENT ? 8 : number === AUTHENTICATION ? (d.u8(at + 1) + 2) * 4 : (d.u8(at + 1) + 1) * 8;
  const fields = KINDS.get(number)!;
  const item = d.add(parent, fields.header, at, size, d.bytes.subarray(at, at + size));
  d.add(item, fields.next, at, 1, next);
  if (fields.length) {
    d.add(item, fields.length, at + 1, 1, d.u8(at + 1), `Length: ${d.u8(at + 1)} (${size} bytes)`);
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
