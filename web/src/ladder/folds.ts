/** Folds that are open: where they are, and where the rows in them. */
import type { OpenFold } from '../worker/ladder.ts';

/** The open folds by their places among the rows that are shown, with how many rows follow each. */
export function placesOf(open: readonly OpenFold[]): ReadonlyMap<number, number> {
  let before = 0;
  return new Map(
    open.map(({ fold, size }) => {
      const place = fold + before;
      before += size;
      return [place, size];
    }),
  );
}

/** The place among the folded rows of a row that is shown. */
export function foldedPlace(open: ReadonlyMap<number, number>, place: number): number {
  let folded = place;
  for (const [fold, size] of open) if (fold < place) folded -= size;
  return folded;
}

/** Whether a row is one of those of an open fold. */
export const isInside = (open: ReadonlyMap<number, number>, place: number): boolean =>
  [...open].some(([fold, size]) => place > fold && place <= fold + size);

/** Opens a fold. */
export const withFold = (open: readonly OpenFold[], one: OpenFold): readonly OpenFold[] =>
  [...open.filter(({ fold }) => fold !== one.fold), one].toSorted((a, b) => a.fold - b.fold);
