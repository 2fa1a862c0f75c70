/** How a ladder says that rows are left out. */
import type { LadderRow } from '@wireside/trace';
import { countText } from '@wireside/wire';

/** Says how many rows are left out. */
export function moreRowsText({ fold = 0 }: LadderRow): string {
  return `${countText(fold, 'more row')} not shown, see --all`;
}
