/** The Internet checksum (RFC 1071), and how trees show whether one is correct. */
import type { Dissection } from '../core/dissection.ts';
import type { Field, Item } from '../core/field.ts';
import { hex } from './text.ts';

/** Values of the fields whose names end in `checksum.status`. */
const CHECKSUM = { bad: 0, good: 1, unverified: 2, absent: 3 } as const;

/** Their names. */
export const CHECKSUM_STATUS: Record<number, string> = {
  0: 'Bad',
  1: 'Good',
  2: 'Unverified',
  3: 'Not present',
};

/** One's complement sum of the 16-bit words from `from` to before `to`; an odd last byte counts as a high one. */
export function sumOf(bytes: Uint8Array, from: number, to: number, initial = 0): number {
  let sum = initial;
  let at = from;
  for (; at + 1 < to; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!;
  if (at < to) sum += bytes[at]! << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65536);
  return sum;
}

/**
 * Adds the checksum of 16 bits in the third and fourth byte of a message of ICMP, ICMPv6 or IGMP, with its status: it is
 * computed over the `length` bytes of the message at `from`. If they were not all captured, or the packet is only quoted, it
 * stays unverified.
 * @param initial the sum of what counts in addition to these bytes, such as a pseudo-header; undefined if it is not
 * known
 */
export function checksumTree(
  d: Dissection,
  parent: Item,
  fields: { readonly checksum: Field; readonly checksumStatus: Field },
  from: number,
  length: number,
  initial: number | undefined = 0,
): void {
  const at = from + 2;
  const value = d.u16(at);
  if (!d.isTree) return;
  const item = d.add(parent, fields.checksum, at, 2, value);
  const isUnknown = d.isQuoted || initial === undefined || !d.has(from, length);
  const isRight = !isUnknown && sumOf(d.bytes, from, from + length, initial) === 0xffff;
  const status = isUnknown ? CHECKSUM.unverified : isRight ? CHECKSUM.good : CHECKSUM.bad;
  const remark = isUnknown ? 'unverified' : isRight ? 'correct' : 'incorrect';
  item.text = `${fields.checksum.title}: ${hex(value, 4)} [${remark}]`;
  d.computed(parent, fields.checksumStatus, status);
}

/** Sum of the pseudo-header of IPv6 (RFC 8200 section 8.1) for the innermost IPv6 header read so far. */
export function pseudoSum(d: Dissection, length: number, nextHeader: number): number | undefined {
  const addresses = d.shared.get(PSEUDO) as Uint8Array | undefined;
  if (!addresses) return undefined;
  return sumOf(addresses, 0, addresses.length, (length >>> 16) + (length & 0xffff) + nextHeader);
}

/** What an IPv6 header leaves in `Dissection.shared`: its source and its final destination, 32 bytes. */
export const PSEUDO = 'ipv6 addresses';
