/** What a segment's flags do to its connection: open it, answer, close or break it. */
import type { Dissection } from '../capture/dissection.ts';
import { field } from './field.ts';
import type { Item } from './field.ts';

const F = {
  syn: field('tcp.connection.syn', 'label', 'Connection establish request (SYN)'),
  synack: field('tcp.connection.synack', 'label', 'Connection establish acknowledge (SYN+ACK)'),
  fin: field('tcp.connection.fin', 'label', 'Connection finish (FIN)'),
  rst: field('tcp.connection.rst', 'label', 'Connection reset (RST)'),
};

/** Fields of the connection. */
export const TCP_CONNECTION_FIELDS = Object.values(F);

const FIN = 1;
const SYN = 2;
const RST = 4;
const ACK = 16;

/** Adds to the item of one flag that is set what it does. */
export function connectionTree(d: Dissection, item: Item, mask: number, flags: number): void {
  if (mask === SYN) d.computed(item, flags & ACK ? F.synack : F.syn, undefined);
  else if (mask === FIN) d.computed(item, F.fin, undefined);
  else if (mask === RST) d.computed(item, F.rst, undefined);
}
