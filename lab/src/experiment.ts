/** The loss experiment of the part udp: one program, many runs side by side, each against a server that loses requests. */
import { join } from 'node:path';
import type { Bench, Source } from '@wireside/bench';
import { buildProgram } from '@wireside/bench';
import type { Rounds } from '@wireside/judge';
import { roundsOf } from '@wireside/judge';
import type { RunEnd } from '@wireside/trace';
import { TraceError } from '@wireside/trace';
import type { Edition, Part, PartCase } from './content/schema.ts';
import { caseRequest } from './request.ts';

/** Seconds that a run may take where nothing is lost, and how many rounds more than the average it may take. */
const TIME = { least: 40, rounds: 30 } as const;

/** What an experiment is made of. */
export interface ExperimentOptions {
  /** The part whose program and scene it is. */
  readonly part: Part;
  readonly edition: Edition;
  readonly runs: number;
  /** Share of the requests that get no answer, 0 or more and less than 1. */
  readonly loss: number;
  /** Each run has a random seed of its own, made of this. */
  readonly seed: string;
  readonly bench: Bench;
  /** Where the runs' folders are made: `01`, `02` and so on. */
  readonly folder: string;
  /** Called as each run ends. */
  readonly onRun?: (run: ExperimentRun) => void;
  readonly signal?: AbortSignal;
}

/** One run of an experiment. */
export interface ExperimentRun extends Rounds {
  /** From 1. */
  readonly number: number;
  readonly folder: string;
  readonly end?: RunEnd;
  /** Why the run says nothing about the program: a fault of the bench. */
  readonly fault?: string;
}

/**
 * Runs a program many times, as many at once as the bench allows.
 * @throws {ProgramError} when it cannot be built; {TraceError} when the runs cannot be kept in the folder
 */
export async function experiment(source: Source, options: ExperimentOptions): Promise<ExperimentRun[]> {
  const program = await buildProgram(options.bench, source);
  const digits = String(options.runs).length;
  return Promise.all(
    Array.from({ length: options.runs }, async (_, index) => {
      const id = String(index + 1).padStart(digits, '0');
      const request = caseRequest(program, caseOf(id, options.loss), options);
      const place = { number: index + 1, folder: join(options.folder, id) };
      const { signal } = options;
      let run: ExperimentRun;
      try {
        const { description, model } = await options.bench.run(
          request,
          place.folder,
          signal === undefined ? {} : { signal },
        );
        const { ended } = model.program;
        const fault = signal?.aborted === true ? 'stopped' : description.faults.join('; ');
        run = {
          ...place,
          ...roundsOf(model),
          ...(ended === undefined ? {} : { end: ended }),
          ...(fault === '' ? {} : { fault }),
        };
      } catch (error) {
        if (error instanceof TraceError) throw error;
        run = { ...place, rounds: 0, isAcknowledged: false, fault: (error as Error).message };
      }
      options.onRun?.(run);
      return run;
    }),
  );
}

/** A run as a case of the part: the server loses requests, and changes its family as that of the course did. */
function caseOf(id: string, loss: number): PartCase {
  return {
    id,
    title: `Run ${id}`,
    command: '',
    server: 'name',
    points: 0,
    checks: [],
    actors: { pmu: { options: { family: 'alternate', loss } } },
    limits: { wall: Math.ceil(TIME.least + TIME.rounds / (1 - loss)) },
  };
}
