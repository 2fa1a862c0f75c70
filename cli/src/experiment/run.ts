/** Runs the loss experiment as the command and the page do: as many runs at once as fit in the memory. */
import { freemem } from 'node:os';
import type { Source } from '@wireside/bench';
import { Bench } from '@wireside/bench';
import { estimateLoss } from '@wireside/judge';
import type { ExperimentOptions, ExperimentRun } from '@wireside/lab';
import { experiment } from '@wireside/lab';
import { showName } from '../run-folders.ts';
import type { Results } from './report.ts';
import { roundsThatCount } from './report.ts';

/** The part that the experiment belongs to. */
export const EXPERIMENT_PART = 'udp';
/** With more, a run takes hours. Percent. */
export const MAX_LOSS = 95;
/** Most runs of an experiment. */
export const MAX_RUNS = 1000;
/** Runs at once where the user says nothing: all of the experiment that the course makes, if the memory is enough. */
const PARALLEL = 60;
/** What a run takes, and room for the program. Bytes. */
const MEMORY_PER_RUN = 64 * 2 ** 20;

/** Runs at once, so that they fit in the memory that is free. */
export function runsAtOnce(runs: number, wanted?: number): number {
  const fitting = Math.max(1, Math.min(PARALLEL, Math.floor(freemem() / MEMORY_PER_RUN)));
  return Math.min(wanted ?? fitting, runs);
}

/** Runs a program on a bench, and estimates the loss. @throws as `experiment` */
export async function runExperiment(source: Source, options: ExperimentOptions): Promise<Results> {
  const runs = await experiment(source, options);
  const { loss, seed, folder } = options;
  return { runs, loss, seed, ...estimateOf(runs), name: showName(folder) };
}

/** A bench of its own for an experiment, since it runs more at once. */
export function experimentBench(runs: number): Bench {
  return Bench.open({ parallel: runsAtOnce(runs) });
}

function estimateOf(runs: readonly ExperimentRun[]): Pick<Results, 'estimate'> {
  const rounds = roundsThatCount(runs);
  return rounds.length === 0 ? {} : { estimate: estimateLoss(rounds) };
}
