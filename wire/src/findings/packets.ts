/** Packets that rules read in full: few of them, however large the capture is. */
import type { Capture } from '../core/capture.ts';
import { PacketFields } from '../explain/packet-fields.ts';

/** Packets of one protocol that are dissected. */
const MAX_PACKETS = 1000;

/** The first rows whose highest protocol has a name. */
export function rowsOfProtocol({ table, registry }: Capture, name: string): number[] {
  const wanted = new Set<number>();
  for (const [id, protocol] of registry.protocols.entries()) if (protocol?.name === name) wanted.add(id);
  const found: number[] = [];
  for (let row = 0; row < table.count && found.length < MAX_PACKETS; row++)
    if (wanted.has(table.protocol[row]!)) found.push(row);
  return found;
}

/** The fields of a packet by name. */
export function fieldsOf(capture: Capture, row: number): PacketFields {
  return new PacketFields(capture.dissect(row).layers);
}
