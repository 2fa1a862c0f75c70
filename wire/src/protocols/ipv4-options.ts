/** Options of the IPv4 header (RFC 791 section 3.1, RFC 2113). */
import type { Dissection } from '../core/dissection.ts';
import { field } from '../core/field.ts';
import type { Item } from '../core/field.ts';

const NAMES: Record<number, string> = {
  0: 'End of Options List',
  1: 'No-Operation',
  7: 'Record Route',
  68: 'Time Stamp',
  130: 'Security',
  131: 'Loose Source Route',
  136: 'Stream ID',
  137: 'Strict Source Route',
  148: 'Router Alert',
};

const F = {
  type: field('ip.opt.type', 'u8', 'Type', { names: NAMES }),
  length: field('ip.opt.len', 'u8', 'Length'),
  routerAlert: field('ip.opt.ra', 'u16', 'Router Alert', { names: { 0: 'Router shall examine packet' } }),
};

/** Fields of the options. */
export const IPV4_OPTION_FIELDS = Object.values(F);

/** Adds the options between two offsets to the tree. */
export function ipv4Options(d: Dissection, parent: Item, from: number, to: number): void {
  let at = from;
  while (at < to) {
    const type = d.u8(at);
    const isSingle = type <= 1;
    const length = isSingle ? 1 : d.u8(at + 1);
    if (length < 1 || (!isSingle && length < 2) || at + length > to) {
      return d.note(parent, `[Option ${type} claims ${length} bytes]`);
    }
    const item = d.add(
      parent,
      F.type,
      at,
      length,
      type,
      `IP Option - ${NAMES[type] ?? `Unknown (${type})`} (${length} byte${length === 1 ? '' : 's'})`,
    );
    if (!isSingle) d.add(item, F.length, at + 1, 1, length);
    if (type === 148 && length === 4) d.add(item, F.routerAlert, at + 2, 2, d.u16(at + 2));
    if (type === 0) return;
    at += length;
  }
}
