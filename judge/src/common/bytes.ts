/** Searching and comparing bytes, without Node's Buffer. */

/** Whether two rows of bytes are the same. */
export function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && a.every((byte, place) => byte === b[place]);
}

/**
 * Where `wanted` first occurs in `bytes`; -1 if nowhere. Linear in practice: it compares only from places where the first
 * byte fits. (The filters of wire search millions of packets for one text, and keep a table of it.)
 */
export function indexOfBytes(bytes: Uint8Array, wanted: Uint8Array): number {
  const [first] = wanted;
  if (first === undefined) return 0;
  for (let at = bytes.indexOf(first); at >= 0 && at + wanted.length <= bytes.length;) {
    let same = 1;
    while (same < wanted.length && bytes[at + same] === wanted[same]) same++;
    if (same === wanted.length) return at;
    at = bytes.indexOf(first, at + 1);
  }
  return -1;
}
