/** What a segment's flags do to its connection: open, accept, close or reset it. */
import type { Dissection } from '../../core/dissection.ts';
import { field } from '../../core/field.ts';
import type { Item } from '../../core/field.ts';
import { ACK, FIN, RST, SYN } from '../../tcp-analysis/flags.ts';

const F = {
  syn: field('tcp.connection.syn', 'label', 'Connection establish request (SYN)'),
  synack: field('tcp.connection.synack', 'label', 'Connection establish acknowledge (SYN+ACK)'),
  fin: field('tcp.connection.fin', 'label', 'Connection finish (FIN)'),
  rst: field('tcp.connection.rst', 'label', 'Connection reset (RST)'),
};

/** Fields of the connection. */
export const TCP_CONNECTION_FIELDS = Object.values(F);

/** Adds to the item of a flag that is set what it does. */
export function connectionTree(d: Dissection, item: Item, mask: number, flags: number): void {
  if (mask === SYN) d.computed(item, flags & ACK ? F.synack : F.syn, undefined);
  else if (mask === FIN) d.computed(item, F.fin, undefined);
  else if (mask === RST) d.computed(item, F.rst, undefined);
}
