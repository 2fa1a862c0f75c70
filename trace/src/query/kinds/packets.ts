/** The kind `packets`: fields and filters are those of wire, which are Wireshark's. */
import type { Value } from '@wireside/wire';
import { compileFilter, packetFields, packetValues } from '@wireside/wire';
import { labRegistry } from '@wireside/wire/lab';
import type { Kind } from '../kind.ts';

/** The packets of the capture. */
export const packets: Kind = {
  name: 'packets',
  title: 'the packets on the network',
  file: 'wire.pcapng',
  isShown: true,
  fields: [],
  field: (name) => packetFields(labRegistry).field(name, '4.4'),
  total: ({ capture }) => capture.count,
  compile: (text) => {
    const { filter, error } = compileFilter(text, { registry: labRegistry });
    if (error) return { error };
    return {
      find: ({ capture }) => {
        const rows = filter.rows(capture);
        const readers = new Map<string, (row: number) => readonly Value[]>();
        return {
          count: rows.length,
          values: (index, field) => {
            const reader = readers.get(field.name) ?? packetValues(capture, field);
            readers.set(field.name, reader);
            return reader(rows[index]!);
          },
          evidence: (index) => ({ packet: rows[index]! + 1 }),
        };
      },
    };
  },
};
