/** Fragments of IPv4 and IPv6 packets: reassembled in the pass, and shown in the tree of the packet that completes them. */
import type { Dissection } from '../core/dissection.ts';
import type { Pass } from '../core/pass.ts';
import { TRAITS } from '../table/table.ts';
import { field } from '../core/field.ts';
import type { Field, Item } from '../core/field.ts';

/** Fields of reassembly of one version. */
export interface FragmentFields {
  readonly version: string;
  readonly fragments: Field;
  readonly fragment: Field;
  readonly count: Field;
  readonly reassembledIn: Field;
  readonly length: Field;
  readonly data: Field;
}

/** Fields of IPv4. */
export const FRAGMENTS_4: FragmentFields = {
  version: 'IPv4',
  fragments: field('ip.fragments', 'bytes', 'IPv4 Fragments'),
  fragment: field('ip.fragment', 'frame', 'IPv4 Fragment'),
  count: field('ip.fragment.count', 'u32', 'Fragment count'),
  reassembledIn: field('ip.reassembled_in', 'frame', 'Reassembled IPv4 in frame'),
  length: field('ip.reassembled.length', 'u32', 'Reassembled IPv4 length'),
  data: field('ip.reassembled.data', 'bytes', 'Reassembled IPv4 data'),
};

/** Fields of IPv6. */
export const FRAGMENTS_6: FragmentFields = {
  version: 'IPv6',
  fragments: field('ipv6.fragments', 'label', 'IPv6 Fragments'),
  fragment: field('ipv6.fragment', 'frame', 'IPv6 Fragment'),
  count: field('ipv6.fragment.count', 'u32', 'Fragment count'),
  reassembledIn: field('ipv6.reassembled.in', 'frame', 'Reassembled IPv6 in frame'),
  length: field('ipv6.reassembled.length', 'u32', 'Reassembled IPv6 length'),
  data: field('ipv6.reassembled.data', 'bytes', 'Reassembled IPv6 data'),
};

/** The fields for a protocol's list. */
export function fragmentFields({ version: _version, ...fields }: FragmentFields): Field[] {
  return Object.values(fields);
}

/** A fragment as its header describes it. */
interface FoundFragment {
  /** The same for all fragments of a packet. */
  readonly key: string;
  /** Where its payload begins in the bytes of the pass. */
  readonly at: number;
  readonly length: number;
  /** Where its payload belongs in the whole packet. */
  readonly offset: number;
  /** Whether others follow. */
  readonly hasMore: boolean;
}

/**
 * In the pass, adds a fragment to those waiting. If its packet is complete, `whole` is called while the pass reads that
 * packet, which begins at 0. A fragment that was not captured whole is ignored.
 */
export function fragmentColumns(pass: Pass, found: FoundFragment, whole: (total: number) => void): void {
  const { key, at, length, offset, hasMore } = found;
  pass.table.traits[pass.row]! |= TRAITS.fragment;
  // Fragments inside a reassembled packet are not followed.
  if (at + length > pass.end || pass.isTurned) return;
  const total = pass.fragments.add(key, { row: pass.row, at, length, offset }, hasMore);
  if (total !== undefined) pass.turn(pass.fragments.put(pass.row, pass.bytes, total), () => whole(total));
}

/**
 * Shows what a fragment at `at` belongs to; if it completes its packet, `whole` dissects that packet from offset 0 on.
 * @returns whether it did
 */
export function fragmentTree(
  d: Dissection,
  layer: Item,
  own: FragmentFields,
  at: number,
  whole: (total: number) => void,
): boolean {
  const { fragments, table } = d.capture;
  const completing = d.source === 0 && !d.isQuoted ? fragments.completedBy(d.row) : undefined;
  const parts = completing === undefined ? undefined : fragments.completedAt(completing);
  const place = table.offset[d.row]! + at;
  if (!parts?.some((part) => part.row === d.row && part.at === place)) return false;
  if (completing !== d.row) {
    d.computed(layer, own.reassembledIn, completing! + 1);
    d.suffix(` [Reassembled in #${completing! + 1}]`);
    return false;
  }
  const bytes = d.capture.datagram(d.row);
  d.inside({ name: `Reassembled ${own.version} (${bytes.length} bytes)`, bytes }, () => {
    if (d.isTree) listTree(d, layer, own, bytes);
    const before = d.rowSource;
    d.rowSource = d.source;
    whole(bytes.length);
    d.rowSource = before;
  });
  return true;
}

function listTree(d: Dissection, layer: Item, own: FragmentFields, bytes: Uint8Array): void {
  const parts = d.capture.fragments.completedAt(d.row)!;
  const list = parts.map(({ row, length }) => `#${row + 1}(${length})`).join(', ');
  const title = `${parts.length} ${own.version} Fragments (${bytes.length} bytes): ${list}`;
  const item = d.add(
    layer,
    own.fragments,
    0,
    bytes.length,
    own.fragments.type === 'bytes' ? bytes : undefined,
    title,
  );
  item.generated = true;
  for (const { row, offset, length } of parts) {
    const line = `Frame: ${row + 1}, payload: ${offset}-${offset + length - 1} (${length} bytes)`;
    d.add(item, own.fragment, offset, length, row + 1, line).generated = true;
  }
  d.computed(item, own.count, parts.length);
  d.computed(item, own.length, bytes.length);
  d.add(item, own.data, 0, bytes.length, bytes).generated = true;
}
