/** The Domain Name System over UDP and TCP (RFC 1035, RFC 7766), multicast DNS (RFC 6762) and LLMNR (RFC 4795). */
import type { Dissection } from '../../core/dissection.ts';
import { NO_STREAM, TRAITS } from '../../table/table.ts';
import { u16 } from '../../basics/bytes.ts';
import type { Protocol } from '../../core/protocol.ts';
import type { StreamProtocol } from '../../core/stream-protocol.ts';
import { DNS_FIELDS } from './fields.ts';
import { Matcher, matchOf } from './match.ts';
import { dnsTree } from './tree.ts';
import type { Match } from './tree.ts';

const PORT = 53;
const HEADER = 12;

/** DNS in datagrams. */
export const dns = inDatagrams('dns', 'DNS', 'Domain Name System', PORT);

/** Multicast DNS. */
export const mdns = inDatagrams('mdns', 'MDNS', 'Multicast Domain Name System', 5353);

/** Link-local multicast name resolution. */
export const llmnr = inDatagrams('llmnr', 'LLMNR', 'Link-local Multicast Name Resolution', 5355);

function inDatagrams(name: string, label: string, title: string, port: number): Protocol {
  return {
    name,
    label,
    title,
    fields: DNS_FIELDS,
    claims: { udp: [port] },

    dissect(d, at, length) {
      datagramTree(this, d, at, length);
    },
  };
}

function datagramTree(protocol: Protocol, d: Dissection, at: number, length: number): void {
  const { table } = d.capture;
  const stream = table.stream[d.row]!;
  const isRow =
    d.source === d.rowSource && (table.traits[d.row]! & TRAITS.udp) !== 0 && table.payload[d.row] === at;
  const match = isRow && stream !== NO_STREAM ? matchOf(d.capture, stream, d.row) : undefined;
  dnsTree(protocol, d, at, length, match, 0);
}

/** DNS in TCP: each message follows its length in two bytes (RFC 7766 section 8). */
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
