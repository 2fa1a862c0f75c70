/** Clears what connections leave on the agent's own host, which several runs share one after another. */
import type { Shell } from '../shell.ts';
import { readSocketTable } from '../socket-table.ts';

/** Whether closed connections still hold their ports on the agent's own host (RFC 9293, 3.6.1). */
function hasTimeWait(): boolean {
  return readSocketTable('self', ['tcp', 'tcp6']).some(({ state }) => state === 'TIME_WAIT');
}

/**
 * Ends all connections in TIME_WAIT on the agent's own host. Returns false where the kernel cannot: ss(8) needs
 * CONFIG_INET_DIAG_DESTROY.
 */
export async function clearTimeWait(shell: Shell): Promise<boolean> {
  if (!hasTimeWait()) return true;
  await shell.run(['ss', '-K', '-tan', 'state', 'time-wait']).catch(() => '');
  return !hasTimeWait();
}
