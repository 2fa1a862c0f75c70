/** Waits for things on the bench to have happened, by looking at them; nothing here sleeps and hopes. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Ends } from '@wireside/peers';
import { readSocketTable, type SocketRow } from './socket-table.ts';

/** Pause between two looks at a table. ms. */
const LOOK_INTERVAL = 1;
/** How long a peer waits at the most for the program to read a piece; a slow program then gets two at once. ms. */
const READ_PATIENCE = 500;
/** How long connections may take to close after the program's end (a lost FIN comes again after 200 ms and more). ms. */
const CLOSE_PATIENCE = 3000;

/** Looks until `done` says so; false when it did not within `patience` ms. */
export async function lookUntil(patience: number, done: () => boolean): Promise<boolean> {
  const deadline = performance.now() + patience;
  while (!done()) {
    if (performance.now() > deadline) return false;
    await pause(LOOK_INTERVAL);
  }
  return true;
}

/** Resolves when the program has read everything that a peer sent on a connection: nothing is queued at either end. */
export async function untilRead(
  ends: Ends,
  hosts: { server: number | 'self'; station: number | 'self' },
): Promise<void> {
  const queued = (rows: SocketRow[], from: string, to: string): number => {
    const row = rows.find(({ local, remote }) => local === from && remote === to);
    return row === undefined ? 0 : row.sendQueue + row.receiveQueue;
  };
  const protocols: SocketRow['protocol'][] = ends.local.startsWith('[') ? ['tcp6'] : ['tcp'];
  await lookUntil(READ_PATIENCE, () => {
    // The sender's queue first: what has left it is in the receiver's.
    if (queued(readSocketTable(hosts.server, protocols), ends.local, ends.remote) > 0) return false;
    return queued(readSocketTable(hosts.station, protocols), ends.remote, ends.local) === 0;
  });
}

/** Resolves when no TCP connection of the host is under way any more; TIME_WAIT and LISTEN are at rest. */
export async function untilConnectionsRest(hosts: (number | 'self')[]): Promise<void> {
  const rest = new Set(['TIME_WAIT', 'LISTEN', 'CLOSE']);
  await lookUntil(CLOSE_PATIENCE, () =>
    hosts.every((host) => readSocketTable(host, ['tcp', 'tcp6']).every(({ state }) => rest.has(state))),
  );
}
