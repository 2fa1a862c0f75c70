/** Options of neighbor discovery messages (RFC 4861 section 4.6, RFC 4191, RFC 8106, RFC 3971). */
import { ip6TextAt } from '../../table/addresses.ts';
import type { Dissection } from '../../core/dissection.ts';
import { domainName } from '../dns/domain-name.ts';
import { TEXT_LINE, field } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import { macText } from '../text.ts';
import { OPTIONS } from './names.ts';

const F = {
  option: field('icmpv6.opt', 'label', 'ICMPv6 Option'),
  type: field('icmpv6.opt.type', 'u8', 'Type', { names: OPTIONS }),
  length: field('icmpv6.opt.length', 'u8', 'Length'),
  reserved: field('icmpv6.opt.reserved', 'label', 'Reserved'),
  linkAddress: field('icmpv6.opt.linkaddr', 'bytes', 'Link-layer address'),
  sourceLink: field('icmpv6.opt.src_linkaddr', 'bytes', 'Source Link-layer address'),
  targetLink: field('icmpv6.opt.target_linkaddr', 'bytes', 'Target Link-layer address'),
  prefixLength: field('icmpv6.opt.prefix.length', 'u8', 'Prefix Length'),
  prefixFlags: field('icmpv6.opt.prefix.flag', 'u8', 'Flag', { base: 'hex' }),
  isOnLink: field('icmpv6.opt.prefix.flag.l', 'bool', 'On-link flag(L)'),
  isAutonomous: field('icmpv6.opt.prefix.flag.a', 'bool', 'Autonomous address-configuration flag(A)'),
  isRouter: field('icmpv6.opt.prefix.flag.r', 'bool', 'Router address flag(R)'),
  prefixReserved: field('icmpv6.opt.prefix.flag.reserved', 'u8', 'Reserved'),
  validFor: field('icmpv6.opt.prefix.valid_lifetime', 'u32', 'Valid Lifetime'),
  preferredFor: field('icmpv6.opt.prefix.preferred_lifetime', 'u32', 'Preferred Lifetime'),
  prefix: field('icmpv6.opt.prefix', 'ip6', 'Prefix'),
  redirected: field('icmpv6.opt.redirected_packet', 'label', 'Redirected Packet'),
  mtu: field('icmpv6.opt.mtu', 'u32', 'MTU'),
  nonce: field('icmpv6.opt.nonce', 'bytes', 'Nonce'),
  serverLifetime: field('icmpv6.opt.rdnss.lifetime', 'u32', 'Lifetime'),
  server: field('icmpv6.opt.rdnss', 'ip6', 'Recursive DNS Servers'),
  searchLifetime: field('icmpv6.opt.dnssl.lifetime', 'u32', 'Lifetime'),
  search: field('icmpv6.opt.dnssl', 'str', 'Domain Names'),
};

/** Fields of the options. */
export const OPTION_FIELDS = Object.values(F);

const OPTION = {
  sourceLink: 1,
  targetLink: 2,
  prefix: 3,
  redirected: 4,
  mtu: 5,
  nonce: 14,
  servers: 25,
  search: 31,
};

/** What the summary line repeats from the options. */
export interface Links {
  source?: string;
  target?: string;
}

/** Adds the options between two offsets; lengths are in units of eight bytes, and none may be 0. */
export function optionsTree(d: Dissection, layer: Item, from: number, to: number): Links {
  const links: Links = {};
  for (let at = from; at + 2 <= to;) {
    const [type, units] = [d.u8(at), d.u8(at + 1)];
    const size = units * 8;
    const name = OPTIONS[type] ?? `Unknown ${type}`;
    const item = d.add(layer, F.option, at, Math.min(size, to - at), undefined);
    d.add(item, F.type, at, 1, type);
    d.add(item, F.length, at + 1, 1, units, `Length: ${units} (${size} bytes)`);
    if (size === 0) {
      d.note(item, '[An option has length 0: the rest cannot be read]');
      return links;
    }
    const end = Math.min(to, at + size);
    const said = optionTree(d, item, type, at, end);
    if (type === OPTION.sourceLink) links.source = said;
    if (type === OPTION.targetLink) links.target = said;
    item.text = `ICMPv6 Option (${name}${said === '' ? '' : ` : ${said}`})`;
    at += size;
  }
  return links;
}

/** Adds the fields of one option; returns the text for its line. */
function optionTree(d: Dissection, item: Item, type: number, at: number, end: number): string {
  const size = end - at;
  switch (type) {
    case OPTION.sourceLink:
    case OPTION.targetLink: {
      // Ethernet addresses have six bytes; those of other links fill the option.
      const address = d.slice(at + 2, Math.min(6, size - 2));
      d.add(item, F.linkAddress, at + 2, address.length, address);
      const own = type === OPTION.sourceLink ? F.sourceLink : F.targetLink;
      d.hidden(item, own, at + 2, address.length, address);
      return macText(address);
    }
    case OPTION.prefix:
      return prefixTree(d, item, at);
    case OPTION.redirected:
      d.add(item, F.reserved, at + 2, 6, undefined);
      d.add(item, F.redirected, at + 8, size - 8, undefined);
      d.quoted(() => void d.next('ethertype', 0x86dd, at + 8, size - 8));
      return '';
    case OPTION.mtu:
      d.add(item, F.reserved, at + 2, 2, undefined);
      d.add(item, F.mtu, at + 4, 4, d.u32(at + 4));
      return String(d.u32(at + 4));
    case OPTION.nonce:
      d.add(item, F.nonce, at + 2, size - 2, d.slice(at + 2, size - 2));
      return '';
    case OPTION.servers: {
      const servers: string[] = [];
      d.add(item, F.reserved, at + 2, 2, undefined);
      d.add(item, F.serverLifetime, at + 4, 4, d.u32(at + 4));
      for (let place = at + 8; place + 16 <= end; place += 16) {
        d.add(item, F.server, place, 16, d.slice(place, 16));
        servers.push(ip6TextAt(d.slice(place, 16), 0));
      }
      return servers.join(' ');
    }
    case OPTION.search:
      return searchListTree(d, item, at, end);
    default:
      if (size > 2) d.add(item, TEXT_LINE, at + 2, size - 2, undefined, `Data (${size - 2} bytes)`);
      return '';
  }
}

/** A prefix of the link (RFC 4861 section 4.6.2). */
function prefixTree(d: Dissection, item: Item, at: number): string {
  const [length, bits] = [d.u8(at + 2), d.u8(at + 3)];
  d.add(item, F.prefixLength, at + 2, 1, length);
  const flags = d.add(item, F.prefixFlags, at + 3, 1, bits);
  d.add(flags, F.isOnLink, at + 3, 1, (bits & 0x80) !== 0);
  d.add(flags, F.isAutonomous, at + 3, 1, (bits & 0x40) !== 0);
  d.add(flags, F.isRouter, at + 3, 1, (bits & 0x20) !== 0);
  d.add(flags, F.prefixReserved, at + 3, 1, bits & 0x1f);
  d.add(item, F.validFor, at + 4, 4, d.u32(at + 4));
  d.add(item, F.preferredFor, at + 8, 4, d.u32(at + 8));
  d.add(item, F.reserved, at + 12, 4, undefined);
  const prefix = d.slice(at + 16, 16);
  d.add(item, F.prefix, at + 16, 16, prefix);
  return `${ip6TextAt(prefix, 0)}/${length}`;
}

/** The domains in which a host looks up names (RFC 8106 section 5.2). */
function searchListTree(d: Dissection, item: Item, at: number, end: number): string {
  const names: string[] = [];
  d.add(item, F.reserved, at + 2, 2, undefined);
  d.add(item, F.searchLifetime, at + 4, 4, d.u32(at + 4));
  for (let place = at + 8; place < end && d.u8(place) !== 0;) {
    const name = domainName(d, place, place);
    d.add(item, F.search, place, name.length, name.text);
    names.push(name.text);
    place += name.length;
  }
  return names.join(' ');
}
