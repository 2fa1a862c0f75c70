/** Internet Protocol version 4 (RFC 791). */
import { ip4Text } from '../capture/addresses.ts';
import { SHAPE } from '../capture/table.ts';
import { u16, u32 } from '../files/bytes.ts';
import { sumOf } from './checksum.ts';
import { field } from './field.ts';
import { FRAGMENTS_4, fragmentColumns, fragmentFields, fragmentTree } from './ip-fragments.ts';
import { IP_PROTOCOLS } from './ip-protocols.ts';
import { ipv4Options, IPV4_OPTION_FIELDS } from './ipv4-options.ts';
import { hex } from './text.ts';
import type { Protocol } from './protocol.ts';

const F = {
  version: field('ip.version', 'u8', 'Version'),
  headerLength: field('ip.hdr_len', 'u8', 'Header Length'),
  services: field('ip.dsfield', 'u8', 'Differentiated Services Field', { base: 'hex' }),
  codepoint: field('ip.dsfield.dscp', 'u8', 'Differentiated Services Codepoint', {
    names: { 0: 'Default', 8: 'Class Selector 1', 46: 'Expedited Forwarding', 48: 'Class Selector 6' },
  }),
  congestion: field('ip.dsfield.ecn', 'u8', 'Explicit Congestion Notification', {
    names: {
      0: 'Not ECN-Capable Transport',
      1: 'ECN-Capable Transport codepoint 01',
      2: 'ECN-Capable Transport codepoint 10',
      3: 'Congestion Experienced',
    },
  }),
  totalLength: field('ip.len', 'u16', 'Total Length'),
  identification: field('ip.id', 'u16', 'Identification', { base: 'hex_dec' }),
  flags: field('ip.flags', 'u8', 'Flags', { base: 'hex' }),
  reserved: field('ip.flags.rb', 'bool', 'Reserved bit'),
  dontFragment: field('ip.flags.df', 'bool', "Don't fragment"),
  moreFragments: field('ip.flags.mf', 'bool', 'More fragments'),
  fragmentOffset: field('ip.frag_offset', 'u16', 'Fragment Offset'),
  timeToLive: field('ip.ttl', 'u8', 'Time to Live'),
  protocol: field('ip.proto', 'u8', 'Protocol', { names: IP_PROTOCOLS }),
  checksum: field('ip.checksum', 'u16', 'Header Checksum', { base: 'hex' }),
  checksumStatus: field('ip.checksum.status', 'u8', 'Header checksum status', {
    names: { 0: 'Bad', 1: 'Good', 2: 'Unverified', 3: 'Not present' },
  }),
  source: field('ip.src', 'ip4', 'Source Address'),
  destination: field('ip.dst', 'ip4', 'Destination Address'),
  address: field('ip.addr', 'ip4', 'Source or Destination Address'),
};

/** IPv4. */
export const ipv4: Protocol = {
  name: 'ip',
  label: 'IPv4',
  title: 'Internet Protocol Version 4',
  fields: [...Object.values(F), ...IPV4_OPTION_FIELDS, ...fragmentFields(FRAGMENTS_4)],
  claims: { ethertype: [0x0800], ip: [4] },

  columns(pass, at, length) {
    const b = pass.bytes;
    if (at + 20 > pass.end) return pass.damaged();
    const headerLength = (b[at]! & 15) * 4;
    if (b[at]! >>> 4 !== 4 || headerLength < 20) return pass.damaged();
    const { table, row } = pass;
    // A total length of 0 comes from a sender that leaves the cutting into segments to its network card.
    let total = u16(b, at + 2);
    if (total === 0) total = length;
    if (total < headerLength) return pass.damaged();
    if (total > length) {
      total = length;
      pass.damaged();
    }
    pass.internet(SHAPE.ip4, at);
    table.source[row] = pass.addresses.ip4(u32(b, at + 12));
    table.destination[row] = pass.addresses.ip4(u32(b, at + 16));
    const protocol = b[at + 9]!;
    table.ipProtocol[row] = protocol;
    const fragment = u16(b, at + 6);
    if ((fragment & 0x3fff) !== 0) {
      const key = `${table.source[row]} ${table.destination[row]} ${protocol} ${u16(b, at + 4)}`;
      const [from, room] = [at + headerLength, total - headerLength];
      const offset = (fragment & 0x1fff) * 8;
      const whole = (size: number): void => void pass.next('ip', protocol, 0, size);
      fragmentColumns(pass, key, from, room, offset, (fragment & 0x2000) !== 0, whole);
      return;
    }
    pass.next('ip', protocol, at + headerLength, total - headerLength);
  },

  dissect(d, at, length) {
    const headerLength = (d.u8(at) & 15) * 4;
    const [from, to] = [d.u32(at + 12), d.u32(at + 16)];
    const layer = d.layer(
      this,
      at,
      headerLength,
      `Internet Protocol Version 4, Src: ${ip4Text(from)}, Dst: ${ip4Text(to)}`,
    );
    const protocol = d.u8(at + 9);
    d.summary('IPv4', () => `${IP_PROTOCOLS[protocol] ?? 'Unknown'} (${protocol})`);
    const version = d.u8(at) >>> 4;
    d.add(layer, F.version, at, 1, version);
    if (version !== 4) {
      d.summary('IPv4', `Bogus IPv4 version (${version}, must be 4)`);
      return d.note(layer, `[Bogus IPv4 version ${version}]`);
    }
    d.add(
      layer,
      F.headerLength,
      at,
      1,
      headerLength,
      `Header Length: ${headerLength} bytes (${headerLength / 4})`,
    );
    const services = d.add(layer, F.services, at + 1, 1, d.u8(at + 1));
    d.add(services, F.codepoint, at + 1, 1, d.u8(at + 1) >>> 2);
    d.add(services, F.congestion, at + 1, 1, d.u8(at + 1) & 3);
    const announced = d.u16(at + 2);
    d.add(layer, F.totalLength, at + 2, 2, announced);
    d.add(layer, F.identification, at + 4, 2, d.u16(at + 4));
    const fragment = d.u16(at + 6);
    const flags = d.add(layer, F.flags, at + 6, 1, fragment >>> 13);
    d.add(flags, F.reserved, at + 6, 1, (fragment & 0x8000) !== 0);
    d.add(flags, F.dontFragment, at + 6, 1, (fragment & 0x4000) !== 0);
    d.add(flags, F.moreFragments, at + 6, 1, (fragment & 0x2000) !== 0);
    const offset = (fragment & 0x1fff) * 8;
    d.add(layer, F.fragmentOffset, at + 6, 2, fragment & 0x1fff, `Fragment Offset: ${offset}`);
    d.add(layer, F.timeToLive, at + 8, 1, d.u8(at + 8));
    d.add(layer, F.protocol, at + 9, 1, protocol);
    const checksum = d.add(layer, F.checksum, at + 10, 2, d.u16(at + 10));
    d.computed(checksum, F.checksumStatus, 2);
    for (const [own, place, value] of [
      [F.source, at + 12, from],
      [F.destination, at + 16, to],
    ] as const) {
      d.add(layer, own, place, 4, value);
      d.hidden(layer, F.address, place, 4, value);
    }
    if (headerLength < 20) return d.note(layer, `[The header length of ${headerLength} is less than 20]`);
    let total = announced === 0 ? length : announced;
    if (total > length) d.note(layer, `[IP total length ${total} exceeds the frame's ${length} bytes]`);
    total = Math.min(total, length);
    if (total < headerLength) return d.note(layer, '[The total length is less than the header length]');
    if (headerLength > 20) ipv4Options(d, layer, at + 20, at + headerLength);
    if (d.has(at, headerLength) && sumOf(d.bytes, at, at + headerLength) !== 0xffff && d.u16(at + 10) !== 0) {
      d.note(
        checksum,
        `[Header checksum ${hex(d.u16(at + 10), 4)} does not fit the header; perhaps the network card fills it in]`,
      );
    }
    const [inner, rest] = [at + headerLength, total - headerLength];
    if (fragment & 0x3fff) {
      d.summary(
        'IPv4',
        () =>
          `Fragmented IP protocol (proto=${IP_PROTOCOLS[protocol] ?? protocol} ${protocol}, off=${offset}, ID=${d
            .u16(at + 4)
            .toString(16)
            .padStart(4, '0')})`,
      );
      const whole = (size: number): void => {
        if (!d.next('ip', protocol, 0, size)) d.rest(0, size);
      };
      if (fragmentTree(d, layer, FRAGMENTS_4, inner, whole)) return;
      // A first fragment that the capture cut short is read as far as it goes, as Wireshark does.
      const isCut = offset === 0 && !d.has(inner, rest);
      if (!isCut || !d.next('ip', protocol, inner, rest)) d.rest(inner, rest);
    } else if (!d.next('ip', protocol, inner, rest)) d.rest(inner, rest);
  },
};
