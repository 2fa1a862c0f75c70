/** The log of one peer: its events and its messages, each with the time and the peer's name. */
import type { PeerHooks, PeerLog, PeerMessage } from '../peer.ts';
import { now } from './clock.ts';

/** A function that reports the events of the peer with this name. */
export function peerLog(name: string, hooks: Pick<PeerHooks, 'log'>): PeerLog {
  return (event) => hooks.log({ at: now(), peer: name, ...event });
}

/** A function that reports the messages of the peer with this name, each with the time. */
export function messageLog(
  name: string,
  hooks: Pick<PeerHooks, 'message'>,
): (message: Omit<PeerMessage, 'at' | 'peer'>) => void {
  return (message) => hooks.message?.({ at: now(), peer: name, ...message });
}
