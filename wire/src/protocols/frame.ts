/**
 * What the file says about a packet as a whole: number, times and lengths. It is not a layer on the wire, so it is not
 * in `layers`.
 */
import type { Packets } from '../core/packets.ts';
import type { Dissection } from '../core/dissection.ts';
import { field } from '../core/field.ts';
import type { Field, Item, Value } from '../core/field.ts';
import { extensionNames } from './ipv6-extensions.ts';
import type { Protocol } from '../core/protocol.ts';

/** Wireshark's numbers of link types (wtap encapsulations) where they differ from the LINKTYPE_ values, with names. */
const ENCAPSULATIONS: Record<number, readonly [number: number, name: string]> = {
  0: [15, 'NULL/Loopback'],
  1: [1, 'Ethernet'],
  12: [7, 'Raw IP'],
  14: [7, 'Raw IP'],
  101: [7, 'Raw IP'],
  108: [15, 'NULL/Loopback'],
  113: [25, 'Linux cooked-mode capture v1'],
  228: [129, 'Raw IPv4'],
  229: [130, 'Raw IPv6'],
  276: [210, 'Linux cooked-mode capture v2'],
};

const F = {
  interface: field('frame.interface_id', 'u32', 'Interface id'),
  encapsulation: field('frame.encap_type', 'i16', 'Encapsulation type', {
    names: Object.fromEntries(Object.values(ENCAPSULATIONS)) as Record<number, string>,
  }),
  time: field('frame.time', 'time', 'Arrival Time'),
  epoch: field('frame.time_epoch', 'dur', 'Epoch Time'),
  delta: field('frame.time_delta', 'dur', 'Time delta from previous captured frame'),
  deltaDisplayed: field('frame.time_delta_displayed', 'dur', 'Time delta from previous displayed frame'),
  relative: field('frame.time_relative', 'dur', 'Time since reference or first frame'),
  number: field('frame.number', 'u32', 'Frame Number'),
  length: field('frame.len', 'u32', 'Frame Length'),
  captured: field('frame.cap_len', 'u32', 'Capture Length'),
  marked: field('frame.marked', 'bool', 'Frame is marked'),
  protocols: field('frame.protocols', 'str', 'Protocols in frame'),
  comment: field('frame.comment', 'str', 'Comment'),
};

/** The frame. No protocol passes on to it; `Dissection.frame` is its tree. */
export const frame: Protocol = {
  name: 'frame',
  label: 'Frame',
  title: 'Frame',
  fields: Object.values(F),
  dissect() {},
};

const PROTO: Field = { name: frame.name, type: 'proto', title: frame.title };
/** Protocols after which Wireshark lists the type field that names the next one. */
const TYPED = new Set(['eth', 'vlan', 'sll']);

/** frame.encap_type of a LINKTYPE_ value; 0 for one that is not known. */
export function encapsulationOf(linkType: number): number {
  return ENCAPSULATIONS[linkType]?.[0] ?? 0;
}

/** The tree of a packet's frame, which precedes its layers. */
export function frameItem(d: Dissection): Item {
  const { capture, row } = d;
  const { table } = capture;
  const { bytes } = d.sources[0]!;
  const [length, captured] = [table.length[row]!, table.captured[row]!];
  const text = `Frame ${row + 1}: ${length} bytes on wire, ${captured} bytes captured`;
  const item: Item = {
    field: PROTO,
    source: 0,
    offset: 0,
    length: captured,
    value: bytes,
    text,
    children: [],
  };
  const add = (own: Field, value: Value): void => {
    item.children.push({ field: own, source: 0, offset: 0, length: 0, value, generated: true, children: [] });
  };
  const linkType = capture.interfaces[table.interface[row]!]!.linkType;
  if (capture.hasInterfaces) add(F.interface, table.interface[row]!);
  add(F.encapsulation, encapsulationOf(linkType));
  add(F.time, { seconds: table.seconds[row]!, nanos: table.nanos[row]! });
  add(F.epoch, table.seconds[row]! + table.nanos[row]! / 1e9);
  const delta = row === 0 ? 0 : table.between(row - 1, row) / 1e9;
  add(F.delta, delta);
  // Which packets are displayed is not known here; if all are, the two are the same.
  add(F.deltaDisplayed, delta);
  add(F.relative, table.between(0, row) / 1e9);
  add(F.number, row + 1);
  add(F.length, length);
  add(F.captured, captured);
  add(F.marked, false);
  add(F.protocols, protocolsOf(d));
  for (const comment of capture.packetComments(row)) add(F.comment, comment);
  return item;
}

/** `eth:ethertype:ip:tcp`; also lists what Wireshark counts as protocols and this library as parts of one. */
function protocolsOf({ layers, carriers }: Dissection): string {
  const names: string[] = [];
  let before = '';
  for (const [i, { field: own, children }] of layers.entries()) {
    const carrier = carriers.get(i);
    // Frames of a WebSocket that follow each other are one call of its dissector.
    if (carrier !== undefined && own.name === 'websocket' && before === own.name) continue;
    if (carrier !== undefined) names.push(carrier);
    names.push(own.name);
    if (own.name !== 'data') before = own.name;
    const next = layers[i + 1]?.field.name;
    const hasType = children.some((child) => child.field.name.endsWith('type') && child.field.base === 'hex');
    if (TYPED.has(own.name) && hasType && next !== undefined) names.push('ethertype');
    if (own.name === 'ipv6') names.push(...extensionNames(children));
    // Wireshark passes on from IGMP to its version.
    if (children.some((child) => child.field.name === 'igmp.version')) names.push(own.name);
  }
  return names.join(':');
}

/** Time since the previous packet, in nanoseconds; 0 for the first. */
export function deltaNanos(capture: Packets, row: number): number {
  return row === 0 ? 0 : capture.table.between(row - 1, row);
}
