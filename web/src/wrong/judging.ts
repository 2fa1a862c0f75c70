/** The judging that the open run belongs to, as the local server knows it. */
import type { Change, Result } from '@wireside/judge';
import { useEffect, useState } from 'react';
import { go, useAddress } from '../state/address.ts';

/** A case of a judging. */
export interface JudgedCase {
  /** Id of the item with its run. */
  readonly item: string;
  readonly id: string;
  readonly title: string;
  readonly verdict: Result;
  /** Title of the first check that failed. */
  readonly failed?: string;
}

/** A judging. */
export interface Judging {
  readonly part: string;
  readonly title: string;
  readonly edition: string;
  readonly verdict: Result;
  /** Points; absent where the server does not know the part. */
  readonly score?: number;
  readonly max?: number;
  readonly cases: readonly JudgedCase[];
  readonly changes: readonly Change[];
  /** The case to show first, if one failed. */
  readonly leading?: string;
  /** Hints by the ids of checks; of each, first where to look, then what to do. */
  readonly hints: Readonly<Record<string, readonly string[]>>;
}

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
