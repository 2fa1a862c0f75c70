/** Linux cooked captures, version 1 and 2 (https://www.tcpdump.org/linktypes/LINKTYPE_LINUX_SLL2.html). */
import { ETHERTYPES } from './ethertypes.ts';
import { field } from '../core/field.ts';
import type { Dissection } from '../core/dissection.ts';
import type { Pass } from '../core/pass.ts';
import type { Item } from '../core/field.ts';
import type { Protocol } from '../core/protocol.ts';

const F = {
  packetType: field('sll.pkttype', 'u16', 'Packet type', {
    names: {
      0: 'Unicast to us',
      1: 'Broadcast',
      2: 'Multicast',
      3: 'Unicast to another host',
      4: 'Sent by us',
    },
  }),
  hardwareType: field('sll.hatype', 'u16', 'Link-layer address type', {
    names: { 1: 'Ethernet', 772: 'Loopback' },
  }),
  addressLength: field('sll.halen', 'u16', 'Link-layer address length'),
  source: field('sll.src.eth', 'mac', 'Source'),
  sourceOther: field('sll.src.other', 'bytes', 'Source'),
  unused: field('sll.unused', 'bytes', 'Unused'),
  interface: field('sll.ifindex', 'u32', 'Interface index'),
  protocol: field('sll.etype', 'u16', 'Protocol', { base: 'hex', names: ETHERTYPES }),
  lengthType: field('sll.ltype', 'u16', 'Protocol', { base: 'hex' }),
};

/** Protocol value of an 802.2 frame without EtherType. */
const LLC = 4;

function hand(pass: Pass, type: number, at: number, length: number): void {
  if (type === LLC) pass.next('llc', 0, at, length);
  else pass.next('ethertype', type, at, length);
}

function handTree(d: Dissection, type: number, at: number, length: number): void {
  if (!(type === LLC ? d.next('llc', 0, at, length) : d.next('ethertype', type, at, length))) d.rest(at);
}

function address(d: Dissection, layer: Item, at: number, length: number): void {
  if (length === 6) d.add(layer, F.source, at, 6, d.slice(at, 6));
  else if (length > 0 && length <= 8) d.add(layer, F.sourceOther, at, length, d.slice(at, length));
}

/** The unused bytes of an address shorter than its eight bytes. */
function unused(d: Dissection, layer: Item, at: number, length: number): void {
  if (length < 8) d.add(layer, F.unused, at + length, 8 - length, d.slice(at + length, 8 - length));
}

/** Linux cooked capture v1. */
export const sll: Protocol = {
  name: 'sll',
  label: 'SLL',
  title: 'Linux cooked capture v1',
  fields: Object.values(F),
  claims: { link: [113] },

  columns(pass, at, length) {
    if (at + 16 > pass.end) return pass.damaged();
    hand(pass, (pass.bytes[at + 14]! << 8) | pass.bytes[at + 15]!, at + 16, length - 16);
  },

  dissect(d, at, length) {
    const layer = d.layer(this, at, 16);
    const addressLength = d.u16(at + 4);
    const type = d.u16(at + 14);
    d.summary('SLL', `${F.packetType.names?.get(d.u16(at)) ?? 'Unknown'}`);
    d.add(layer, F.packetType, at, 2, d.u16(at));
    d.add(layer, F.hardwareType, at + 2, 2, d.u16(at + 2));
    d.add(layer, F.addressLength, at + 4, 2, addressLength);
    address(d, layer, at + 6, addressLength);
    unused(d, layer, at + 6, addressLength);
    d.add(layer, type >= 0x600 ? F.protocol : F.lengthType, at + 14, 2, type);
    handTree(d, type, at + 16, length - 16);
  },
};

/** Linux cooked capture v2. */
export const sll2: Protocol = {
  name: 'sll',
  label: 'SLL',
  title: 'Linux cooked capture v2',
  fields: [],
  claims: { link: [276] },

  columns(pass, at, length) {
    if (at + 20 > pass.end) return pass.damaged();
    hand(pass, (pass.bytes[at]! << 8) | pass.bytes[at + 1]!, at + 20, length - 20);
  },

  dissect(d, at, length) {
    const layer = d.layer(this, at, 20);
    const type = d.u16(at);
    const addressLength = d.u8(at + 11);
    d.summary('SLL', `${F.packetType.names?.get(d.u8(at + 10)) ?? 'Unknown'}`);
    d.add(layer, type >= 0x600 ? F.protocol : F.lengthType, at, 2, type);
    d.add(layer, F.interface, at + 4, 4, d.u32(at + 4));
    d.add(layer, F.hardwareType, at + 8, 2, d.u16(at + 8));
    d.add(layer, F.packetType, at + 10, 1, d.u8(at + 10));
    d.add(layer, F.addressLength, at + 11, 1, addressLength);
    address(d, layer, at + 12, addressLength);
    unused(d, layer, at + 12, addressLength);
    handTree(d, type, at + 20, length - 20);
  },
};
