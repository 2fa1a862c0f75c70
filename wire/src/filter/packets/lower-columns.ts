/** Columns of the frame, of Ethernet, IPv4, IPv6 and UDP. */
import { TRAITS } from '../../table/table.ts';
import { u16, u24, u32 } from '../../basics/bytes.ts';
import { deltaNanos, encapsulationOf } from '../../protocols/frame.ts';
import { streamTime } from '../../protocols/stream-times.ts';
import { NumberColumnGroup } from './number-columns.ts';

const { ip4, ip6, udp } = TRAITS;
const group = new NumberColumnGroup();

/** Columns by field name. */
export const LOWER_COLUMNS = group.makes;

// The frame.
group.one('frame', () => () => 1);
group.one('frame.number', () => (row) => row + 1);
group.one(
  'frame.len',
  ({ table: { length } }) =>
    (row) =>
      length[row]!,
);
group.one(
  'frame.cap_len',
  ({ table: { captured } }) =>
    (row) =>
      captured[row]!,
);
group.one('frame.interface_id', ({ hasInterfaces, table }) =>
  hasInterfaces ? (row) => table.interface[row]! : () => NaN,
);
group.one('frame.marked', () => () => 0);
group.one('frame.encap_type', ({ interfaces, table }) => {
  const types = interfaces.map(({ linkType }) => encapsulationOf(linkType));
  return (row) => types[table.interface[row]!]!;
});
group.one(
  'frame.time_relative',
  ({ table }) =>
    (row) =>
      table.between(0, row),
);
group.one('frame.time_delta', (capture) => (row) => deltaNanos(capture, row));
group.one('frame.time_delta_displayed', (capture) => (row) => deltaNanos(capture, row));

// Ethernet, where it is the link layer.
function inEthernet(name: string, read: (bytes: Uint8Array, at: number) => number): void {
  group.one(name, ({ bytes, interfaces, table: { offset, captured, interface: link } }) => {
    const isEthernet = Uint8Array.from(interfaces, ({ linkType }) => (linkType === 1 ? 1 : 0));
    return (row) => (isEthernet[link[row]!] === 1 && captured[row]! >= 14 ? read(bytes, offset[row]!) : NaN);
  });
}
const hardware = (b: Uint8Array, at: number): number => u16(b, at) * 4_294_967_296 + u32(b, at + 2);
inEthernet('eth', () => 1);
inEthernet('eth.dst', hardware);
inEthernet('eth.src', (b, at) => hardware(b, at + 6));
group.bothEnds('eth.addr', 'eth.src', 'eth.dst');
inEthernet('eth.type', (b, at) => (u16(b, at + 12) >= 0x600 ? u16(b, at + 12) : NaN));
inEthernet('eth.len', (b, at) => (u16(b, at + 12) < 0x600 ? u16(b, at + 12) : NaN));

// IPv4 and IPv6.
function inIp4(name: string, read: (bytes: Uint8Array, at: number) => number): void {
  group.header(name, 'network', ip4, read);
}
function inIp6(name: string, read: (bytes: Uint8Array, at: number) => number): void {
  group.header(name, 'network', ip6, read);
}
inIp4('ip', () => 1);
group.one(
  'ip.version',
  ({ table: { traits } }) =>
    (row) =>
      traits[row]! & ip4 ? 4 : traits[row]! & ip6 ? 6 : NaN,
);
inIp4('ip.hdr_len', (b, at) => (b[at]! & 15) * 4);
inIp4('ip.dsfield', (b, at) => b[at + 1]!);
inIp4('ip.dsfield.dscp', (b, at) => b[at + 1]! >>> 2);
inIp4('ip.dsfield.ecn', (b, at) => b[at + 1]! & 3);
inIp4('ip.len', (b, at) => u16(b, at + 2));
inIp4('ip.id', (b, at) => u16(b, at + 4));
inIp4('ip.flags', (b, at) => b[at + 6]! >>> 5);
inIp4('ip.flags.rb', (b, at) => b[at + 6]! >>> 7);
inIp4('ip.flags.df', (b, at) => (b[at + 6]! >>> 6) & 1);
inIp4('ip.flags.mf', (b, at) => (b[at + 6]! >>> 5) & 1);
inIp4('ip.frag_offset', (b, at) => (u16(b, at + 6) & 0x1fff) * 8);
inIp4('ip.ttl', (b, at) => b[at + 8]!);
inIp4('ip.proto', (b, at) => b[at + 9]!);
inIp4('ip.checksum', (b, at) => u16(b, at + 10));
for (const [name, end] of [
  ['ip.src', 'source'],
  ['ip.dst', 'destination'],
] as const) {
  group.computed(name, ip4, ({ addresses: { words }, table }) => {
    const ids = table[end];
    return (row) => words[ids[row]! * 4]!;
  });
}
group.bothEnds('ip.addr', 'ip.src', 'ip.dst');
inIp6('ipv6', () => 1);
inIp6('ipv6.version', () => 6);
inIp6('ipv6.tclass', (b, at) => (u16(b, at) >>> 4) & 0xff);
inIp6('ipv6.flow', (b, at) => u24(b, at + 1) & 0xfffff);
inIp6('ipv6.plen', (b, at) => u16(b, at + 4));
inIp6('ipv6.nxt', (b, at) => b[at + 6]!);
inIp6('ipv6.hlim', (b, at) => b[at + 7]!);

// UDP.
group.header('udp', 'transport', udp, () => 1);
group.column('udp.srcport', udp, ({ table }) => table.sourcePort);
group.column('udp.dstport', udp, ({ table }) => table.destinationPort);
group.bothEnds('udp.port', 'udp.srcport', 'udp.dstport');
group.column('udp.stream', udp, ({ table }) => table.stream);
group.header('udp.length', 'transport', udp, (b, at) => u16(b, at + 4));
group.header('udp.checksum', 'transport', udp, (b, at) => u16(b, at + 6));
group.computed('udp.time_relative', udp, (capture) => (row) => streamTime(capture, 'udp', row, 'first'));
group.computed('udp.time_delta', udp, (capture) => (row) => streamTime(capture, 'udp', row, 'previous'));
