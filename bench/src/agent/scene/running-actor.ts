/** An actor of a scene that has started, as the engine deals with it, whether it is a program or a peer. */
import type { RunEnd } from '@wireside/trace';
import type { Role } from '../../request.ts';

/** A started actor. */
export interface RunningActor {
  /** Resolves when it has ended; never for a server of ours, which is closed with the scene. */
  readonly ended: Promise<RunEnd>;
  /** What it is by what it has done so far. */
  readonly role: Role;
  /** Connections that it has accepted. */
  readonly accepted: number;
  /** Whether a connect() of its own has succeeded. */
  readonly hasConnected: boolean;
  /** Whether it has a standard input that is open. */
  readonly hasInput: boolean;
  /** Whether it listens on a port, or on any. */
  listens(port: number | undefined): boolean;
  /** Sends a signal. Returns whether it could be sent. */
  signal(name: string): boolean;
  /** Types bytes on its standard input. Returns whether that is open and has room for them. */
  type(bytes: Uint8Array): boolean;
  /** Closes its standard input. Returns whether it was open. */
  closeInput(): boolean;
  /** Ends it by force. */
  stop(): void;
}
