/** Which packet brought a byte of a stream: not the copies that were lost, and of several the first. */
import { firstIndex } from '@wireside/wire';
import type { JoinedDirection } from '../direction.ts';
import type { PacketSpan } from '../join.ts';
import { endOf } from '../join.ts';

/** Finds the packet that brought the byte at an offset. */
export type Carrier = (offset: number) => number | undefined;

/** Packets before an offset that are searched; usually the last one has the byte, and the others are copies. */
const MAX_COPIES = 8;

/** The carriers of one direction. @param lost packets that did not arrive. */
export function carriersOf(direction: JoinedDirection, lost: ReadonlySet<number>): Carrier {
  const spans: PacketSpan[] = [];
  let reach = -1;
  let inOrder = true;
  for (const span of direction.packets) {
    if (lost.has(span.packet)) continue;
    if (span.offset < reach) inOrder = false;
    reach = Math.max(reach, endOf(span));
    spans.push(span);
  }
  // Sorting is stable: of two copies, the earlier one stays in front.
  const sorted = inOrder ? spans : spans.toSorted((a, b) => a.offset - b.offset);
  return (offset) => {
    const next = firstIndex(sorted.length, (i) => sorted[i]!.offset > offset);
    let found: PacketSpan | undefined;
    for (let i = next - 1; i >= Math.max(0, next - MAX_COPIES); i--) {
      const span = sorted[i]!;
      const isInside = offset < endOf(span);
      if (isInside && (found === undefined || span.packet < found.packet)) found = span;
    }
    return found?.packet;
  };
}
