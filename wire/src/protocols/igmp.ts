/** Internet Group Management Protocol, versions 1 to 3 (RFC 1112, RFC 2236, RFC 3376). */
import { ip4Text } from '../table/addresses.ts';
import type { Dissection } from '../core/dissection.ts';
import { CHECKSUM_STATUS, checksumTree } from './checksum.ts';
import { TEXT_LINE, field } from '../core/field.ts';
import type { Item } from '../core/field.ts';
import type { Protocol } from '../core/protocol.ts';

const TYPE = { query: 0x11, report1: 0x12, report2: 0x16, leave: 0x17, report3: 0x22 };
const TYPES = {
  [TYPE.query]: 'Membership Query',
  [TYPE.report1]: 'Membership Report',
  [TYPE.report2]: 'Membership Report',
  [TYPE.leave]: 'Leave Group',
  [TYPE.report3]: 'Membership Report',
};
/** Types that Wireshark passes on whole: DVMRP and PIM version 1. */
const OTHERS = new Set([0x13, 0x14]);
const RECORDS = {
  1: 'Mode Is Include',
  2: 'Mode Is Exclude',
  3: 'Change To Include Mode',
  4: 'Change To Exclude Mode',
  5: 'Allow New Sources',
  6: 'Block Old Sources',
};

const F = {
  version: field('igmp.version', 'u8', 'IGMP Version'),
  type: field('igmp.type', 'u8', 'Type', { base: 'hex', names: TYPES }),
  reserved: field('igmp.reserved', 'bytes', 'Reserved'),
  response: field('igmp.max_resp', 'u8', 'Max Resp Time'),
  exponent: field('igmp.max_resp.exp', 'u8', 'Exponent', { base: 'hex' }),
  mantissa: field('igmp.max_resp.mant', 'u8', 'Mantissa', { base: 'hex' }),
  checksum: field('igmp.checksum', 'u16', 'Checksum', { base: 'hex' }),
  checksumStatus: field('igmp.checksum.status', 'u8', 'Checksum Status', { names: CHECKSUM_STATUS }),
  group: field('igmp.maddr', 'ip4', 'Multicast Address'),
  suppresses: field('igmp.s', 'bool', 'S'),
  robustness: field('igmp.qrv', 'u8', 'QRV'),
  interval: field('igmp.qqic', 'u8', 'QQIC'),
  sourceCount: field('igmp.num_src', 'u16', 'Num Src'),
  source: field('igmp.saddr', 'ip4', 'Source Address'),
  recordCount: field('igmp.num_grp_recs', 'u16', 'Num Group Records'),
  recordType: field('igmp.record_type', 'u8', 'Record Type', { names: RECORDS }),
  extraLength: field('igmp.aux_data_len', 'u8', 'Aux Data Len'),
  extra: field('igmp.aux_data', 'bytes', 'Aux Data'),
};

/** Maximum group records and sources in the summary line. */
const MAX_NAMED = 10;

/** IGMP. */
export const igmp: Protocol = {
  name: 'igmp',
  label: 'IGMP',
  title: 'Internet Group Management Protocol',
  fields: Object.values(F),
  claims: { ip: [2] },

  dissect(d, at, length) {
    const type = d.u8(at);
    const name = F.type.names?.get(type);
    // Other protocols use protocol number 2 too: DVMRP, PIM version 1, multicast traceroute.
    if (name === undefined) {
      d.summary('IGMP', `Unknown type 0x${type.toString(16).padStart(2, '0')}`);
      const layer = d.layer(this, at, length);
      if (!OTHERS.has(type)) d.add(layer, F.type, at, 1, type);
      return d.rest(at, length);
    }
    const version = versionOf(type, d.u8(at + 1), length);
    const layer = d.layer(this, at, length);
    d.summary(`IGMPv${version}`, name);
    d.add(layer, F.version, at, 0, version).generated = true;
    d.add(layer, F.type, at, 1, type);
    if (type === TYPE.report3) return report3(d, layer, at, length);
    if (version === 1) d.add(layer, F.reserved, at + 1, 1, d.slice(at + 1, 1));
    else responseTime(d, layer, at + 1, version);
    checksumTree(d, layer, F, at, length);
    const group = d.u32(at + 4);
    d.add(layer, F.group, at + 4, 4, group);
    if (version === 1) return;
    d.summary(`IGMPv${version}`, () => {
      if (type === TYPE.leave) return `Leave Group ${ip4Text(group)}`;
      if (type === TYPE.report2) return `Membership Report group ${ip4Text(group)}`;
      return group === 0
        ? 'Membership Query, general'
        : `Membership Query, specific for group ${ip4Text(group)}`;
    });
    if (version === 3) query3(d, layer, at, group);
  },
};

/** The version is not in the message; it follows from the length (RFC 3376 section 7.1). */
function versionOf(type: number, response: number, length: number): 1 | 2 | 3 {
  if (type === TYPE.report3) return 3;
  if (type === TYPE.report1) return 1;
  if (type !== TYPE.query) return 2;
  return length >= 12 ? 3 : response === 0 ? 1 : 2;
}

/** In tenths of a second; from 128 on in version 3 a floating-point number (RFC 3376 section 4.1.1). */
function responseTime(d: Dissection, layer: Item, at: number, version: number): void {
  const code = d.u8(at);
  const [exponent, mantissa] = [(code >>> 4) & 7, code & 15];
  const isFloating = version === 3 && code >= 128;
  const tenths = isFloating ? (mantissa | 16) << (exponent + 3) : code;
  const text = `Max Resp Time: ${(tenths / 10).toFixed(1)} sec (0x${code.toString(16).padStart(2, '0')})`;
  const item = d.add(layer, F.response, at, 1, tenths, text);
  if (!isFloating) return;
  d.add(item, F.exponent, at, 1, exponent);
  d.add(item, F.mantissa, at, 1, mantissa);
}

function query3(d: Dissection, layer: Item, at: number, group: number): void {
  const count = d.u16(at + 10);
  d.add(layer, F.suppresses, at + 8, 1, (d.u8(at + 8) & 8) !== 0);
  d.add(layer, F.robustness, at + 8, 1, d.u8(at + 8) & 7);
  d.add(layer, F.interval, at + 9, 1, d.u8(at + 9));
  d.add(layer, F.sourceCount, at + 10, 2, count);
  const sources = sourceList(d, layer, at + 12, count);
  if (count > 0) {
    d.summary(
      'IGMPv3',
      `Membership Query, specific for group ${ip4Text(group)}, source(s) {${sources.join(', ')}}`,
    );
  }
}

function report3(d: Dissection, layer: Item, start: number, length: number): void {
  d.add(layer, F.reserved, start + 1, 1, d.slice(start + 1, 1));
  checksumTree(d, layer, F, start, length);
  d.add(layer, F.reserved, start + 4, 2, d.slice(start + 4, 2));
  const count = d.u16(start + 6);
  d.add(layer, F.recordCount, start + 6, 2, count);
  const said: string[] = ['Membership Report'];
  let at = start + 8;
  for (let i = 0; i < count && at < start + length; i++) {
    const [type, extra, sources] = [d.u8(at), d.u8(at + 1) * 4, d.u16(at + 2)];
    const group = ip4Text(d.u32(at + 4));
    const size = 8 + sources * 4 + extra;
    const name = F.recordType.names?.get(type) ?? `Unknown (${type})`;
    const item = d.add(
      layer,
      TEXT_LINE,
      at,
      Math.min(size, start + length - at),
      undefined,
      `Group Record : ${group}  ${name}`,
    );
    d.add(item, F.recordType, at, 1, type);
    d.add(item, F.extraLength, at + 1, 1, d.u8(at + 1));
    d.add(item, F.sourceCount, at + 2, 2, sources);
    d.add(item, F.group, at + 4, 4, d.u32(at + 4));
    const named = sourceList(d, item, at + 8, sources);
    if (extra > 0) d.add(item, F.extra, at + 8 + sources * 4, extra, d.slice(at + 8 + sources * 4, extra));
    if (i < MAX_NAMED) said.push(recordText(type, group, named));
    at += size;
  }
  d.summary('IGMPv3', said.join(' / '));
}

/** Adds the sources at `at`; returns the first of them as text. */
function sourceList(d: Dissection, parent: Item, at: number, count: number): string[] {
  const named: string[] = [];
  for (let i = 0; i < count; i++) {
    const address = d.u32(at + i * 4);
    d.add(parent, F.source, at + i * 4, 4, address);
    if (i < MAX_NAMED) named.push(ip4Text(address));
  }
  return named;
}

/** What a record asks for (RFC 3376 section 4.2.12). */
function recordText(type: number, group: string, sources: readonly string[]): string {
  const list = `{${sources.join(', ')}}`;
  const isAny = sources.length === 0;
  if (type === 1 || type === 3)
    return isAny ? `Leave group ${group}` : `Join group ${group} for source ${list}`;
  if (type === 2 || type === 4) {
    return `Join group ${group} ${isAny ? 'for any sources' : `for source not in ${list}`}`;
  }
  if (type === 5) return `Group ${group}, new source ${list}`;
  return type === 6 ? `Group ${group}, block source ${list}` : `Group ${group}, unknown record`;
}
