/** Which packet brought a byte of a stream: not the copies that were lost, and of several the first. */
import type { JoinedDirection, PacketSpan } from '../join.ts';

/** Finds the packet that brought the byte at an offset. */
export type Carrier = (offset: number) => number | undefined;

/** @param lost packets that did not arrive. */
export function carriersOf(direction: JoinedDirection, lost: ReadonlySet<number>): Carrier {
  const spans: PacketSpan[] = [];
  let reach = -1;
  let inOrder = true;
  for (const span of direction.packets) {
    if (lost.has(span.packet)) continue;
    if (span.offset < reach) inOrder = false;
    reach = Math.max(reach, span.offset + span.length);
    spans.push(span);
  }
  // Sorting is stable: of two copies, the earlier one stays in front.
  const sorted = inOrder ? spans : spans.toSorted((a, b) => a.offset - b.offset);
  return (offset) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as PacketSpan).offset <= offset) low = middle + 1;
      else high = middle;
    }
    let found: PacketSpan | undefined;
    for (let i = low - 1; i >= 0 && i >= low - 8; i--) {
      const span = sorted[i] as PacketSpan;
      if (offset < span.offset + span.length && (found === undefined || span.packet < found.packet))
        found = span;
    }
    return found?.packet;
  };
}
