/** How a program ended, in words. */
import type { LimitName, RunEnd } from '@wireside/trace';

const LIMITS: Record<LimitName, string> = {
  wall: 'was ended by us: it ran longer than it may',
  idle: 'was ended by us: nothing happened any more',
  cpu: 'was ended by us: it used the processor for longer than it may',
  memory: 'was ended by us: it used more memory than it may',
  processes: 'was ended by us: it started more processes than it may',
  disk: 'was ended by us: it wrote more to files than it may',
  files: 'was ended by us: it made more files than it may',
  output: 'was ended by us: it wrote more output than it may',
};

/** `ended with status 1`, `was ended by us: nothing happened any more; it was waiting in recvfrom()`. */
export function endText(end: RunEnd): string {
  const waiting = end.waitingIn === undefined ? '' : `; it was waiting in ${end.waitingIn}()`;
  switch (end.reason) {
    case 'exited':
      return `ended with status ${end.code ?? 0}`;
    case 'signal':
      return `was killed by ${end.signal ?? 'a signal'}`;
    case 'limit':
      return `${LIMITS[end.limit ?? 'wall']}${waiting}`;
    case 'stopped':
      return `was stopped by the user${waiting}`;
  }
}
