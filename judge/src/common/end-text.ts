/** How a program ended, in words. */
import type { LimitName, RunEnd } from '@wireside/trace';

const LIMITS: Readonly<Record<LimitName, string>> = {
  wall: 'time limit exceeded',
  idle: 'no activity',
  cpu: 'processor time limit exceeded',
  memory: 'memory limit exceeded',
  processes: 'process limit exceeded',
  disk: 'file size limit exceeded',
  files: 'file count limit exceeded',
  output: 'output limit exceeded',
};

/**
 * `exited with status 1`, `was stopped: no activity; it was waiting in recvfrom()`: the predicate of a sentence.
 * @param when added after how it ended: `, 0.02 s after the server's FIN`.
 */
export function endText(end: RunEnd, when = ''): string {
  const waiting = end.waitingIn === undefined ? '' : `; it was waiting in ${end.waitingIn}()`;
  switch (end.reason) {
    case 'exited':
      return `exited with status ${end.code ?? 0}${when}`;
    case 'signal':
      return `was killed by ${end.signal ?? 'a signal'}${when}`;
    case 'limit':
      return `was stopped: ${LIMITS[end.limit ?? 'wall']}${when}${waiting}`;
    case 'stopped':
      return `was stopped by the user${when}${waiting}`;
  }
}
