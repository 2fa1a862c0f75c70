/** What is selected, kept in the address bar: each row, filter and tab has a URL of its own. */
import { evidenceWord, parseEvidence } from '@wireside/trace';
import type { Evidence } from '@wireside/trace';
import { useCallback, useSyncExternalStore } from 'react';

/** Names of what the address holds. */
export type Name =
  /** The run or the capture, by the server's id. */
  | 'open'
  /** The part of a lab that is worked on. */
  | 'part'
  /** A recorded run of the demo. */
  | 'demo'
  /** The step of its tour, counted from 1; `closed` without the tour. */
  | 'step'
  /** What is selected: `packet:8`. */
  | 'at'
  /** The tab below. */
  | 'tab'
  /** The filter of the list of packets. */
  | 'filter'
  /** The filters of the other tables. */
  | 'calls'
  | 'lines'
  | 'messages'
  | 'events'
  | 'lookups'
  | 'sockets'
  /** The moment of the socket tables, from 1. */
  | 'moment'
  /** `all` shows every row of the ladder. */
  | 'rows'
  /** A second run to compare with. */
  | 'with'
  /** The stream of a graph, or of what is followed. */
  | 'stream'
  /** The kind of graph. */
  | 'graph';

const listeners = new Set<() => void>();
let parameters = new URLSearchParams(location.search);

addEventListener('popstate', () => {
  parameters = new URLSearchParams(location.search);
  for (const listener of listeners) listener();
});

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => void listeners.delete(listener);
}

/** A value of the address; empty if there is none. */
export function addressOf(name: Name): string {
  return parameters.get(name) ?? '';
}

/**
 * Changes the address. @param how `push` makes an entry in the browser's history, `replace` changes the present one
 */
export function go(
  changes: Partial<Record<Name, string | undefined>>,
  how: 'push' | 'replace' = 'replace',
): void {
  const next = new URLSearchParams(parameters);
  for (const [name, value] of Object.entries(changes)) {
    if (value === undefined || value === '') next.delete(name);
    else next.set(name, value);
  }
  if (next.toString() === parameters.toString()) return;
  parameters = next;
  const text = next.toString().replaceAll('%3A', ':');
  history[how === 'push' ? 'pushState' : 'replaceState'](
    undefined,
    '',
    text === '' ? location.pathname : `?${text}`,
  );
  for (const listener of listeners) listener();
}

/** A value of the address, and how to change it. */
export function useAddress(name: Name): [value: string, set: (value: string | undefined) => void] {
  const value = useSyncExternalStore(subscribe, () => addressOf(name));
  const set = useCallback((next: string | undefined) => go({ [name]: next }), [name]);
  return [value, set];
}

/** What is selected. */
export function useSelected(): Evidence | undefined {
  const [word] = useAddress('at');
  return parseEvidence(word);
}

/** Selects a packet, a call, a line or a record of a peer. */
export function select(at: Evidence | undefined): void {
  go({ at: at === undefined ? undefined : evidenceWord(at) });
}
