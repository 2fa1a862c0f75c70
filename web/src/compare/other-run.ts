/** The runs that can be compared with the one that is open. */
import { useEffect, useState } from 'react';
import { loadItems } from '../shell/items.ts';
import type { Item } from '../api.ts';
import { useAddress } from '../state/address.ts';

/** The other runs that the server offers: those of the same case first; undefined until they are known. */
export function useOtherRuns(): readonly Item[] | undefined {
  const [open] = useAddress('open');
  const [runs, setRuns] = useState<readonly Item[]>();
  useEffect(() => {
    let isWanted = true;
    loadItems().then(
      ({ items }) => {
        const own = items.find(({ id }) => id === open);
        const others = items.filter(({ id, what }) => what === 'run' && id !== open);
        const isNear = ({ title }: Item): number => (title === own?.title ? 0 : 1);
        if (isWanted) setRuns(others.toSorted((a, b) => isNear(a) - isNear(b)));
      },
      () => isWanted && setRuns([]),
    );
    return () => void (isWanted = false);
  }, [open]);
  return runs;
}

/** The run of an id; undefined until it is known. */
export function useOtherRun(id: string): Item | undefined {
  return useOtherRuns()?.find((item) => item.id === id);
}
