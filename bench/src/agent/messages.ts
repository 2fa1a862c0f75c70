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

/** The part of run.json that the agent knows. */
export type RunReport = Pick<
  RunDescription,
  'network' | 'hosts' | 'peers' | 'loss' | 'started' | 'ended' | 'capture' | 'usage' | 'faults'
>;

/** From an agent. */
export type FromAgent =
  | { type: 'ready' }
  | { type: 'append'; file: string; bytes: Uint8Array }
  | { type: 'ran'; report: RunReport }
  | { type: 'built'; result: BuildResult }
  | { type: 'failed'; message: string };
