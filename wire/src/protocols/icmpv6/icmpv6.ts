/** Internet Control Message Protocol for IPv6 (RFC 4443). */
import type { Dissection } from '../../core/dissection.ts';
import { CHECKSUM_STATUS, checksumTree, pseudoSum } from '../checksum.ts';
import { echoAt, echoText, echoTree } from '../echo-match.ts';
import { field } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import type { Protocol } from '../../core/protocol.ts';
import { LISTENER_FIELDS, listenerTree } from './listener.ts';
import { CODES, TYPE, TYPES } from './names.ts';
import { NEIGHBOR_FIELDS, neighborTree } from './neighbor.ts';

const F = {
  type: field('icmpv6.type', 'u8', 'Type', { names: TYPES }),
  code: field('icmpv6.code', 'u8', 'Code'),
  checksum: field('icmpv6.checksum', 'u16', 'Checksum', { base: 'hex' }),
  checksumStatus: field('icmpv6.checksum.status', 'u8', 'Checksum Status', { names: CHECKSUM_STATUS }),
  reserved: field('icmpv6.reserved', 'bytes', 'Reserved'),
  mtu: field('icmpv6.mtu', 'u32', 'MTU'),
  pointer: field('icmpv6.pointer', 'u32', 'Pointer'),
  identifier: field('icmpv6.echo.identifier', 'u16', 'Identifier', { base: 'hex' }),
  sequence: field('icmpv6.echo.sequence_number', 'u16', 'Sequence'),
  responseIn: field('icmpv6.resp_in', 'frame', 'Response In'),
  responseTo: field('icmpv6.resp_to', 'frame', 'Response To'),
  responseTime: field('icmpv6.resptime', 'f64', 'Response Time'),
};

const NEXT_HEADER = 58;

/** ICMPv6. */
export const icmpv6: Protocol = {
  name: 'icmpv6',
  label: 'ICMPv6',
  title: 'Internet Control Message Protocol v6',
  fields: [...Object.values(F), ...LISTENER_FIELDS, ...NEIGHBOR_FIELDS],
  claims: { ip: [NEXT_HEADER] },

  columns(pass, at) {
    pass.table.transport[pass.row] = at - pass.base;
  },

  dissect(d, at, length) {
    const [type, code] = [d.u8(at), d.u8(at + 1)];
    const reason = CODES[type]?.[code];
    const name = TYPES[type] ?? `Unknown (${type})`;
    const layer = d.layer(this, at, length);
    d.summary('ICMPv6', reason ? `${name} (${reason})` : name);
    d.add(layer, F.type, at, 1, type);
    d.add(layer, F.code, at + 1, 1, code, `Code: ${code}${reason ? ` (${reason})` : ''}`);
    checksumTree(d, layer, F, at, length, pseudoSum(d, length, NEXT_HEADER));
    if (type < TYPE.echo) return errorTree(d, layer, type, at, length);
    if (type === TYPE.echo || type === TYPE.echoReply) return requestTree(d, layer, name, at, length);
    if (listenerTree(d, layer, type, at, length) || neighborTree(d, layer, type, at, length)) return;
    d.rest(at + 4, length - 4);
  },
};

function errorTree(d: Dissection, layer: Item, type: number, at: number, length: number): void {
  if (type === TYPE.tooBig) d.add(layer, F.mtu, at + 4, 4, d.u32(at + 4));
  else if (type === TYPE.parameter) d.add(layer, F.pointer, at + 4, 4, d.u32(at + 4));
  else d.add(layer, F.reserved, at + 4, 4, d.slice(at + 4, 4));
  if (length > 8) d.quoted(() => void d.next('ethertype', 0x86dd, at + 8, length - 8));
}

function requestTree(d: Dissection, layer: Item, name: string, at: number, length: number): void {
  const { capture, row } = d;
  const { table } = capture;
  const [identifier, sequence] = [d.u16(at + 4), d.u16(at + 6)];
  const echo = echoAt(d, at);
  const hops = d.sources[0]!.bytes[table.network[row]! + 7] ?? 0;
  d.summary('ICMPv6', () => {
    const number = identifier.toString(16).padStart(4, '0');
    return `${name} id=0x${number}, seq=${sequence}, hop limit=${hops}${echoText(echo, row)}`;
  });
  d.add(layer, F.identifier, at + 4, 2, identifier);
  d.add(layer, F.sequence, at + 6, 2, sequence);
  echoTree(d, layer, F, echo);
  d.rest(at + 8, length - 8);
}
