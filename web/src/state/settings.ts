/** Settings that are kept in this browser, for all runs: theme, sizes of panes, columns. */
import { useCallback, useSyncExternalStore } from 'react';

const PREFIX = 'wireside.';
const listeners = new Set<() => void>();
/** Where the browser refuses to keep anything, a setting lasts as long as the page. */
const unkept = new Map<string, string>();

function read(name: string): string | undefined {
  try {
    return localStorage.getItem(PREFIX + name) ?? undefined;
  } catch {
    return unkept.get(name);
  }
}

/** Keeps a setting. */
export function keep(name: string, value: string): void {
  try {
    localStorage.setItem(PREFIX + name, value);
  } catch {
    unkept.set(name, value);
  }
  for (const listener of listeners) listener();
}

/** A setting, and how to change it. */
export function useSetting(name: string, initial: string): [value: string, set: (value: string) => void] {
  const value = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => read(name) ?? initial,
  );
  return [value, useCallback((next: string) => keep(name, next), [name])];
}
