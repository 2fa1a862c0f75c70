/** What keys do now: views say what they can do while they are shown, and the keys find it here. */
import { useEffect, useRef, useSyncExternalStore } from 'react';

/** What a key can do. */
export type Action =
  | 'next-point'
  | 'previous-point'
  | 'next-case'
  | 'previous-case'
  | 'next-difference'
  | 'previous-difference'
  | 'compare';

type Run = () => void;

const actions = new Map<Action, { readonly current: Run | undefined }>();
const listeners = new Set<() => void>();
let version = 0;

function changed(): void {
  version++;
  for (const listener of listeners) listener();
}

/** Offers an action while a component is shown. @param run undefined while it cannot be done */
export function useKey(action: Action, run: Run | undefined): void {
  const latest = useRef(run);
  latest.current = run;
  const isOffered = run !== undefined;
  useEffect(() => {
    if (!isOffered) return undefined;
    actions.set(action, latest);
    changed();
    return () => {
      if (actions.get(action) !== latest) return;
      actions.delete(action);
      changed();
    };
  }, [action, isOffered]);
}

/** Does an action; false where nothing offers it. */
export function runKey(action: Action): boolean {
  const run = actions.get(action)?.current;
  run?.();
  return run !== undefined;
}

/** Which actions can be done now. */
export function useOffered(): (action: Action) => boolean {
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    () => version,
  );
  return (action) => actions.has(action);
}
