/** Rewrites a pcapng file with comments added to some of its packets, and everything else as it was. */
import { concat, fileU16, fileU32, utf8 } from '../basics/bytes.ts';
import { BLOCK, OPTION } from './pcapng.ts';

/**
 * Adds comments to packets of a pcapng file; packet numbers count from 1 over all sections. Blocks that cannot carry a
 * comment (simple packets) and damaged ones are copied unchanged. Comments already there stay, before the new ones.
 */
export function withComments(
  pcapng: Uint8Array,
  comments: ReadonlyMap<number, readonly string[]>,
): Uint8Array {
  const parts: Uint8Array[] = [];
  let little = true;
  let number = 0;
  let at = 0;
  let copied = 0;
  while (at + 12 <= pcapng.length) {
    if (fileU32(pcapng, at, false) === BLOCK.section) little = fileU32(pcapng, at + 8, true) === 0x1a2b3c4d;
    const type = fileU32(pcapng, at, little);
    const length = fileU32(pcapng, at + 4, little);
    const padded = length + ((4 - (length & 3)) & 3);
    if (length < 12 || padded > pcapng.length - at) break;
    const isPacket = type === BLOCK.enhancedPacket || type === BLOCK.oldPacket || type === BLOCK.simplePacket;
    if (isPacket) number++;
    const added = isPacket && type !== BLOCK.simplePacket ? comments.get(number) : undefined;
    if (added && added.length > 0 && length >= 32) {
      const commented = commentedPacket(pcapng.subarray(at, at + padded), length, added, little);
      if (commented) {
        parts.push(pcapng.subarray(copied, at), commented);
        copied = at + padded;
      }
    }
    at += padded;
  }
  parts.push(pcapng.subarray(copied));
  return concat(parts);
}

/** The block with more comments; undefined if its own lengths contradict each other. */
function commentedPacket(
  block: Uint8Array,
  length: number,
  comments: readonly string[],
  little: boolean,
): Uint8Array | undefined {
  const captured = fileU32(block, 20, little);
  const optionsAt = 28 + captured + ((4 - (captured & 3)) & 3);
  if (optionsAt > length - 4) return undefined;
  let end = optionsAt;
  while (end + 4 <= length - 4) {
    if (fileU16(block, end, little) === 0) break;
    const next = end + 4 + ((fileU16(block, end + 2, little) + 3) & ~3);
    if (next > length - 4) break;
    end = next;
  }
  const texts = comments.map((comment) => utf8(comment).subarray(0, 65_535));
  const added = texts.reduce((sum, value) => sum + 4 + ((value.length + 3) & ~3), 0);
  const total = end + added + 8;
  const bytes = new Uint8Array(total);
  const view = new DataView(bytes.buffer);
  bytes.set(block.subarray(0, end));
  let at = end;
  for (const value of texts) {
    view.setUint16(at, OPTION.comment, little);
    view.setUint16(at + 2, value.length, little);
    bytes.set(value, at + 4);
    at += 4 + ((value.length + 3) & ~3);
  }
  view.setUint32(4, total, little);
  view.setUint32(total - 4, total, little);
  return bytes;
}
