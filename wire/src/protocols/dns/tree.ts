/** The tree of a DNS message (RFC 1035 section 4). */
import type { Dissection } from '../../core/dissection.ts';
import type { Protocol } from '../../core/protocol.ts';
import { TEXT_LINE } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import { hex } from '../text.ts';
import { domainName } from './domain-name.ts';
import { F, R } from './fields.ts';
import { CLASSES, OPERATIONS, RESULTS, TYPES } from './names.ts';
import { TYPE, extension, recordData } from './record-data.ts';

/** A query and its response: rows. */
export interface Match {
  readonly query: number | undefined;
  readonly response: number | undefined;
}

/** Maximum answers in the summary line. */
const MAX_NAMED = 30;

/**
 * Adds the message at `at`.
 * @param match the rows of query and response, where both are known
 * @param prefix bytes before the message that hold its length: 2 over TCP
 */
export function dnsTree(
  protocol: Pick<Protocol, 'name' | 'title' | 'label'>,
  d: Dissection,
  at: number,
  length: number,
  match: Match | undefined,
  prefix: 0 | 2,
): void {
  const base = at + prefix;
  const flags = d.u16(base + 2);
  const isResponse = (flags & 0x8000) !== 0;
  const operation = OPERATIONS[(flags >>> 11) & 15] ?? 'Unknown operation';
  const result = flags & 15;
  const kind = isResponse ? 'response' : 'query';
  const layer = d.layer(protocol, at, length, `${protocol.title} (${kind})`);
  const named: string[] = [];
  const say = (): string =>
    [
      `${operation}${isResponse ? ' response' : ''} ${hex(d.u16(base), 4)}`,
      ...(isResponse && result !== 0 ? [RESULTS[result] ?? `Unknown (${result})`] : []),
      ...named.slice(0, MAX_NAMED),
    ].join(' ');
  // Set already here, in case the message is damaged further on.
  d.summary(protocol.label, say());
  if (prefix > 0) d.add(layer, F.length, at, 2, d.u16(at));
  d.add(layer, F.id, base, 2, d.u16(base));
  flagsTree(d, layer, base + 2, flags, operation);
  const counts = [0, 1, 2, 3].map((i) => d.u16(base + 4 + i * 2));
  for (const [i, own] of [F.questions, F.answers, F.authorities, F.additionals].entries()) {
    d.add(layer, own, base + 4 + i * 2, 2, counts[i]!);
  }
  if (match && isResponse && match.query !== undefined) {
    d.computed(layer, F.responseTo, match.query + 1);
    d.computed(layer, F.time, d.capture.table.between(match.query, d.row) / 1e9);
  } else if (match && !isResponse && match.response !== undefined) {
    d.computed(layer, F.responseIn, match.response + 1);
  }
  const end = at + length;
  let place = base + 12;
  const sections = ['Queries', 'Answers', 'Authoritative nameservers', 'Additional records'];
  for (const [i, title] of sections.entries()) {
    const count = counts[i] ?? 0;
    if (count === 0) continue;
    const section = d.add(layer, TEXT_LINE, place, 0, undefined, title);
    const begin = place;
    for (let n = 0; n < count && place < end; n++) {
      place = i === 0 ? question(d, section, place, base, named) : record(d, section, place, base, named);
      section.length = Math.min(place, d.bytes.length) - begin;
    }
  }
  d.summary(protocol.label, say());
}

function flagsTree(d: Dissection, layer: Item, at: number, flags: number, operation: string): void {
  const isResponse = (flags & 0x8000) !== 0;
  const result = RESULTS[flags & 15] ?? 'Unknown';
  const line = `Flags: ${hex(flags, 4)} ${operation}${isResponse ? ` response, ${result}` : ''}`;
  const item = d.add(layer, F.flags, at, 2, flags, line);
  const bit = (own: typeof F.zero, mask: number): void => void d.add(item, own, at, 2, (flags & mask) !== 0);
  bit(F.isResponse, 0x8000);
  d.add(item, F.operation, at, 2, (flags >>> 11) & 15);
  if (isResponse) bit(F.isAuthoritative, 0x0400);
  bit(F.isTruncated, 0x0200);
  bit(F.recursionDesired, 0x0100);
  if (isResponse) bit(F.recursionAvailable, 0x0080);
  bit(F.zero, 0x0040);
  if (isResponse || flags & 0x0020) bit(F.isAuthenticated, 0x0020);
  bit(F.checkingDisabled, 0x0010);
  if (isResponse) d.add(item, F.result, at, 2, flags & 15);
}

/** Adds a question; returns where it ends. */
function question(d: Dissection, section: Item, at: number, base: number, named: string[]): number {
  const name = domainName(d, at, base);
  const after = at + name.length;
  const [type, group] = [d.u16(after), d.u16(after + 2)];
  const isMulticast = d.label === 'MDNS';
  const known = isMulticast ? group & 0x7fff : group;
  const typeName = TYPES[type] ?? `Unknown (${type})`;
  const line = `${name.text}: type ${typeName}, class ${CLASSES[known] ?? known}`;
  named.push(`${typeName} ${name.text}`);
  const item = d.add(section, TEXT_LINE, at, name.length + 4, undefined, line);
  d.add(item, F.questionName, at, name.length, name.text);
  d.add(item, F.questionNameLength, at, name.length, name.text.length).generated = true;
  d.add(item, F.labels, at, name.length, name.labels).generated = true;
  d.add(item, F.questionType, after, 2, type);
  d.add(item, F.questionClass, after + 2, 2, known);
  if (isMulticast) d.add(item, F.wantsUnicast, after + 2, 2, (group & 0x8000) !== 0);
  return after + 4;
}

/** Adds a resource record; returns where it ends. */
function record(d: Dissection, section: Item, at: number, base: number, named: string[]): number {
  const name = domainName(d, at, base);
  const after = at + name.length;
  const [type, group, length] = [d.u16(after), d.u16(after + 2), d.u16(after + 8)];
  const isMulticast = d.label === 'MDNS';
  const known = isMulticast ? group & 0x7fff : group;
  const typeName = TYPES[type] ?? `Unknown (${type})`;
  const item = d.add(section, TEXT_LINE, at, name.length + 10 + length, undefined);
  if (type === TYPE.srv) serviceName(d, item, at, name.length, name.text);
  else d.add(item, F.name, at, name.length, name.text);
  d.add(item, F.type, after, 2, type);
  const data = after + 10;
  if (type === TYPE.opt) {
    extension(d, item, after + 2, length);
    item.text = `${name.text}: type OPT`;
    named.push('OPT');
    return data + length;
  }
  d.add(item, F.class, after + 2, 2, known);
  if (isMulticast) d.add(item, F.flushesCache, after + 2, 2, (group & 0x8000) !== 0);
  d.add(item, F.timeToLive, after + 4, 4, d.u32(after + 4));
  d.add(item, F.dataLength, after + 8, 2, length);
  const said = recordData(d, item, type, data, length, base);
  item.text = `${name.text}: type ${typeName}, class ${CLASSES[known] ?? known}${said === '' ? '' : `, ${said}`}`;
  named.push(said === '' ? typeName : `${typeName} ${said}`);
  return data + length;
}

/** The parts of `_service._protocol.name` (RFC 2782). */
function serviceName(d: Dissection, item: Item, at: number, length: number, name: string): void {
  const [service = '', protocol = '', ...rest] = name.split('.');
  d.add(item, R.srvService, at, length, service);
  d.add(item, R.srvProtocol, at, length, protocol);
  d.add(item, R.srvName, at, length, rest.join('.'));
}
