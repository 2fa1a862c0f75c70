/** Waits for things to have happened on the bench by looking at them, never by sleeping for some time. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Ends } from '@wireside/peers';
import type { HostProcess } from './network.ts';
import { readSocketTable } from './socket-table.ts';
import type { SocketRow } from './socket-table.ts';

/** Pause between two looks. ms. */
const POLL_INTERVAL = 1;
/** How long a peer waits for the program to read a piece. A slower program gets two pieces together. ms. */
const READ_TIMEOUT = 500;
/** How long connections may take to close after the program's end. A lost FIN is sent again after 200 ms or more. ms. */
const CLOSE_TIMEOUT = 3000;

/** States of a connection on which nothing more happens. */
export const IDLE_STATES: ReadonlySet<string> = new Set(['TIME_WAIT', 'LISTEN', 'CLOSE']);

/** Looks again and again until `isDone`, or for `timeout` ms. Returns whether it was done in time. */
export async function pollUntil(timeout: number, isDone: () => boolean): Promise<boolean> {
  const deadline = performance.now() + timeout;
  while (!isDone()) {
    if (performance.now() > deadline) return false;
    await pause(POLL_INTERVAL);
  }
  return true;
}

/**
 * Resolves when everything that one end sent on a connection was read at the other: nothing is queued at either.
 * @param ends the sender's end is `local`
 */
export async function waitUntilRead(ends: Ends, hosts: readonly HostProcess[]): Promise<void> {
  const protocols: SocketRow['protocol'][] = ends.local.startsWith('[') ? ['tcp6'] : ['tcp', 'tcp6'];
  const queued = (from: string, to: string): number => {
    for (const host of hosts) {
      for (const { local, remote, sendQueue, receiveQueue } of readSocketTable(host, protocols)) {
        if (plain(local) === from && plain(remote) === to) return sendQueue + receiveQueue;
      }
    }
    return 0;
  };
  const [local, remote] = [plain(ends.local), plain(ends.remote)];
  // The sender's queue first: what has left it is in the receiver's.
  await pollUntil(READ_TIMEOUT, () => queued(local, remote) === 0 && queued(remote, local) === 0);
}

/** IPv4 addresses that an IPv6 socket uses (RFC 4291, 2.5.5.2) are those of the packets. */
function plain(end: string): string {
  return end.replace(/^\[::ffff:(\d+\.\d+\.\d+\.\d+)\]/i, '$1');
}

/** Resolves when nothing more happens on the TCP connections of these hosts. */
export async function waitUntilIdle(hosts: readonly HostProcess[]): Promise<void> {
  await pollUntil(CLOSE_TIMEOUT, () =>
    hosts.every((host) =>
      readSocketTable(host, ['tcp', 'tcp6']).every(({ state }) => IDLE_STATES.has(state)),
    ),
  );
}
