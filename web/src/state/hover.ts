/** What the pointer or the keyboard focus is on: the same bytes are highlighted wherever they are shown. */
import type { Evidence, RowBytes } from '@wireside/trace';
import { useSyncExternalStore } from 'react';

/** What is highlighted. */
export interface Hover {
  readonly at?: Evidence;
  /** Bytes of a stream. */
  readonly bytes?: RowBytes;
  /** Bytes of the selected packet's sources. */
  readonly field?: { readonly source: number; readonly offset: number; readonly length: number };
}

const NOTHING: Hover = {};
let current: Hover = NOTHING;
const listeners = new Set<() => void>();

/** Highlights something, or nothing. */
export function setHover(hover: Hover | undefined): void {
  current = hover ?? NOTHING;
  for (const listener of listeners) listener();
}

/** What is highlighted. */
export function useHover(): Hover {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => current,
  );
}

/** Whether two ranges of bytes of the same direction of a stream overlap. */
export function overlaps(a: RowBytes | undefined, b: RowBytes | undefined): boolean {
  return (
    a !== undefined &&
    b !== undefined &&
    a.stream === b.stream &&
    a.direction === b.direction &&
    a.offset < b.offset + b.length &&
    b.offset < a.offset + a.length
  );
}
