/**
 * Internet Protocol version 4 (RFC 791).
 *
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |Version|  IHL  |    DSCP   |ECN|          Total length         |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |         Identification        |Flags|     Fragment offset     |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  Time to live |    Protocol   |        Header checksum        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Source address                        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                      Destination address                      |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                    Options (IHL - 5 words)                    |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 *
 * IHL is the length of the header in words of 32 bits; the fragment offset counts in units of 8 bytes.
 */
import { ip4Text } from '../table/addresses.ts';
import { TRAITS } from '../table/table.ts';
import { u16, u32 } from '../basics/bytes.ts';
import { sumOf } from './checksum.ts';
import type { Dissection } from '../core/dissection.ts';
import { field } from '../core/field.ts';
import type { Item } from '../core/field.ts';
import { FRAGMENTS_4, fragmentColumns, fragmentFields, fragmentTree } from './ip-fragments.ts';
import { IP_PROTOCOLS } from './ip-protocols.ts';
import { ipv4Options, IPV4_OPTION_FIELDS } from './ipv4-options.ts';
import { hex } from './text.ts';
import type { Protocol } from '../core/protocol.ts';

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

/** Where the fields of the header are, in bytes from its beginning. */
const AT = {
  services: 1,
  totalLength: 2,
  identification: 4,
  fragment: 6,
  timeToLive: 8,
  protocol: 9,
  checksum: 10,
  source: 12,
  destination: 16,
} as const;

/** Bytes of a header without options. */
const MIN_HEADER = 20;

/** The bits of the flags and the fragment offset. `any`: either of those that only a fragment has is set. */
const FRAGMENT = { reserved: 0x8000, dont: 0x4000, more: 0x2000, offset: 0x1fff, any: 0x3fff } as const;

/** IPv4. */
export const ipv4: Protocol = {
  name: 'ip',
  label: 'IPv4',
  title: 'Internet Protocol Version 4',
  fields: [...Object.values(F), ...IPV4_OPTION_FIELDS, ...fragmentFields(FRAGMENTS_4)],
  claims: { ethertype: [0x0800], ip: [4] },

  columns(pass, at, length) {
    const b = pass.bytes;
    if (at + MIN_HEADER > pass.end) return pass.damaged();
    const headerLength = (b[at]! & 15) * 4;
    if (b[at]! >>> 4 !== 4 || headerLength < MIN_HEADER) return pass.damaged();
    const { table, row } = pass;
    // A total length of 0 comes from a sender that leaves segmentation to its network card.
    let total = u16(b, at + AT.totalLength);
    if (total === 0) total = length;
    if (total < headerLength) return pass.damaged();
    if (total > length) {
      total = length;
      pass.damaged();
    }
    pass.internet(TRAITS.ip4, at);
    table.source[row] = pass.addresses.ip4(u32(b, at + AT.source));
    table.destination[row] = pass.addresses.ip4(u32(b, at + AT.destination));
    const protocol = b[at + AT.protocol]!;
    table.ipProtocol[row] = protocol;
    const fragment = u16(b, at + AT.fragment);
    if ((fragment & FRAGMENT.any) !== 0) {
      const key = `${table.source[row]} ${table.destination[row]} ${protocol} ${u16(b, at + AT.identification)}`;
      const offset = (fragment & FRAGMENT.offset) * 8;
      const hasMore = (fragment & FRAGMENT.more) !== 0;
      fragmentColumns(
        pass,
        { key, at: at + headerLength, length: total - headerLength, offset, hasMore },
        (size) => void pass.next('ip', protocol, 0, size),
      );
      return;
    }
    pass.next('ip', protocol, at + headerLength, total - headerLength);
  },

  dissect(d, at, length) {
    const headerLength = (d.u8(at) & 15) * 4;
    const [from, to] = [d.u32(at + AT.source), d.u32(at + AT.destination)];
    const layer = d.layer(
      this,
      at,
      headerLength,
      `Internet Protocol Version 4, Src: ${ip4Text(from)}, Dst: ${ip4Text(to)}`,
    );
    const protocol = d.u8(at + AT.protocol);
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
    const checksum = fieldsTree(d, layer, at);
    const announced = d.u16(at + AT.totalLength);
    if (headerLength < MIN_HEADER)
      return d.note(layer, `[The header length of ${headerLength} is less than ${MIN_HEADER}]`);
    let total = announced === 0 ? length : announced;
    if (total > length) d.note(layer, `[IP total length ${total} exceeds the frame's ${length} bytes]`);
    total = Math.min(total, length);
    if (d.source === 0) d.packetEnd ??= at + total;
    if (total < headerLength) return d.note(layer, '[The total length is less than the header length]');
    if (headerLength > MIN_HEADER) ipv4Options(d, layer, at + MIN_HEADER, at + headerLength);
    if (
      d.has(at, headerLength) &&
      sumOf(d.bytes, at, at + headerLength) !== 0xffff &&
      d.u16(at + AT.checksum) !== 0
    ) {
      d.note(
        checksum,
        `[Header checksum ${hex(d.u16(at + AT.checksum), 4)} does not match the header; perhaps the network card fills it in]`,
      );
    }
    if (d.u16(at + AT.fragment) & FRAGMENT.any) fragmentPayload(d, layer, at, total - headerLength);
    else if (!d.next('ip', protocol, at + headerLength, total - headerLength))
      d.rest(at + headerLength, total - headerLength);
  },
};

/** Adds the fields of the header after the first byte, except the options; returns the checksum. */
function fieldsTree(d: Dissection, layer: Item, at: number): Item {
  const services = d.add(layer, F.services, at + AT.services, 1, d.u8(at + AT.services));
  d.add(services, F.codepoint, at + AT.services, 1, d.u8(at + AT.services) >>> 2);
  d.add(services, F.congestion, at + AT.services, 1, d.u8(at + AT.services) & 3);
  d.add(layer, F.totalLength, at + AT.totalLength, 2, d.u16(at + AT.totalLength));
  d.add(layer, F.identification, at + AT.identification, 2, d.u16(at + AT.identification));
  const fragment = d.u16(at + AT.fragment);
  const flags = d.add(layer, F.flags, at + AT.fragment, 1, fragment >>> 13);
  d.add(flags, F.reserved, at + AT.fragment, 1, (fragment & FRAGMENT.reserved) !== 0);
  d.add(flags, F.dontFragment, at + AT.fragment, 1, (fragment & FRAGMENT.dont) !== 0);
  d.add(flags, F.moreFragments, at + AT.fragment, 1, (fragment & FRAGMENT.more) !== 0);
  const offset = (fragment & FRAGMENT.offset) * 8;
  d.add(
    layer,
    F.fragmentOffset,
    at + AT.fragment,
    2,
    fragment & FRAGMENT.offset,
    `Fragment Offset: ${offset}`,
  );
  d.add(layer, F.timeToLive, at + AT.timeToLive, 1, d.u8(at + AT.timeToLive));
  d.add(layer, F.protocol, at + AT.protocol, 1, d.u8(at + AT.protocol));
  const checksum = d.add(layer, F.checksum, at + AT.checksum, 2, d.u16(at + AT.checksum));
  d.computed(checksum, F.checksumStatus, 2);
  for (const [own, place] of [
    [F.source, at + AT.source],
    [F.destination, at + AT.destination],
  ] as const) {
    const value = d.u32(place);
    d.add(layer, own, place, 4, value);
    d.hidden(layer, F.address, place, 4, value);
  }
  return checksum;
}

/** Continues with the packet that a fragment completes; otherwise the fragment's `length` bytes are only shown. */
function fragmentPayload(d: Dissection, layer: Item, at: number, length: number): void {
  const protocol = d.u8(at + AT.protocol);
  const from = at + (d.u8(at) & 15) * 4;
  const offset = (d.u16(at + AT.fragment) & FRAGMENT.offset) * 8;
  d.summary('IPv4', () => {
    const identification = hex(d.u16(at + AT.identification), 4).slice(2);
    return `Fragmented IP protocol (proto=${IP_PROTOCOLS[protocol] ?? protocol} ${protocol}, off=${offset}, ID=${identification})`;
  });
  const whole = (size: number): void => {
    if (!d.next('ip', protocol, 0, size)) d.rest(0, size);
  };
  if (fragmentTree(d, layer, FRAGMENTS_4, from, whole)) return;
  // A first fragment that the capture cut short is read as far as it goes, as in Wireshark.
  const isCut = offset === 0 && !d.has(from, length);
  if (!isCut || !d.next('ip', protocol, from, length)) d.rest(from, length);
}
