/** Byte sequences, hardware and IP addresses and object identifiers as written in a filter. */
import { hexBytes } from '../../basics/bytes.ts';

/**
 * Pairs of hexadecimal digits, separated by the same sign throughout or by none, or groups of four separated by dots.
 */
const PAIRS = /^[0-9A-Fa-f]{2}(?:([:.-])[0-9A-Fa-f]{2}(?:\1[0-9A-Fa-f]{2})*)?$/;
const RUN = /^(?:[0-9A-Fa-f]{2})+$/;
const QUADS = /^[0-9A-Fa-f]{4}(?:\.[0-9A-Fa-f]{4})+$/;
const ONE = /^(?:0x)?[0-9A-Fa-f]{1,2}$/;

/** Bytes written in hexadecimal; a single digit or a pair is one byte. Undefined for anything else. */
export function bytesOf(text: string): Uint8Array | undefined {
  if (ONE.test(text)) return Uint8Array.of(parseInt(text, 16));
  if (!PAIRS.test(text) && !RUN.test(text) && !QUADS.test(text)) return undefined;
  return hexBytes(text.replace(/[:.-]/g, ''));
}

/** An IPv4 address as a number; undefined for anything but four decimal parts. */
export function ip4Of(text: string): number | undefined {
  const parts = text.split('.');
  if (parts.length !== 4 || !parts.every((part) => /^\d{1,3}$/.test(part) && Number(part) <= 255))
    return undefined;
  return parts.reduce((sum, part) => sum * 256 + Number(part), 0);
}

/** The 16 bytes of an IPv6 address (RFC 4291 section 2.2); undefined for anything else. */
export function ip6Of(text: string): Uint8Array | undefined {
  if (text.length > 45 || !/^[0-9A-Fa-f:.]+$/.test(text)) return undefined;
  const halves = text.split('::');
  if (halves.length > 2) return undefined;
  const [head, tail] = halves.map(groupsOf);
  if (!head || (halves.length === 2 && !tail)) return undefined;
  const missing = 8 - head.length - (tail?.length ?? 0);
  if (halves.length === 1 ? missing !== 0 : missing < 1) return undefined;
  const groups = [...head, ...Array.from({ length: missing }, () => 0), ...(tail ?? [])];
  return Uint8Array.from({ length: 16 }, (_, i) =>
    i % 2 === 0 ? groups[i / 2]! >>> 8 : groups[(i - 1) / 2]! & 255,
  );
}

/** The groups of half an IPv6 address, the last two perhaps as an IPv4 address. */
function groupsOf(text: string): number[] | undefined {
  if (text === '') return [];
  const groups: number[] = [];
  const parts = text.split(':');
  for (const [i, part] of parts.entries()) {
    const embedded = part.includes('.') && i === parts.length - 1 ? ip4Of(part) : undefined;
    if (embedded !== undefined) groups.push(embedded >>> 16, embedded & 0xffff);
    else if (/^[0-9A-Fa-f]{1,4}$/.test(part)) groups.push(parseInt(part, 16));
    else return undefined;
  }
  return groups;
}

/** The encoding (X.690 8.19) of a dotted object identifier; undefined for anything else. */
export function oidOf(text: string): Uint8Array | undefined {
  if (text.length > 400 || !/^[0-2](\.\d{1,18})+$/.test(text)) return undefined;
  const [first, second, ...rest] = text.split('.').map(BigInt);
  const bytes: number[] = [];
  for (const arc of [first! * 40n + second!, ...rest]) {
    const groups = [Number(arc & 127n)];
    for (let left = arc >> 7n; left > 0n; left >>= 7n) groups.unshift(Number(left & 127n) | 128);
    bytes.push(...groups);
  }
  return Uint8Array.from(bytes);
}
