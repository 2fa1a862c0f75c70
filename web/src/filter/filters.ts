/** Filters that were used before, and those that were saved with a name; kept in this browser. */
import { useMemo } from 'react';
import { useSetting } from '../state/settings.ts';
import type { FilterKind } from '../worker/tables-types.ts';

/** A saved filter. */
export interface SavedFilter {
  readonly name: string;
  readonly filter: string;
}

/** Filters that are kept of those used before. */
const MAX_RECENT = 20;

/** The filters of one kind of records, and what changes them. */
export function useFilters(kind: FilterKind): {
  readonly recent: readonly string[];
  readonly saved: readonly SavedFilter[];
  use(filter: string): void;
  save(name: string, filter: string): void;
  forget(name: string): void;
} {
  const [recentText, keepRecent] = useSetting(`filters.${kind}.recent`, '[]');
  const [savedText, keepSaved] = useSetting(`filters.${kind}.saved`, '[]');
  return useMemo(() => {
    const recent = parse(recentText, (one): one is string => typeof one === 'string');
    const saved = parse(savedText, isSaved);
    return {
      recent,
      saved,
      use(filter) {
        if (filter.trim() === '' || recent[0] === filter) return;
        keepRecent(JSON.stringify([filter, ...recent.filter((one) => one !== filter)].slice(0, MAX_RECENT)));
      },
      save: (name, filter) =>
        keepSaved(JSON.stringify([...saved.filter((one) => one.name !== name), { name, filter }])),
      forget: (name) => keepSaved(JSON.stringify(saved.filter((one) => one.name !== name))),
    };
  }, [recentText, savedText, keepRecent, keepSaved]);
}

function isSaved(one: unknown): one is SavedFilter {
  const { name, filter } = (one ?? {}) as Partial<SavedFilter>;
  return typeof name === 'string' && typeof filter === 'string';
}

/** What is kept may be of another version, or damaged. */
function parse<T>(text: string, is: (one: unknown) => one is T): readonly T[] {
  try {
    const found: unknown = JSON.parse(text);
    return Array.isArray(found) ? found.filter(is) : [];
  } catch {
    return [];
  }
}
