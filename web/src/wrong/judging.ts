/** The judging that the open run belongs to, as the local server knows it. */
import { useEffect, useState } from 'react';
import type { JudgedCase, Judging } from '../api.ts';
import { go, useAddress } from '../state/address.ts';

/** The judgings that were asked for, by the items that belong to them: another case shows at once. */
const known = new Map<string, Judging>();

/** The judging of the run that is open; undefined where there is no server, or the run was not judged by itself. */
export function useJudging(): Judging | undefined {
  const [item] = useAddress('open');
  const [judging, setJudging] = useState(known.get(item));
  useEffect(() => {
    let isWanted = true;
    setJudging(known.get(item));
    if (item === '') return undefined;
    loadJudging(item).then(
      (loaded) => isWanted && setJudging(loaded),
      () => {},
    );
    return () => void (isWanted = false);
  }, [item]);
  return judging;
}

async function loadJudging(item: string): Promise<Judging | undefined> {
  const response = await fetch(`./api/items/${encodeURIComponent(item)}/judging`);
  if (!response.ok || response.headers.get('content-type')?.includes('json') !== true) return undefined;
  const judging = (await response.json()) as Judging;
  known.clear();
  for (const one of judging.cases) known.set(one.item, judging);
  return judging;
}

/** Opens a case; the tab and the filters stay. @param at what to select in it */
export function openCase({ item }: JudgedCase, at?: string): void {
  go({ open: item, at, with: undefined }, 'push');
}
