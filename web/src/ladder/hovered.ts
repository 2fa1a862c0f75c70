/** What the pointer is on in the ladder, and which rows are highlighted with it. */
import type { LadderRow } from '@wireside/trace';
import { rowShows } from '@wireside/trace';
import { overlaps } from '../state/hover.ts';
import type { Hover } from '../state/hover.ts';
import { evidenceOf } from './evidence-of.ts';

/** Whether a row holds any of the bytes that the pointer is on, or is what it is on. */
export function isNear(row: LadderRow, { bytes, at }: Hover): boolean {
  return overlaps(bytes, row.bytes) || (at !== undefined && rowShows(row, at));
}

/** What is highlighted while the pointer is on a row. @param pointed what a part of the row is about */
export function hoverOf(row: LadderRow, pointed: Hover['at']): Hover {
  const at = pointed ?? evidenceOf(row);
  const isElsewhere = pointed !== undefined && !rowShows(row, pointed);
  return {
    ...(at === undefined ? {} : { at }),
    ...(row.bytes === undefined || isElsewhere ? {} : { bytes: row.bytes }),
  };
}
