/**
 * Internet Protocol version 6 with its extension headers (RFC 8200).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version| Traffic class |               Flow label              |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Payload length        |  Next header  |   Hop limit   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                   Source address (16 bytes)                   |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                 Destination address (16 bytes)                |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * The next header is an extension header, a transport protocol or ICMPv6; extension headers form a chain.
 */
import { ip6TextAt } from '../table/addresses.ts';
import type { Dissection } from '../core/dissection.ts';
import type { Pass } from '../core/pass.ts';
import { TRAITS } from '../table/table.ts';
import { concat, u16, u32 } from '../basics/bytes.ts';
import { PSEUDO } from './checksum.ts';
import { EXTENSION_FIELDS, MOBILITY, extensionHeader, isExtension } from './ipv6-extensions.ts';
import { field } from '../core/field.ts';
import type { Item } from '../core/field.ts';
import { FRAGMENTS_6, fragmentColumns, fragmentFields, fragmentTree } from './ip-fragments.ts';
import { IP_PROTOCOLS } from './ip-protocols.ts';
import type { Protocol } from '../core/protocol.ts';

const F = {
  version: field('ipv6.version', 'u8', 'Version'),
  trafficClass: field('ipv6.tclass', 'u32', 'Traffic Class', { base: 'hex' }),
  flowLabel: field('ipv6.flow', 'u24', 'Flow Label', { base: 'hex' }),
  payloadLength: field('ipv6.plen', 'u16', 'Payload Length'),
  nextHeader: field('ipv6.nxt', 'u8', 'Next Header', { names: IP_PROTOCOLS }),
  hopLimit: field('ipv6.hlim', 'u8', 'Hop Limit'),
  source: field('ipv6.src', 'ip6', 'Source Address'),
  destination: field('ipv6.dst', 'ip6', 'Destination Address'),
  address: field('ipv6.addr', 'ip6', 'Source or Destination Address'),
};

/** The field of IPv4 that Wireshark fills for both versions. */
const IP_VERSION = field('ip.version', 'u8', 'Version');

const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;

/** IPv6. */
export const ipv6: Protocol = {
  name: 'ipv6',
  label: 'IPv6',
  title: 'Internet Protocol Version 6',
  fields: [...Object.values(F), IP_VERSION, ...EXTENSION_FIELDS, ...fragmentFields(FRAGMENTS_6)],
  claims: { ethertype: [0x86dd], ip: [41] },

  columns(pass, start, length) {
    const b = pass.bytes;
    if (start + 40 > pass.end || b[start]! >>> 4 !== 6) return pass.damaged();
    const { table, row } = pass;
    pass.internet(TRAITS.ip6, start);
    table.source[row] = pass.addresses.ip6(b, start + 8);
    table.destination[row] = pass.addresses.ip6(b, start + 24);
    let left = u16(b, start + 4);
    // A payload length of 0 belongs to a jumbogram, or comes from a sender that leaves segmentation to its network
    // card.
    if (left === 0 || left > length - 40) left = length - 40;
    extensionColumns(pass, b[start + 6]!, start + 40, left);
  },

  dissect(d, start, length) {
    if (d.u8(start) >>> 4 !== 6) return d.rest(start, length);
    const [from, to] = [d.slice(start + 8, 16), d.slice(start + 24, 16)];
    const layer = d.layer(
      this,
      start,
      40,
      `Internet Protocol Version 6, Src: ${ip6TextAt(from, 0)}, Dst: ${ip6TextAt(to, 0)}`,
    );
    const next = d.u8(start + 6);
    d.summary('IPv6', () => IP_PROTOCOLS[next] ?? `Next header ${next}`);
    d.add(layer, F.version, start, 1, d.u8(start) >>> 4);
    d.hidden(layer, IP_VERSION, start, 1, d.u8(start) >>> 4);
    d.add(layer, F.trafficClass, start, 4, (d.u16(start) >>> 4) & 0xff);
    d.add(layer, F.flowLabel, start + 1, 3, d.u24(start + 1) & 0xfffff);
    const announced = d.u16(start + 4);
    d.add(layer, F.payloadLength, start + 4, 2, announced);
    d.add(layer, F.nextHeader, start + 6, 1, next);
    d.add(layer, F.hopLimit, start + 7, 1, d.u8(start + 7));
    for (const [own, place, value] of [
      [F.source, start + 8, from],
      [F.destination, start + 24, to],
    ] as const) {
      d.add(layer, own, place, 16, value);
      d.hidden(layer, F.address, place, 16, value);
    }
    const left = announced === 0 || announced > length - 40 ? length - 40 : announced;
    if (d.source === 0) d.packetEnd ??= start + 40 + left;
    d.shared.set(PSEUDO, d.slice(start + 8, 32));
    extensionTree(d, layer, next, start + 40, left);
  },
};

/**
 * Walks over the extension headers from `at` on and passes on to what follows; after reassembly it continues from 0.
 */
function extensionColumns(pass: Pass, first: number, from: number, length: number): void {
  const { table, row, bytes: b } = pass;
  let [next, at, left] = [first, from, length];
  while (isExtension(next)) {
    if (at + 8 > pass.end || left < 8) return pass.damaged();
    const size =
      next === FRAGMENT ? 8 : next === AUTHENTICATION ? (b[at + 1]! + 2) * 4 : (b[at + 1]! + 1) * 8;
    const word = next === FRAGMENT ? u16(b, at + 2) : 0;
    next = b[at]!;
    if ((word & 0xfff9) !== 0) {
      table.ipProtocol[row] = next;
      const key = `${table.source[row]} ${table.destination[row]} v6 ${u32(b, at + 4)}`;
      const inner = next;
      const hasMore = (word & 1) !== 0;
      fragmentColumns(pass, { key, at: at + 8, length: left - 8, offset: word & 0xfff8, hasMore }, (total) =>
        extensionColumns(pass, inner, 0, total),
      );
      return;
    }
    at += size;
    left -= size;
  }
  table.ipProtocol[row] = next;
  if (left < 0) return pass.damaged();
  pass.next('ip', next, at, left);
}

function extensionTree(d: Dissection, layer: Item, first: number, from: number, length: number): void {
  let [next, at, left] = [first, from, length];
  while (isExtension(next)) {
    const header = extensionHeader(d, layer, next, at);
    // With a source route of type 0, the final destination is not the next hop (RFC 8200 section 8.1).
    if (next === ROUTING && d.isTree && header.length >= 24 && d.u8(at + 2) === 0 && d.u8(at + 3) > 0) {
      const addresses = d.shared.get(PSEUDO) as Uint8Array;
      d.shared.set(PSEUDO, concat([addresses.subarray(0, 16), d.slice(at + header.length - 16, 16)]));
    }
    if (d.source === 0) layer.length += header.length;
    at += header.length;
    left -= header.length;
    next = header.next;
    if (!header.isFragment) continue;
    const identification = header.identification.toString(16).padStart(8, '0');
    d.summary(
      'IPv6',
      `IPv6 fragment (off=${header.offset} more=${header.hasMore ? 'y' : 'n'} ident=0x${identification} nxt=${next})`,
    );
    const whole = (total: number): void => extensionTree(d, layer, header.next, 0, total);
    if (!fragmentTree(d, layer, FRAGMENTS_6, at, whole)) d.rest(at, left);
    return;
  }
  if (next === MOBILITY && left > 0) extensionHeader(d, layer, next, at);
  else if (left > 0 && !d.next('ip', next, at, left)) d.rest(at, left);
}
