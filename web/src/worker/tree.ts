/** One packet's fields and bytes, as data that the page can take. */
import type { Capture, Item } from '@wireside/wire';
import { itemText, valueText } from '@wireside/wire';

/** One line of the tree. */
export interface TreeItem {
  readonly text: string;
  /** Wireshark's name of the field. */
  readonly name: string;
  /** What the field is called. */
  readonly title: string;
  /** Its value as text; absent for protocols and lines without a value. */
  readonly value?: string;
  /** Position in {@link PacketTree.sources}, and the bytes that it was read from. */
  readonly source: number;
  readonly offset: number;
  readonly length: number;
  /** A filter that finds packets with the same value; absent where there is none. */
  readonly filter?: string;
  readonly children: readonly TreeItem[];
}

/** A packet. */
export interface PacketTree {
  readonly n: number;
  readonly items: readonly TreeItem[];
  /** The frame, and bytes that were reassembled or decrypted. */
  readonly sources: readonly { readonly name: string; readonly bytes: Uint8Array }[];
  readonly comments: readonly string[];
}

/** The tree of the packet in a row. */
export function treeOf(capture: Capture, row: number): PacketTree {
  const dissection = capture.dissect(row);
  return {
    n: row + 1,
    items: [dissection.frame, ...dissection.layers].flatMap(linesOf),
    sources: dissection.sources.map(({ name, bytes }) => ({ name, bytes: bytes.slice() })),
    comments: capture.packet(row).comments,
  };
}

function linesOf(item: Item): TreeItem[] {
  if (item.hidden === true) return [];
  const { field, source, offset, length } = item;
  const filter = filterOf(item);
  return [
    {
      text: itemText(item),
      name: field.name,
      title: field.title,
      ...(item.value === undefined || field.type === 'proto' ? {} : { value: valueText(field, item.value) }),
      source,
      offset,
      length,
      ...(filter === undefined ? {} : { filter }),
      children: item.children.flatMap(linesOf),
    },
  ];
}

/** `tcp.dstport == 5003`, `tcp`: what "filter by this" puts into the filter box. */
export function filterOf({ field, value }: Item): string | undefined {
  const { name, type } = field;
  if (name.startsWith('_ws.')) return undefined;
  switch (type) {
    case 'label':
    case 'proto':
      return name;
    case 'bool':
      return `${name} == ${value === true || value === 1 ? 1 : 0}`;
    case 'str':
      return typeof value === 'string' ? `${name} == "${value.replaceAll(/["\\]/g, '\\$&')}"` : undefined;
    case 'bytes':
    case 'mac':
      return value instanceof Uint8Array && value.length > 0 && value.length <= 64
        ? `${name} == ${[...value].map((byte) => byte.toString(16).padStart(2, '0')).join(':')}`
        : undefined;
    case 'ip4':
      return typeof value === 'number'
        ? `${name} == ${[24, 16, 8, 0].map((bits) => (value >>> bits) & 255).join('.')}`
        : undefined;
    case 'ip6':
      return value instanceof Uint8Array
        ? `${name} == ${Array.from({ length: 8 }, (_, i) => ((value[2 * i]! << 8) | value[2 * i + 1]!).toString(16)).join(':')}`
        : undefined;
    case 'time':
    case 'oid':
      return undefined;
    case 'dur':
      return typeof value === 'number' ? `${name} == ${value.toFixed(9)}` : undefined;
    default:
      return typeof value === 'number' || typeof value === 'bigint' ? `${name} == ${value}` : undefined;
  }
}
