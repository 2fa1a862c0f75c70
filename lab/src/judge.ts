/** Judges a program: builds it, runs it in the cases of a part, and has each run judged. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Bench, FinishedRun, Program, Source } from '@wireside/bench';
import { buildProgram } from '@wireside/bench';
import type { CaseVerdict, Part as JudgedPart, Verdict } from '@wireside/judge';
import { afterSecondRun, changesOf, combine, needsSecondRun, PARTS, UNBUFFERED } from '@wireside/judge';
import type { Model } from '@wireside/trace';
import { TraceError } from '@wireside/trace';
import type { Edition, Part, PartCase } from './content/schema.ts';
import { withCredentials } from './credentials.ts';
import { caseRequest, caseValues } from './request.ts';
import { writeVerdict } from './verdict-file.ts';

/** How many times a case is run if the bench itself fails. */
const TRIES = 3;

/** What a program is judged by, and where. */
export interface JudgeOptions {
  readonly part: Part;
  readonly edition: Edition;
  readonly editionId: string;
  readonly cases: readonly PartCase[];
  readonly seed: string;
  readonly bench: Bench;
  /** Where the runs' folders are made, one for each case. */
  readonly folder: string;
  /**
   * Called with each verdict, in the order in which the cases end, and with the model of its run; the model is absent
   * where there is no run.
   */
  readonly onCase?: (verdict: CaseVerdict, model?: Model) => void;
  readonly signal?: AbortSignal;
}

/** The verdict on a run, and the model of the run, where there is one. */
interface JudgedRun {
  readonly verdict: CaseVerdict;
  readonly model?: Model;
}

/**
 * Judges a program that is read but not yet built. The verdict on each case is also written into its run's folder.
 * @throws {ProgramError} when it cannot be built.
 * @throws {TraceError} when the runs cannot be kept in the folder.
 */
export async function judge(source: Source, options: JudgeOptions): Promise<Verdict> {
  const { part, bench, cases } = options;
  const program = await buildProgram(bench, source);
  let hasFailed = false;
  const watch = new EarlyStop();
  const signals = [watch.signal, ...(options.signal === undefined ? [] : [options.signal])];
  const stoppable = { ...options, signal: AbortSignal.any(signals) };
  const verdicts = await Promise.all(
    cases.map(async (partCase) => {
      try {
        const { verdict: own, model } = await judgeCase(program, partCase, stoppable);
        const isSpared =
          watch.signal.aborted && own.verdict === 'inconclusive' && options.signal?.aborted !== true;
        const verdict = isSpared ? judgeOf(part).notRun(partCase, options.edition, watch.reason) : own;
        watch.see(own);
        if (verdict.run !== undefined) writeVerdict(verdict.run, verdict, part.id, options.editionId);
        // After an error there is no verdict, and the other cases are stopped.
        if (!hasFailed) options.onCase?.(verdict, model);
        return verdict;
      } catch (error) {
        hasFailed = true;
        throw error;
      }
    }),
  );
  return verdictOf(verdicts, options);
}

/** The verdict on a program by the verdicts on its cases, or on those that have ended. */
export function verdictOf(
  verdicts: readonly CaseVerdict[],
  { part, editionId, cases, seed }: Pick<JudgeOptions, 'part' | 'editionId' | 'cases' | 'seed'>,
): Verdict {
  const sum = (some: readonly CaseVerdict[]): number =>
    some.reduce((all, { id }) => all + (cases.find((one) => one.id === id)?.points ?? 0), 0);
  return {
    part: part.id,
    edition: editionId,
    verdict: combine(verdicts.map(({ verdict }) => verdict)),
    score: sum(verdicts.filter(({ verdict }) => verdict === 'pass')),
    max: sum(verdicts),
    seed,
    cases: verdicts,
    changes: changesOf(verdicts),
  };
}

/** Stops the cases that are left when two have failed at the connection for the same reason: the others would too. */
class EarlyStop {
  readonly #controller = new AbortController();
  readonly #seen = new Set<string>();
  #reason = '';

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Why the other cases are not run, as a sentence. */
  get reason(): string {
    return this.#reason;
  }

  see({ checks, diagnoses: [main] }: CaseVerdict): void {
    const hasFailed = checks.some(({ id, result }) => id === 'connects' && result === 'fail');
    if (!hasFailed || main === undefined || this.signal.aborted) return;
    if (this.#seen.has(main.id)) {
      this.#reason = `not run: two cases failed at the connection for the same reason (${main.id})`;
      this.#controller.abort();
    }
    this.#seen.add(main.id);
  }
}

async function judgeCase(program: Program, partCase: PartCase, options: JudgeOptions): Promise<JudgedRun> {
  const { part, edition, signal } = options;
  const request = await withCredentials(caseRequest(program, partCase, options), edition);
  const folder = join(options.folder, partCase.id);
  let run: FinishedRun | undefined;
  let fault = '';
  for (let tried = 0; tried < TRIES; tried++) {
    try {
      run = await options.bench.run(request, folder, signal === undefined ? {} : { signal });
      fault = run.description.faults.join('; ');
    } catch (error) {
      // The user chose a folder where runs cannot be kept; another try would not change that.
      if (error instanceof TraceError) throw error;
      run = undefined;
      fault = (error as Error).message;
    }
    if (fault === '' || signal?.aborted === true) break;
  }
  const inconclusive = (reason: string): JudgedRun => {
    const verdict = judgeOf(part).inconclusive(partCase, edition, reason);
    return run === undefined ? { verdict } : { verdict: { ...verdict, run: folder }, model: run.model };
  };
  // The program may have ended by the Ctrl-C that ended the scene.
  if (signal?.aborted === true) return inconclusive('the run was stopped before it ended');
  if (run === undefined || fault !== '')
    return inconclusive(`the bench failed, which is not the program's fault: ${fault}`);
  const verdict = { ...judgeRun(run.model, part, partCase, edition), run: folder };
  return { verdict: await decided(verdict, program, partCase, options), model: run.model };
}

/** The verdict after a second run with unbuffered output, where that decides between two reasons. */
async function decided(
  verdict: CaseVerdict,
  program: Program,
  partCase: PartCase,
  options: JudgeOptions,
): Promise<CaseVerdict> {
  const { part, edition, bench, signal } = options;
  if (!needsSecondRun(verdict) || !existsSync(UNBUFFERED['LD_PRELOAD']!)) return verdict;
  const unbuffered = { ...program, environment: { ...program.environment, ...UNBUFFERED } };
  const folder = mkdtempSync(join(tmpdir(), 'wireside-again-'));
  try {
    const request = await withCredentials(caseRequest(unbuffered, partCase, options), edition);
    const { description, model } = await bench.run(request, folder, signal === undefined ? {} : { signal });
    if (description.faults.length > 0 || signal?.aborted === true) return verdict;
    return afterSecondRun(verdict, judgeRun(model, part, partCase, edition));
  } catch {
    // The first run has its verdict; this one would only have said more.
    return verdict;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The verdict on a run that has ended. */
export function judgeRun(model: Model, part: Part, partCase: PartCase, edition: Edition): CaseVerdict {
  // The seed of a run is that of the judging, and the case.
  const ending = `/${partCase.id}`;
  const { seed } = model.run;
  const own = seed.endsWith(ending) ? seed.slice(0, -ending.length) : seed;
  const values = caseValues(partCase, { part, edition, seed: own });
  return judgeOf(part).judge(model, { ...partCase, values }, edition);
}

/** What judges the programs of a part; every part that could be read has one. */
function judgeOf({ exercise, checks }: Part): JudgedPart {
  return PARTS.get(exercise)!.withChecks(checks);
}
