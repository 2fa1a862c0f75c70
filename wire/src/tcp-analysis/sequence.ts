/** Comparing TCP sequence numbers, which wrap around. */

/**
 * Whether sequence number `a` comes after `b`, modulo 2³² (RFC 9293 section 3.4). Numbers exactly 2³¹ apart come after
 * each other both ways, as in Wireshark.
 */
export function after(a: number, b: number): boolean {
  return ((b - a) | 0) < 0;
}
