/** The messages between the bench and its agents, over Node's channel between processes. */
import type { OutputStream, RunDescription, SceneRecord } from '@wireside/trace';
import type { ProgramFile, RunRequest } from '../request.ts';

/** A compilation: a command to run in the sandbox, without a network. */
export interface BuildRequest {
  readonly files: readonly ProgramFile[];
  readonly command: readonly string[];
  /** The command's whole environment. */
  readonly environment: Readonly<Record<string, string>>;
}

/** How a compilation went. */
export interface BuildResult {
  /** Whether the command exited with status 0. */
  readonly ok: boolean;
  /** The files in the program's folder afterwards; none when it failed. */
  readonly files: readonly ProgramFile[];
  /** Its standard output and standard error, as they came. */
  readonly output: string;
  /** How it ended, in words, when it did not exit with status 0. */
  readonly failure?: string;
  /** Faults of the bench. */
  readonly faults: readonly string[];
}

/** A message to an agent. `tools` are files to show in the sandbox: path inside to path outside. */
export type ToAgent =
  | {
      readonly type: 'run';
      readonly request: RunRequest;
      /** By filter of an impairment: the matches of nft(8) that it stands for, of which one must hold. */
      readonly dropMatches: ReadonlyMap<string, readonly string[]>;
      readonly tools: Readonly<Record<string, string>>;
      /** Whether outputs are wanted as they come. */
      readonly isLive: boolean;
    }
  | {
      readonly type: 'build';
      readonly request: BuildRequest;
      readonly tools: Readonly<Record<string, string>>;
    }
  /** Types bytes on an actor's standard input; answered by `typed` when there was room for them. */
  | { readonly type: 'input'; readonly id: number; readonly actor: string; readonly bytes: Uint8Array }
  | { readonly type: 'close-input'; readonly actor: string }
  /** Ends the scene as Ctrl-C does. */
  | { readonly type: 'stop' };

/** What is known about a run while it is under way. */
export type RunSetting = Pick<RunDescription, 'network' | 'hosts' | 'actors' | 'started'>;

/** The part of run.json that the agent knows when the run is over. */
export type RunReport = RunSetting &
  Pick<RunDescription, 'impairments' | 'endedAt' | 'capture' | 'missing' | 'faults'>;

/** What happens while a run is under way. */
export type RunNews =
  /** The scene is set, or an actor has started or ended. */
  | { readonly type: 'setting'; readonly setting: RunSetting }
  | { readonly type: 'append'; readonly file: string; readonly bytes: Uint8Array }
  /** A file that a program wrote in its folder; the path is relative to that. */
  | { readonly type: 'file'; readonly actor: string; readonly path: string; readonly bytes: Uint8Array }
  | {
      readonly type: 'output';
      readonly actor: string;
      readonly stream: OutputStream;
      readonly bytes: Uint8Array;
    }
  | { readonly type: 'scene'; readonly event: Omit<SceneRecord, 'n'> }
  /** Input was taken; or not, because it is closed or the actor has ended. */
  | { readonly type: 'typed'; readonly id: number; readonly isTaken: boolean };

/** A message from an agent. */
export type FromAgent =
  | RunNews
  | { readonly type: 'ready' }
  /** `isClean`: the run has left nothing on the agent's own host that a later one would see. */
  | { readonly type: 'ran'; readonly report: RunReport; readonly isClean: boolean }
  | { readonly type: 'built'; readonly result: BuildResult }
  | { readonly type: 'failed'; readonly message: string };
