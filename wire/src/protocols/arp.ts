/**
 * Address Resolution Protocol for IPv4 over Ethernet (RFC 826), also Reverse ARP and Inverse ARP (RFC 903, RFC 2390).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |       Hardware type (1)       |     Protocol type (0x0800)    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  HW size (6)  | Proto size(4) |           Operation           |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |               Sender hardware address (6 bytes)               |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  ... sender hardware address  |       Sender IP address       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |     ... sender IP address     |    Target hardware address    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |             ... target hardware address (6 bytes)             |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                       Target IP address                       |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * The sizes are those of Ethernet and IPv4, the only ones that this library reads.
 */
import { ip4Text } from '../table/addresses.ts';
import { ETHERTYPES } from './ethertypes.ts';
import { field } from '../core/field.ts';
import { macText } from './text.ts';
import type { Protocol } from '../core/protocol.ts';

const F = {
  hardwareType: field('arp.hw.type', 'u16', 'Hardware type', { names: { 1: 'Ethernet' } }),
  protocolType: field('arp.proto.type', 'u16', 'Protocol type', { base: 'hex', names: ETHERTYPES }),
  hardwareSize: field('arp.hw.size', 'u8', 'Hardware size'),
  protocolSize: field('arp.proto.size', 'u8', 'Protocol size'),
  operation: field('arp.opcode', 'u16', 'Opcode', {
    names: { 1: 'request', 2: 'reply', 3: 'reverse request', 4: 'reverse reply' },
  }),
  isGratuitous: field('arp.isgratuitous', 'bool', 'Is gratuitous'),
  sourceHardware: field('arp.src.hw_mac', 'mac', 'Sender MAC address'),
  sourceProtocol: field('arp.src.proto_ipv4', 'ip4', 'Sender IP address'),
  targetHardware: field('arp.dst.hw_mac', 'mac', 'Target MAC address'),
  targetProtocol: field('arp.dst.proto_ipv4', 'ip4', 'Target IP address'),
};

/** ARP. */
export const arp: Protocol = {
  name: 'arp',
  label: 'ARP',
  title: 'Address Resolution Protocol',
  fields: Object.values(F),
  claims: { ethertype: [0x0806, 0x0808, 0x8035] },

  dissect(d, at) {
    const operation = d.u16(at + 6);
    const [hardwareSize, protocolSize] = [d.u8(at + 4), d.u8(at + 5)];
    if (d.source === 0) d.packetEnd ??= at + 8 + 2 * (hardwareSize + protocolSize);
    const layer = d.layer(
      this,
      at,
      8 + 2 * (hardwareSize + protocolSize),
      `Address Resolution Protocol (${F.operation.names?.get(operation) ?? operation})`,
    );
    d.summary('ARP', `Opcode ${operation}`);
    d.add(layer, F.hardwareType, at, 2, d.u16(at));
    d.add(layer, F.protocolType, at + 2, 2, d.u16(at + 2));
    d.add(layer, F.hardwareSize, at + 4, 1, hardwareSize);
    d.add(layer, F.protocolSize, at + 5, 1, protocolSize);
    d.add(layer, F.operation, at + 6, 2, operation);
    if (hardwareSize !== 6 || protocolSize !== 4) return;
    const from = d.u32(at + 14);
    const to = d.u32(at + 24);
    const fromHardware = d.slice(at + 8, 6);
    const isGratuitous = from === to;
    d.summary('ARP', () => {
      if (operation === 2) {
        return `${isGratuitous ? 'Gratuitous ARP for ' : ''}${ip4Text(from)}${isGratuitous ? ' (Reply)' : ` is at ${macText(fromHardware)}`}`;
      }
      if (isGratuitous) return `ARP Announcement for ${ip4Text(from)}`;
      return from === 0
        ? `Who has ${ip4Text(to)}? (ARP Probe)`
        : `Who has ${ip4Text(to)}? Tell ${ip4Text(from)}`;
    });
    if (isGratuitous) d.computed(layer, F.isGratuitous, true);
    d.add(layer, F.sourceHardware, at + 8, 6, fromHardware);
    d.add(layer, F.sourceProtocol, at + 14, 4, from);
    d.add(layer, F.targetHardware, at + 18, 6, d.slice(at + 18, 6));
    d.add(layer, F.targetProtocol, at + 24, 4, to);
  },
};
