/** How far Page Up and Page Down move the selection of the ladder. */
import type { Offsets } from './offsets.ts';

/** Rows of a page. */
export function pageOf({ height }: { height: number }, offsets: Offsets, selected: number): number {
  const top = offsets.top(Math.max(0, selected));
  return Math.max(1, offsets.at(top + height) - Math.max(0, selected) - 1);
}
