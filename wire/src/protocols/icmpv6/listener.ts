/** Multicast Listener Discovery, versions 1 and 2 (RFC 2710, RFC 3810). */
import { ip6TextAt } from '../../table/addresses.ts';
import type { Dissection } from '../../core/dissection.ts';
import { field } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import { TYPE } from './names.ts';

const RECORDS = {
  1: 'Include',
  2: 'Exclude',
  3: 'Changed to include',
  4: 'Changed to exclude',
  5: 'Allow new sources',
  6: 'Block old sources',
};

const F = {
  reserved: field('icmpv6.reserved', 'bytes', 'Reserved'),
  delay: field('icmpv6.mld.maximum_response_delay', 'u16', 'Maximum Response Delay [ms]'),
  code: field('icmpv6.mld.maximum_response_code', 'u16', 'Maximum Response Code'),
  address: field('icmpv6.mld.multicast_address', 'ip6', 'Multicast Address'),
  flags: field('icmpv6.mld.flag', 'u8', 'Flags', { base: 'hex' }),
  suppresses: field('icmpv6.mld.flag.s', 'bool', 'Suppress Router-Side Processing'),
  robustness: field('icmpv6.mld.flag.qrv', 'u8', "QRV (Querier's Robustness Variable)"),
  flagsReserved: field('icmpv6.mld.flag.reserved', 'u8', 'Reserved'),
  interval: field('icmpv6.mld.qqi', 'u8', "QQIC (Querier's Query Interval Code)"),
  sourceCount: field('icmpv6.mld.nb_sources', 'u16', 'Number of Sources'),
  source: field('icmpv6.mld.source_address', 'ip6', 'Source Address'),
  recordCount: field('icmpv6.mldr.nb_mcast_records', 'u16', 'Number of Multicast Address Records'),
  record: field('icmpv6.mldr.mar', 'label', 'Multicast Address Record'),
  recordType: field('icmpv6.mldr.mar.record_type', 'u8', 'Record Type', { names: RECORDS }),
  extraLength: field('icmpv6.mldr.mar.aux_data_len', 'u8', 'Aux Data Len'),
  recordSources: field('icmpv6.mldr.mar.nb_sources', 'u16', 'Number of Sources'),
  recordAddress: field('icmpv6.mldr.mar.multicast_address', 'ip6', 'Multicast Address'),
  recordSource: field('icmpv6.mldr.mar.source_address', 'ip6', 'Source Address'),
  extra: field('icmpv6.mldr.mar.auxiliary_data', 'bytes', 'Auxiliary Data'),
};

/** Fields of MLD. */
export const LISTENER_FIELDS = Object.values(F);

/** A query of version 2 has at least this many bytes (RFC 3810 section 8.1). */
const QUERY2 = 28;

/** Adds a query, report or done message whose first byte is at `at`; returns whether it is one. */
export function listenerTree(d: Dissection, layer: Item, type: number, at: number, length: number): boolean {
  if (type === TYPE.listenerReport2) {
    report2(d, layer, at, length);
    return true;
  }
  if (type !== TYPE.listenerQuery && type !== TYPE.listenerReport && type !== TYPE.listenerDone) return false;
  const isQuery2 = type === TYPE.listenerQuery && length >= QUERY2;
  d.add(layer, isQuery2 ? F.code : F.delay, at + 4, 2, d.u16(at + 4));
  d.add(layer, F.reserved, at + 6, 2, d.slice(at + 6, 2));
  d.add(layer, F.address, at + 8, 16, d.slice(at + 8, 16));
  if (!isQuery2) return true;
  const [bits, count] = [d.u8(at + 24), d.u16(at + 26)];
  const flags = d.add(layer, F.flags, at + 24, 1, bits);
  d.add(flags, F.suppresses, at + 24, 1, (bits & 8) !== 0);
  d.add(flags, F.robustness, at + 24, 1, bits & 7);
  d.add(flags, F.flagsReserved, at + 24, 1, bits >>> 4);
  d.add(layer, F.interval, at + 25, 1, d.u8(at + 25));
  d.add(layer, F.sourceCount, at + 26, 2, count);
  for (let i = 0; i < count; i++) {
    d.add(layer, F.source, at + QUERY2 + i * 16, 16, d.slice(at + QUERY2 + i * 16, 16));
  }
  return true;
}

function report2(d: Dissection, layer: Item, start: number, length: number): void {
  d.add(layer, F.reserved, start + 4, 2, d.slice(start + 4, 2));
  const count = d.u16(start + 6);
  d.add(layer, F.recordCount, start + 6, 2, count);
  let at = start + 8;
  for (let i = 0; i < count && at < start + length; i++) {
    const [type, extra, sources] = [d.u8(at), d.u8(at + 1) * 4, d.u16(at + 2)];
    const size = 20 + sources * 16 + extra;
    const group = ip6TextAt(d.slice(at + 4, 16), 0);
    const name = F.recordType.names?.get(type) ?? `Unknown (${type})`;
    const item = d.add(
      layer,
      F.record,
      at,
      Math.min(size, start + length - at),
      undefined,
      `Multicast Address Record ${name}: ${group}`,
    );
    d.add(item, F.recordType, at, 1, type);
    d.add(item, F.extraLength, at + 1, 1, d.u8(at + 1));
    d.add(item, F.recordSources, at + 2, 2, sources);
    d.add(item, F.recordAddress, at + 4, 16, d.slice(at + 4, 16));
    for (let s = 0; s < sources; s++) {
      d.add(item, F.recordSource, at + 20 + s * 16, 16, d.slice(at + 20 + s * 16, 16));
    }
    if (extra > 0) d.add(item, F.extra, at + size - extra, extra, d.slice(at + size - extra, extra));
    at += size;
  }
}
