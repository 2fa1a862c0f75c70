/** What the local server offers to open. A page without a server has nothing. */
import { useEffect, useState } from 'react';

/** A run or a capture on this computer. */
export interface Item {
  readonly id: string;
  readonly what: 'run' | 'capture';
  readonly title: string;
  /** `pass`, `fail`, … of a run that was judged. */
  readonly result?: string;
  /** When it was recorded, ms since the epoch. */
  readonly time?: number;
}

/** What the server says it offers. */
export interface Items {
  readonly items: readonly Item[];
  /** The one to open at once. */
  readonly open?: string;
}

/** The items, once they are known; none where there is no server. */
export function useItems(): readonly Item[] | undefined {
  const [items, setItems] = useState<readonly Item[]>();
  useEffect(() => {
    loadItems().then(setItems, () => setItems([]));
  }, []);
  return items;
}

async function loadItems(): Promise<readonly Item[]> {
  const response = await fetch('./api/items');
  if (!response.ok || response.headers.get('content-type')?.includes('json') !== true) return [];
  return ((await response.json()) as Items).items;
}

/** The item to open: the one of an id, or the only one. */
export function itemOf(items: readonly Item[], id: string): Item | undefined {
  return items.find((item) => item.id === id) ?? (items.length === 1 ? items[0] : undefined);
}
