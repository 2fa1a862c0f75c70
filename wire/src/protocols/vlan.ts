/** IEEE 802.1Q VLAN tags, also stacked (802.1ad). */
import { ETHERTYPES } from './ethertypes.ts';
import { field } from '../core/field.ts';
import type { Protocol } from '../core/protocol.ts';

const F = {
  priority: field('vlan.priority', 'u16', 'Priority'),
  dropEligible: field('vlan.dei', 'bool', 'DEI'),
  id: field('vlan.id', 'u16', 'ID'),
  type: field('vlan.etype', 'u16', 'Type', { base: 'hex', names: ETHERTYPES }),
  length: field('vlan.len', 'u16', 'Length'),
  trailer: field('vlan.trailer', 'bytes', 'Trailer'),
};

/** Bytes after a tagged packet, whatever they are. */
export const VLAN_TRAILER = F.trailer;

/** VLAN tag. */
export const vlan: Protocol = {
  name: 'vlan',
  label: 'VLAN',
  title: '802.1Q Virtual LAN',
  fields: Object.values(F),
  claims: { ethertype: [0x8100, 0x88a8, 0x9100] },

  columns(pass, at, length) {
    if (at + 4 > pass.end) return pass.damaged();
    const type = (pass.bytes[at + 2]! << 8) | pass.bytes[at + 3]!;
    if (type >= 0x600) pass.next('ethertype', type, at + 4, length - 4);
    else if (type <= 1500) pass.next('llc', 0, at + 4, Math.min(type, length - 4));
  },

  dissect(d, at, length) {
    const tag = d.u16(at);
    const type = d.u16(at + 2);
    const isType = type >= 0x600;
    const [priority, id] = [tag >>> 13, tag & 0xfff];
    const layer = d.layer(
      this,
      at,
      4,
      `802.1Q Virtual LAN, PRI: ${priority}, DEI: ${(tag >> 12) & 1}, ID: ${id}`,
    );
    d.summary('VLAN', `PRI: ${priority} DEI: ${(tag >> 12) & 1} ID: ${id}`);
    d.add(layer, F.priority, at, 2, priority);
    d.add(layer, F.dropEligible, at, 2, (tag & 0x1000) !== 0);
    d.add(layer, F.id, at, 2, id);
    d.add(layer, isType ? F.type : F.length, at + 2, 2, type);
    const isKnown = isType
      ? d.next('ethertype', type, at + 4, length - 4)
      : d.next('llc', 0, at + 4, Math.min(type, length - 4));
    if (!isKnown) d.rest(at + 4);
  },
};
