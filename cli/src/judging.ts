/** Judges a program in the cases of a part, with the flags of `wireside judge`. */
import { randomBytes } from 'node:crypto';
import { setMaxListeners } from 'node:events';
import { resolve } from 'node:path';
import { Bench } from '@wireside/bench';
import type { CaseVerdict, Verdict } from '@wireside/judge';
import { leadingCase } from '@wireside/judge';
import { findCases, findEdition, judge, sourceOf } from '@wireside/lab';
import type { Part } from '@wireside/lab';
import type { Model } from '@wireside/trace';
import { openModel } from '@wireside/trace/node';
import { newRunFolder, removeUnused } from './run-folders.ts';
import { terminalOf } from './terminal/environment.ts';
import type { PartOutcome } from './verdict/files/outcome.ts';
import { renderProgress } from './verdict/render.ts';

/** The options of `wireside judge` that say what is run, and where its runs are kept. */
export interface JudgeFlags {
  readonly edition?: string;
  readonly labs?: readonly string[];
  readonly case?: readonly string[];
  readonly seed?: string;
  readonly keep?: string;
  readonly parallel?: number;
}

/** A verdict, and the run that is drawn with it. */
export interface Judgment {
  readonly verdict: Verdict;
  /** The run of the case to show, or of the only case. */
  readonly drawn?: { readonly case: string; readonly model: Model };
  /** Whether the user stopped it before all cases were judged. */
  readonly wasInterrupted: boolean;
}

/** What several programs that are judged together share. */
export interface Shared {
  readonly bench: Bench;
  readonly signal: AbortSignal;
  /** Called with the verdict on each case as it ends. */
  readonly onCase?: (verdict: CaseVerdict) => void;
}

/** A seed for one judging, where the user gives none. */
export function newSeed(): string {
  return randomBytes(4).toString('hex');
}

/** Gives a bench and a signal that Ctrl-C raises to what is done with them, and closes the bench afterwards. */
export async function withBench<T>(
  { parallel }: Pick<JudgeFlags, 'parallel'>,
  use: (bench: Bench, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const bench = Bench.open(parallel === undefined ? {} : { parallel });
  const abort = new AbortController();
  // Each run listens, and there may be many at once.
  setMaxListeners(0, abort.signal);
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt);
  try {
    return await use(bench, abort.signal);
  } finally {
    process.removeListener('SIGINT', interrupt);
    await bench.close();
  }
}

/** What is known of the outcome of a part before it is judged: the points that its cases give. */
export function pointsAtStake(part: Part, flags: JudgeFlags): Pick<PartOutcome, 'part' | 'max' | 'points'> {
  const cases = findCases(part, flags.case, flags.edition);
  return {
    part: part.id,
    max: cases.reduce((sum, { points }) => sum + points, 0),
    points: Object.fromEntries(cases.map(({ id, points }) => [id, points])),
  };
}

/** Judges a program, and reports each case as it ends if `report` is set. */
export function judgeProgram(
  part: Part,
  path: string,
  flags: JudgeFlags,
  report: boolean,
): Promise<Judgment> {
  const count = findCases(part, flags.case, flags.edition).length;
  const terminal = terminalOf(process.env, process.stdout);
  const isLive = report && process.stderr.isTTY;
  const done: CaseVerdict[] = [];
  return withBench(flags, async (bench, signal) => {
    const onCase = (one: CaseVerdict): void => {
      if (signal.aborted && one.verdict === 'inconclusive') return;
      done.push(one);
      if (isLive) process.stderr.write(renderProgress(done, count, terminal));
    };
    try {
      const verdict = await judgePart(part, path, flags, { bench, signal, onCase });
      return { verdict, ...(await drawnOf(verdict)), wasInterrupted: signal.aborted };
    } finally {
      if (isLive) process.stderr.write('\r\u001b[K');
    }
  });
}

/**
 * Judges the program of a part.
 * @throws {ProgramError} when it cannot be read or built
 */
export async function judgePart(
  part: Part,
  path: string,
  flags: JudgeFlags,
  shared: Shared,
): Promise<Verdict> {
  const source = sourceOf(part, path);
  const made = flags.keep === undefined ? newRunFolder(part.id) : undefined;
  try {
    return await judge(source, {
      part,
      edition: findEdition(part, flags.edition),
      editionId: flags.edition ?? part.defaultEdition,
      cases: findCases(part, flags.case, flags.edition),
      seed: flags.seed ?? newSeed(),
      folder: made ?? resolve(flags.keep ?? ''),
      ...shared,
    });
  } finally {
    if (made !== undefined) removeUnused(made);
  }
}

/** The run to draw: that of the case that leads, or of the only case. */
async function drawnOf({ cases }: Verdict): Promise<Pick<Judgment, 'drawn'>> {
  const id = leadingCase(cases) ?? (cases.length === 1 ? cases[0]!.id : undefined);
  const run = cases.find((one) => one.id === id)?.run;
  return id === undefined || run === undefined ? {} : { drawn: { case: id, model: await openModel(run) } };
}
