/** Which host of a scene the agent itself stands on. */
import type { Scene } from '../../request.ts';

/** The first host with peers, which then need no process of their own; else the first. */
export function ownHost({ hosts, actors }: Scene): string {
  const own = hosts.find(({ name }) => actors.some(({ kind, host }) => kind === 'peer' && host === name));
  return (own ?? hosts[0]!).name;
}
