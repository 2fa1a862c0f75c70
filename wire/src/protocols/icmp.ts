/** Internet Control Message Protocol (RFC 792). */
import { field } from './field.ts';
import type { Protocol } from './protocol.ts';

const TYPES: Record<number, string> = {
  0: 'Echo (ping) reply',
  3: 'Destination unreachable',
  4: 'Source quench',
  5: 'Redirect',
  8: 'Echo (ping) request',
  9: 'Router advertisement',
  10: 'Router solicitation',
  11: 'Time-to-live exceeded',
  12: 'Parameter problem',
  13: 'Timestamp request',
  14: 'Timestamp reply',
};

const CODES: Record<number, Record<number, string>> = {
  3: {
    0: 'Network unreachable',
    1: 'Host unreachable',
    2: 'Protocol unreachable',
    3: 'Port unreachable',
    4: 'Fragmentation needed',
    5: 'Source route failed',
    9: 'Network administratively prohibited',
    10: 'Host administratively prohibited',
    13: 'Communication administratively filtered',
  },
  5: { 0: 'Redirect for network', 1: 'Redirect for host' },
  11: { 0: 'Time to live exceeded in transit', 1: 'Fragment reassembly time exceeded' },
};

const F = {
  type: field('icmp.type', 'u8', 'Type', { names: TYPES }),
  code: field('icmp.code', 'u8', 'Code'),
  checksum: field('icmp.checksum', 'u16', 'Checksum', { base: 'hex' }),
  identifier: field('icmp.ident', 'u16', 'Identifier', { base: 'dec_hex' }),
  sequence: field('icmp.seq', 'u16', 'Sequence Number', { base: 'dec_hex' }),
  gateway: field('icmp.redir_gw', 'ip4', 'Gateway Address'),
  mtu: field('icmp.mtu', 'u16', 'MTU of next hop'),
};

const ECHO_REPLY = 0;
const UNREACHABLE = 3;
const REDIRECT = 5;
const ECHO = 8;
const EXCEEDED = 11;
const PARAMETER = 12;
const FRAGMENTATION_NEEDED = 4;

/** ICMP. */
export const icmp: Protocol = {
  name: 'icmp',
  label: 'ICMP',
  title: 'Internet Control Message Protocol',
  fields: Object.values(F),
  claims: { ip: [1] },

  dissect(d, at, length) {
    const [type, code] = [d.u8(at), d.u8(at + 1)];
    const reason = CODES[type]?.[code];
    const name = TYPES[type] ?? `Unknown ICMP (${type})`;
    const layer = d.layer(this, at, length);
    d.summary('ICMP', reason ? `${name} (${reason})` : name);
    d.add(layer, F.type, at, 1, type);
    d.add(layer, F.code, at + 1, 1, code, `Code: ${code}${reason ? ` (${reason})` : ''}`);
    d.add(layer, F.checksum, at + 2, 2, d.u16(at + 2));
    if (type === ECHO || type === ECHO_REPLY) {
      const [identifier, sequence] = [d.u16(at + 4), d.u16(at + 6)];
      const swapped = ((sequence & 0xff) << 8) | (sequence >>> 8);
      const { bytes } = d;
      const hops = bytes[d.capture.table.network[d.row]! + 8] ?? 0;
      d.summary('ICMP', () => {
        const number = identifier.toString(16).padStart(4, '0');
        return `${name.padEnd(20)} id=0x${number}, seq=${sequence}/${swapped}, ttl=${hops}`;
      });
      d.add(layer, F.identifier, at + 4, 2, identifier);
      d.add(layer, F.sequence, at + 6, 2, sequence);
      return d.rest(at + 8, length - 8);
    }
    if (type === REDIRECT) d.add(layer, F.gateway, at + 4, 4, d.u32(at + 4));
    if (type === UNREACHABLE && code === FRAGMENTATION_NEEDED) d.add(layer, F.mtu, at + 6, 2, d.u16(at + 6));
    const isError = type === UNREACHABLE || type === REDIRECT || type === EXCEEDED || type === PARAMETER;
    if (isError) d.quoted(() => void d.next('ethertype', 0x0800, at + 8, length - 8));
    else d.rest(at + 8, length - 8);
  },
};
