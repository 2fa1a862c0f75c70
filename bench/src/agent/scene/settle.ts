/** Waits until servers whose clients have ended have nothing left to do, so that Ctrl-C does not come too early. */
import type { HostProcess } from '../network.ts';
import { readSocketTable } from '../socket-table.ts';
import { pollUntil } from '../wait.ts';

/** How long servers may take. ms. */
const SETTLE_TIMEOUT = 3000;
/** How long nothing must have happened: where all connections are over, and where one is not. µs. */
const QUIET = { idle: 20_000, open: 250_000 };

/** States of a socket on which nothing more happens. */
const IDLE_STATES: ReadonlySet<string> = new Set(['TIME_WAIT', 'LISTEN', 'CLOSE', 'UNCONNECTED']);

/**
 * Resolves when nothing waits in a socket to be read, all connections are over, nothing has happened for a moment and the
 * servers compute nothing; or, where a server does not close a connection, when nothing has happened for longer.
 * @param quietFor how long nothing has happened, µs
 * @param isBusy whether a program computes: on a busy machine that takes longer than the moment
 */
export async function settle(
  hosts: readonly HostProcess[],
  quietFor: () => number,
  isBusy: () => boolean,
): Promise<void> {
  await pollUntil(SETTLE_TIMEOUT, () => {
    const quiet = quietFor();
    if (quiet < QUIET.idle) return false;
    if (quiet < QUIET.open) {
      const rows = hosts.flatMap((host) => readSocketTable(host));
      if (!rows.every(({ state, receiveQueue }) => IDLE_STATES.has(state) && receiveQueue === 0))
        return false;
    }
    return !isBusy();
  });
}
