/** Internet Protocol version 6 with its extension headers (RFC 8200). */
import { ip6TextAt } from '../capture/addresses.ts';
import type { Dissection } from '../capture/dissection.ts';
import type { Pass } from '../capture/pass.ts';
import { SHAPE } from '../capture/table.ts';
import { concat, u16, u32 } from '../files/bytes.ts';
import { PSEUDO } from './checksum.ts';
import { EXTENSION_FIELDS, MOBILITY, extensionHeader, isExtension } from './ipv6-extensions.ts';
import { field } from './field.ts';
import type { Item } from './field.ts';
import { FRAGMENTS_6, fragmentColumns, fragmentFields, fragmentTree } from './ip-fragments.ts';
import { IP_PROTOCOLS } from './ip-protocols.ts';
import type { Protocol } from './protocol.ts';

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

const ROUTING = 43;
const FRAGMENT = 44;
const AUTHENTICATION = 51;

/** IPv6. */
export const ipv6: Protocol = {
  name: 'ipv6',
  label: 'IPv6',
  title: 'Internet Protocol Version 6',
  fields: [...Object.values(F), ...EXTENSION_FIELDS, ...fragmentFields(FRAGMENTS_6)],
  claims: { ethertype: [0x86dd], ip: [41] },

  columns(pass, start, length) {
    const b = pass.bytes;
    if (start + 40 > pass.end || b[start]! >>> 4 !== 6) return pass.damaged();
    const { table, row } = pass;
    pass.internet(SHAPE.ip6, start);
    table.source[row] = pass.addresses.ip6(b, start + 8);
    table.destination[row] = pass.addresses.ip6(b, start + 24);
    let left = u16(b, start + 4);
    // A payload length of 0 is a jumbogram's, or comes from a sender that leaves the cutting to its network card.
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
    d.shared.set(PSEUDO, d.slice(start + 8, 32));
    extensionTree(d, layer, next, start + 40, left);
  },
};

/** Walks over the extension headers from `at` on and hands on to what follows; after reassembly it goes on from 0. */
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
      fragmentColumns(pass, key, at + 8, left - 8, word & 0xfff8, (word & 1) !== 0, (total) =>
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
    // A source route of type 0 ends elsewhere than its next hop (RFC 8200 section 8.1).
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
