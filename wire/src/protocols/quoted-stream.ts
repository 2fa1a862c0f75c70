/** The stream of a packet that an ICMP error quotes, so that a filter for the stream finds the error too. */
import { ADDRESS } from '../table/addresses.ts';
import type { Dissection } from '../core/dissection.ts';
import type { FlowIndex } from '../table/flows.ts';
import { u32 } from '../basics/bytes.ts';
import type { Item, Value } from '../core/field.ts';

/**
 * Number of the latest stream between the endpoints that a quoted header names: the innermost IP layer's addresses with
 * these ports. Undefined if nothing is quoted, or if the capture has no packet of such a stream.
 */
export function quotedStream(
  d: Dissection,
  flows: FlowIndex,
  sourcePort: number,
  destinationPort: number,
): number | undefined {
  if (!d.isQuoted) return undefined;
  const layer = d.layers.findLast(({ field }) => field.name === 'ip' || field.name === 'ipv6');
  const source = addressId(d, layer, 'src');
  const destination = addressId(d, layer, 'dst');
  if (source === 0 || destination === 0) return undefined;
  const stream = flows.find(source, sourcePort, destination, destinationPort);
  return stream < 0 ? undefined : stream;
}

function addressId(d: Dissection, layer: Item | undefined, end: 'src' | 'dst'): number {
  const name = `${layer?.field.name}.${end}`;
  const value: Value = layer?.children.find(({ field }) => field.name === name)?.value;
  const { addresses } = d.capture;
  if (typeof value === 'number') return addresses.find(ADDRESS.ip4, value, 0, 0, 0);
  if (!(value instanceof Uint8Array)) return 0;
  return addresses.find(ADDRESS.ip6, u32(value, 0), u32(value, 4), u32(value, 8), u32(value, 12));
}
