/** The messages between the agent and the host runner, its child on another host that runs peers there. */
import type { Ends, PeerEvent, PeerMessage } from '@wireside/peers';
import type { OutputStream, RunEnd } from '@wireside/trace';
import type { PeerAddress, PeerStart } from './peer-host.ts';

/** The argument with which the agent's script is a host runner. */
export const HOST_RUNNER = '--host-runner';

/** A message to a host runner. `id` is repeated in the answer. */
export type ToRunner =
  | { readonly type: 'start'; readonly id: number; readonly peer: PeerStart }
  | { readonly type: 'type'; readonly actor: string; readonly bytes: Uint8Array }
  | { readonly type: 'close-input'; readonly actor: string }
  | { readonly type: 'interrupt'; readonly actor: string }
  | { readonly type: 'close' }
  | { readonly type: 'read'; readonly id: number };

/** A message from a host runner. */
export type FromRunner =
  | { readonly type: 'started'; readonly id: number; readonly address?: PeerAddress; readonly error?: string }
  | { readonly type: 'event'; readonly actor: string; readonly event: PeerEvent }
  | { readonly type: 'message'; readonly actor: string; readonly message: PeerMessage }
  | { readonly type: 'secrets'; readonly line: string }
  | {
      readonly type: 'output';
      readonly actor: string;
      readonly stream: OutputStream;
      readonly bytes: Uint8Array;
    }
  | { readonly type: 'ended'; readonly actor: string; readonly end: RunEnd }
  | { readonly type: 'read'; readonly id: number; readonly ends: Ends }
  | { readonly type: 'closed' };
