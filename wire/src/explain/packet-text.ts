/** One TCP packet spelled out: link, network and transport addresses, relative and absolute numbers, every flag. */
import { countText, listText } from '../basics/words.ts';
import type { ExplainContext } from './context.ts';

const FLAGS: readonly (readonly [bit: number, name: string])[] = [
  [2, 'SYN'],
  [16, 'ACK'],
  [1, 'FIN'],
  [4, 'RST'],
  [8, 'PSH'],
  [32, 'URG'],
  [64, 'ECE'],
  [128, 'CWR'],
  [256, 'AE'],
];

/** `SYN and ACK are set, all other flags are clear`. */
export function flagsText(flags: number): string {
  const set = FLAGS.filter(([bit]) => flags & bit).map(([, name]) => name);
  if (set.length === 0) return 'no flag is set';
  return `${listText(set)} ${set.length === 1 ? 'is' : 'are'} set, all other flags are clear`;
}

/** The addresses of a packet at every layer: `Ethernet a → b; IPv4 c → d, TTL 64; TCP port e → f`. */
export function addressesText(context: ExplainContext, row: number): string {
  const { table, addresses } = context.capture;
  const fields = context.fields(row);
  const parts: string[] = [];
  const [from, to] = [fields.text('eth.src'), fields.text('eth.dst')];
  if (from !== undefined && to !== undefined) parts.push(`Ethernet ${from} → ${to}`);
  else if (fields.has('sll')) parts.push('Linux cooked capture (no complete Ethernet header)');
  else if (fields.has('null') || fields.has('loop')) parts.push('loopback (no Ethernet header)');
  const hops = fields.number('ip.ttl') ?? fields.number('ipv6.hlim');
  const version = fields.has('ipv6') ? 'IPv6' : 'IPv4';
  const life = hops === undefined ? '' : `, ${version === 'IPv4' ? 'TTL' : 'hop limit'} ${hops}`;
  const [source, destination] = [addresses.text(table.source[row]!), addresses.text(table.destination[row]!)];
  parts.push(`${version} ${source} → ${destination}${life}`);
  parts.push(`TCP port ${table.sourcePort[row]} → ${table.destinationPort[row]}`);
  return parts.join('; ');
}

/** Sequence and acknowledgment number, relative and as on the wire, the flags and the window. */
export function numbersText(context: ExplainContext, row: number): string {
  const { table } = context.capture;
  const { sequence, acknowledgment } = context.capture.relativeNumbers(row);
  const flags = table.flags[row]!;
  const ack =
    flags & 16
      ? `acknowledgment ${acknowledgment} (${table.acknowledgment[row]} on the wire)`
      : 'no acknowledgment number';
  const shift = flags & 2 ? 0 : Math.max(0, table.windowShift[row]!);
  const window = table.window[row]! * 2 ** shift;
  const scaled = shift > 0 ? ` (${table.window[row]} in the header, times ${2 ** shift})` : '';
  const length = table.payloadLength[row]!;
  const data = length === 0 ? 'no data' : countText(length, 'byte');
  return `Sequence number ${sequence} (${table.sequence[row]} on the wire), ${ack}, ${data}, window ${window}${scaled}; ${flagsText(flags)}.`;
}
