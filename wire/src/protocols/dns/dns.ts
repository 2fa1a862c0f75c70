/** The Domain Name System over UDP and TCP (RFC 1035, RFC 7766), multicast DNS (RFC 6762) and LLMNR (RFC 4795). */
import type { Dissection } from '../../capture/dissection.ts';
import { NO_STREAM, SHAPE } from '../../capture/table.ts';
import { u16 } from '../../files/bytes.ts';
import type { Protocol } from '../protocol.ts';
import type { StreamProtocol } from '../stream-protocol.ts';
import { DNS_FIELDS } from './fields.ts';
import { Matcher, matchOf } from './match.ts';
import { dnsTree } from './tree.ts';
import type { Match } from './tree.ts';

const PORT = 53;
const HEADER = 12;

/** DNS in datagrams. */
export const dns: Protocol = {
  name: 'dns',
  label: 'DNS',
  title: 'Domain Name System',
  fields: DNS_FIELDS,
  claims: { udp: [PORT] },

  dissect(d, at, length) {
    datagramTree(this, d, at, length);
  },
};

/** Multicast DNS. */
export const mdns: Protocol = {
  name: 'mdns',
  label: 'MDNS',
  title: 'Multicast Domain Name System',
  fields: DNS_FIELDS,
  claims: { udp: [5353] },

  dissect(d, at, length) {
    datagramTree(this, d, at, length);
  },
};

/** Link-local multicast name resolution. */
export const llmnr: Protocol = {
  name: 'llmnr',
  label: 'LLMNR',
  title: 'Link-local Multicast Name Resolution',
  fields: DNS_FIELDS,
  claims: { udp: [5355] },

  dissect(d, at, length) {
    datagramTree(this, d, at, length);
  },
};

function datagramTree(protocol: Protocol, d: Dissection, at: number, length: number): void {
  const { table } = d.capture;
  const stream = table.stream[d.row]!;
  const isRow =
    d.source === d.rowSource && (table.shape[d.row]! & SHAPE.udp) !== 0 && table.payload[d.row] === at;
  const match = isRow && stream !== NO_STREAM ? matchOf(d.capture, stream, d.row) : undefined;
  dnsTree(protocol, d, at, length, match, 0);
}

/** DNS in TCP: each message behind two bytes of length (RFC 7766 section 8). */
export const dnsStream: StreamProtocol<Matcher> = {
  name: 'dns',
  label: 'DNS',
  title: 'Domain Name System',
  fields: DNS_FIELDS,
  ports: [PORT],

  open: () => new Matcher(),

  cut(matcher, { bytes, row }) {
    if (bytes.length < 2) return 'more';
    const length = 2 + u16(bytes, 0);
    if (length < 2 + HEADER) return 'foreign';
    if (bytes.length < length) return length;
    return { length, data: matcher.add(u16(bytes, 2), (u16(bytes, 4) & 0x8000) !== 0, row) };
  },

  dissect(d, message, at) {
    dnsTree(this, d, at, message.bytes.length, message.data as Match | undefined, 2);
  },
};
