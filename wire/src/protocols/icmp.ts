/** Internet Control Message Protocol (RFC 792, RFC 950, RFC 1256). */
import type { Dissection } from '../core/dissection.ts';
import { CHECKSUM_STATUS, checksumTree } from './checksum.ts';
import { echoAt, echoText, echoTree } from './echo-match.ts';
import { field } from '../core/field.ts';
import type { Item } from '../core/field.ts';
import { CODES, TYPES } from './icmp-names.ts';
import type { Protocol } from '../core/protocol.ts';

const F = {
  type: field('icmp.type', 'u8', 'Type', { names: TYPES }),
  code: field('icmp.code', 'u8', 'Code'),
  checksum: field('icmp.checksum', 'u16', 'Checksum', { base: 'hex' }),
  checksumStatus: field('icmp.checksum.status', 'u8', 'Checksum Status', { names: CHECKSUM_STATUS }),
  length: field('icmp.length', 'u8', 'Length'),
  unused: field('icmp.unused', 'bytes', 'Unused'),
  identifier: field('icmp.ident', 'u16', 'Identifier (BE)', { base: 'dec_hex' }),
  identifierSwapped: field('icmp.ident_le', 'u16', 'Identifier (LE)', { base: 'dec_hex' }),
  sequence: field('icmp.seq', 'u16', 'Sequence Number (BE)', { base: 'dec_hex' }),
  sequenceSwapped: field('icmp.seq_le', 'u16', 'Sequence Number (LE)', { base: 'dec_hex' }),
  gateway: field('icmp.redir_gw', 'ip4', 'Gateway Address'),
  mtu: field('icmp.mtu', 'u16', 'MTU of next hop'),
  pointer: field('icmp.pointer', 'u32', 'Pointer'),
  originated: field('icmp.originate_timestamp', 'u32', 'Originate Timestamp'),
  received: field('icmp.receive_timestamp', 'u32', 'Receive Timestamp'),
  transmitted: field('icmp.transmit_timestamp', 'u32', 'Transmit Timestamp'),
  mask: field('icmp.address_mask', 'ip4', 'Address Mask'),
  responseIn: field('icmp.resp_in', 'frame', 'Response frame'),
  responseTo: field('icmp.resp_to', 'frame', 'Request frame'),
  responseTime: field('icmp.resptime', 'f64', 'Response time'),
};

const TYPE = {
  echoReply: 0,
  unreachable: 3,
  quench: 4,
  redirect: 5,
  echo: 8,
  exceeded: 11,
  parameter: 12,
  timestamp: 13,
  timestampReply: 14,
  mask: 17,
  maskReply: 18,
};
const FRAGMENTATION_NEEDED = 4;
const QUOTING = new Set([TYPE.unreachable, TYPE.quench, TYPE.redirect, TYPE.exceeded, TYPE.parameter]);

/** ICMP. */
export const icmp: Protocol = {
  name: 'icmp',
  label: 'ICMP',
  title: 'Internet Control Message Protocol',
  fields: Object.values(F),
  claims: { ip: [1] },

  columns(pass, at) {
    pass.table.transport[pass.row] = at - pass.base;
  },

  dissect(d, at, length) {
    const [type, code] = [d.u8(at), d.u8(at + 1)];
    const reason = CODES[type]?.[code];
    const name = TYPES[type] ?? `Unknown ICMP (${type})`;
    const layer = d.layer(this, at, length);
    d.summary('ICMP', reason ? `${name} (${reason})` : name);
    d.add(layer, F.type, at, 1, type);
    d.add(layer, F.code, at + 1, 1, code, `Code: ${code}${reason ? ` (${reason})` : ''}`);
    checksumTree(d, layer, F, at, length);
    if (type === TYPE.echo || type === TYPE.echoReply) return requestTree(d, layer, name, at, length);
    if (QUOTING.has(type)) {
      errorTree(d, layer, type, code, at);
      if (!d.has(at + 8, 1)) return;
      return d.quoted(() => void d.next('ethertype', 0x0800, at + 8, length - 8));
    }
    if (type === TYPE.timestamp || type === TYPE.timestampReply) {
      numbers(d, layer, at);
      for (const [i, own] of [F.originated, F.received, F.transmitted].entries()) {
        d.add(layer, own, at + 8 + i * 4, 4, d.u32(at + 8 + i * 4));
      }
      return d.rest(at + 20, length - 20);
    }
    if (type === TYPE.mask || type === TYPE.maskReply) {
      numbers(d, layer, at);
      d.add(layer, F.mask, at + 8, 4, d.u32(at + 8));
      return d.rest(at + 12, length - 12);
    }
    d.rest(at + 4, length - 4);
  },
};

function errorTree(d: Dissection, layer: Item, type: number, code: number, at: number): void {
  if (type === TYPE.redirect) return void d.add(layer, F.gateway, at + 4, 4, d.u32(at + 4));
  if (type === TYPE.parameter) return void d.add(layer, F.pointer, at + 4, 1, d.u8(at + 4));
  if (type === TYPE.unreachable && code === FRAGMENTATION_NEEDED) {
    return void d.add(layer, F.mtu, at + 6, 2, d.u16(at + 6));
  }
  // The second byte may give the length of the quoted packet (RFC 4884 section 4).
  if (d.u8(at + 5) === 0) return void d.add(layer, F.unused, at + 4, 4, d.slice(at + 4, 4));
  d.add(layer, F.unused, at + 4, 1, d.slice(at + 4, 1));
  d.add(layer, F.length, at + 5, 1, d.u8(at + 5));
  d.add(layer, F.unused, at + 6, 2, d.slice(at + 6, 2));
}

/** Identifier and sequence number; systems differ in the byte order in which they write them. */
function numbers(d: Dissection, layer: Item, at: number): void {
  for (const [place, plain, swapped] of [
    [at + 4, F.identifier, F.identifierSwapped],
    [at + 6, F.sequence, F.sequenceSwapped],
  ] as const) {
    const value = d.u16(place);
    d.add(layer, plain, place, 2, value);
    d.add(layer, swapped, place, 2, swap(value));
  }
}

function requestTree(d: Dissection, layer: Item, name: string, at: number, length: number): void {
  const { capture, row } = d;
  const { table } = capture;
  const [identifier, sequence] = [d.u16(at + 4), d.u16(at + 6)];
  const echo = echoAt(d, at);
  const hops = d.sources[0]!.bytes[table.network[row]! + 8] ?? 0;
  d.summary('ICMP', () => {
    const number = identifier.toString(16).padStart(4, '0');
    return `${name.padEnd(20)} id=0x${number}, seq=${sequence}/${swap(sequence)}, ttl=${hops}${echoText(echo, row)}`;
  });
  numbers(d, layer, at);
  echoTree(d, layer, F, echo);
  d.rest(at + 8, length - 8);
}

function swap(value: number): number {
  return ((value & 0xff) << 8) | (value >>> 8);
}
