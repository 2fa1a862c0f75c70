/** The Internet checksum (RFC 1071). */

/** One's complement sum of the 16-bit words from `from` to before `to`; an odd last byte counts as a high one. */
export function sumOf(bytes: Uint8Array, from: number, to: number, initial = 0): number {
  let sum = initial;
  let at = from;
  for (; at + 1 < to; at += 2) sum += (bytes[at]! << 8) | bytes[at + 1]!;
  if (at < to) sum += bytes[at]! << 8;
  while (sum > 0xffff) sum = (sum & 0xffff) + Math.floor(sum / 65536);
  return sum;
}
