/** What the bench and its agents say to each other, over Node's channel between processes. */
import type { RunDescription } from '@wireside/trace';
import type { ProgramFile, RunRequest } from '../request.ts';

/** A compilation: a command to run in the sandbox, without a network. */
export interface BuildRequest {
  files: ProgramFile[];
  command: string[];
  environment: Record<string, string>;
}

export interface BuildResult {
  /** Whether the command ended with status 0. */
  ok: boolean;
  files: ProgramFile[];
  /** What it wrote, standard error too, as it came. */
  output: string;
  /** How it ended, in words, when it did not end with status 0. */
  failure?: string;
  faults: string[];
}

/** To an agent. */
export type ToAgent =
  | { type: 'run'; request: RunRequest; tools: Record<string, string> }
  | { type: 'build'; request: BuildRequest; tools: Record<string, string> }
  | { type: 'stop' };

/** What is known of a run before the program starts. */
export type RunSetting = Pick<RunDescription, 'network' | 'hosts' | 'peers' | 'started'>;

/** The part of run.json that the agent knows in the end. */
export type RunReport = RunSetting & Pick<RunDescription, 'loss' | 'ended' | 'capture' | 'usage' | 'faults'>;

/** From an agent. */
export type FromAgent =
  | { type: 'ready' }
  | { type: 'begun'; setting: RunSetting }
  | { type: 'append'; file: string; bytes: Uint8Array }
  | { type: 'ran'; report: RunReport }
  | { type: 'built'; result: BuildResult }
  | { type: 'failed'; message: string };
