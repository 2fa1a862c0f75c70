/** What the local server offers to open. A page without a server has nothing. */
import { useEffect, useState } from 'react';
import type { Items } from '../api.ts';

/**
 * The items, once they are known; none where there is no server. They are asked for again when one is wanted that was
 * not there.
 * @param wanted the id of the one to open; empty for none
 */
export function useItems(wanted: string): Items | undefined {
  const [items, setItems] = useState<Items>();
  const isUnknown = items === undefined || (wanted !== '' && items.items.every(({ id }) => id !== wanted));
  useEffect(() => {
    if (isUnknown) loadItems().then(setItems, () => setItems(NOTHING));
  }, [isUnknown, wanted]);
  return items;
}

const NOTHING: Items = { items: [] };

/** Asks the server what it offers now; nothing where there is none. */
export async function loadItems(): Promise<Items> {
  const response = await fetch('./api/items');
  if (!response.ok || response.headers.get('content-type')?.includes('json') !== true) return NOTHING;
  return (await response.json()) as Items;
}
