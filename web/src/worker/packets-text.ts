/** One packet as text to copy, and the filters that stand for its cells. */
import type { Capture, Item } from '@wireside/wire';
import { escaped, hexDump, itemText } from '@wireside/wire';
import { filterOf } from './tree.ts';

/** The summary, the tree and the bytes of the packet in a row. */
export function packetAsText(capture: Capture, row: number): string {
  const { number, src, dst, protocol, info } = capture.packet(row);
  const dissection = capture.dissect(row);
  const lines = (items: readonly Item[], depth: number): string[] =>
    items
      .filter(({ hidden }) => hidden !== true)
      .flatMap((item) => [
        `${'    '.repeat(depth)}${escaped(itemText(item)).replaceAll('\n', '\\n')}`,
        ...lines(item.children, depth + 1),
      ]);
  return [
    `Packet ${number}: ${src} → ${dst} ${protocol} ${escaped(info)}`,
    '',
    ...lines([dissection.frame, ...dissection.layers], 0),
    ...dissection.sources.flatMap(({ name, bytes }) => [
      '',
      `${name} (${bytes.length} bytes):`,
      hexDump(bytes),
    ]),
    '',
  ].join('\n');
}

/** Fields that stand for the columns, in the order in which they are tried. */
const FIELDS: Readonly<Record<string, readonly string[]>> = {
  number: ['frame.number'],
  time: ['frame.time_relative'],
  delta: ['frame.time_delta'],
  length: ['frame.len'],
  stream: ['tcp.stream', 'udp.stream'],
  source: ['ip.src', 'ipv6.src', 'eth.src', 'arp.src.proto_ipv4'],
  destination: ['ip.dst', 'ipv6.dst', 'eth.dst'],
};

/** The filter that finds packets with the same in a column; undefined where there is none. */
export function cellFilter(capture: Capture, row: number, column: string): string | undefined {
  const { frame, layers } = capture.dissect(row);
  if (column === 'protocol' || column === 'info') {
    return layers.findLast(({ field }) => field.type === 'proto' && field.name !== 'data')?.field.name;
  }
  const names = FIELDS[column] ?? [column];
  const all = (items: readonly Item[]): Item[] => items.flatMap((item) => [item, ...all(item.children)]);
  const items = all([frame, ...layers]);
  for (const name of names) {
    const item = items.findLast(({ field }) => field.name === name);
    const filter = item && filterOf(item);
    if (filter !== undefined) return filter;
  }
  return undefined;
}
