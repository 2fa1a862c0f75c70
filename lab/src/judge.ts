/** Judges a program: runs it in the cases of a part, puts the checks to each trace, and sums up. */
import { join } from 'node:path';
import {
  type Bench,
  buildProgram,
  DEFAULT_LIMITS,
  type Limits,
  type Program,
  type RunRequest,
  type Source,
} from '@wireside/bench';
import { readTrace, type RunDescription, TraceError } from '@wireside/trace';
import { CHECKS } from './checks/index.ts';
import type { Check } from './checks/check.ts';
import type { Edition, Part, PartCase } from './content/schema.ts';
import { diagnose } from './diagnoses/index.ts';
import { type Facts, gatherFacts } from './facts/facts.ts';
import { notes } from './facts/notes.ts';
import type { CaseVerdict, CheckVerdict, Verdict } from './verdict.ts';
import { combine } from './verdict.ts';

/** A program may be slow, and its trace makes it slower; the run's own limits decide how long is too long. Seconds. */
const PATIENT = { idleTimeout: 3600, stallTimeout: 3600 };

/** How often a case is run again when the bench itself was at fault. */
const TRIES = 3;

export interface JudgeOptions {
  part: Part;
  edition: Edition;
  editionId: string;
  cases: readonly PartCase[];
  seed: string;
  bench: Bench;
  /** Where the runs' folders are made, one for each case. */
  folder: string;
  /** Told when a case has its verdict, in the order in which they end. */
  onCase?(verdict: CaseVerdict): void;
  signal?: AbortSignal;
}

/** Judges a program that is read but not yet built. @throws ProgramError when it does not build. */
export async function judge(source: Source, options: JudgeOptions): Promise<Verdict> {
  const { part, bench, cases, seed } = options;
  const program = await buildProgram(bench, source);
  const verdicts = await Promise.all(
    cases.map(async (partCase) => {
      const verdict = await judgeCase(program, partCase, options);
      options.onCase?.(verdict);
      return verdict;
    }),
  );
  const points = (partCase: PartCase, place: number): number =>
    verdicts[place]?.verdict === 'pass' ? partCase.points : 0;
  return {
    part: part.id,
    edition: options.editionId,
    verdict: combine(verdicts.map(({ verdict }) => verdict)),
    score: cases.reduce((sum, partCase, place) => sum + points(partCase, place), 0),
    max: cases.reduce((sum, partCase) => sum + partCase.points, 0),
    seed,
    cases: verdicts,
  };
}

async function judgeCase(program: Program, partCase: PartCase, options: JudgeOptions): Promise<CaseVerdict> {
  const request = caseRequest(program, partCase, options);
  const folder = join(options.folder, partCase.id);
  let run: RunDescription | null = null;
  let fault = '';
  for (let tried = 0; tried < TRIES; tried++) {
    try {
      run = await options.bench.run(request, folder, options.signal);
      fault = run.faults.join('; ');
    } catch (error) {
      // Where the runs should be kept is the user's business; trying again would not mend it.
      if (error instanceof TraceError) throw error;
      run = null;
      fault = (error as Error).message;
    }
    if (fault === '' || options.signal?.aborted === true) break;
  }
  const kept = run === null ? null : folder;
  if (options.signal?.aborted === true && (run === null || run.ended?.reason === 'stopped'))
    return inconclusive(partCase, options.edition, kept, 'it was stopped before its end');
  if (run === null || fault !== '') {
    const got = `the bench was at fault, not the program: ${fault}`;
    return inconclusive(partCase, options.edition, kept, got);
  }
  return judgeTrace(folder, partCase, options.edition);
}

/** Puts a case's checks to a run that is over. */
export function judgeTrace(folder: string, partCase: PartCase, edition: Edition): CaseVerdict {
  const facts = gatherFacts(readTrace(folder), partCase, edition);
  const slowed = slowedByTrace(facts);
  if (slowed !== null) return inconclusive(partCase, edition, folder, slowed);
  const checks = ask(facts);
  return {
    id: partCase.id,
    title: partCase.title,
    verdict: combine(checks.map(({ result }) => result)),
    run: folder,
    checks,
    diagnoses: diagnose(facts, checks),
    notes: [...advice(facts, checks), ...notes(facts)],
  };
}

/** Calls from which on it is the trace that makes a run long: each costs some 40 microseconds and more. */
const MANY_CALLS = 500_000;

/** Why a run that met its time limit says nothing about the program, if it was our trace that took the time. */
function slowedByTrace({ end, trace }: Facts): string | null {
  if (end.reason !== 'limit' || (end.limit !== 'wall' && end.limit !== 'cpu')) return null;
  const calls = trace.calls.reduce((sum, { times = 1 }) => sum + times, 0);
  if (calls < MANY_CALLS) return null;
  return (
    `the program made ${calls} calls, and tracing them took longer than a run may; ` +
    `it can be judged when it receives and writes more bytes with each call`
  );
}

/** What the bench is asked for a case: the peer's options, the command line, the network. */
export function caseRequest(
  program: Program,
  partCase: PartCase,
  options: Pick<JudgeOptions, 'part' | 'edition' | 'seed'>,
): RunRequest {
  const { part, edition, seed } = options;
  const host = partCase.network === 'localhost' ? '127.0.0.1' : '10.0.0.1';
  const words: Record<string, string> = {
    server: partCase.server === 'address' ? host : part.serverName,
    port: String(edition.port),
    command: partCase.command,
  };
  const names = [part.serverName, edition.host].filter((name) => name !== undefined);
  return {
    program,
    arguments: edition.arguments.map((name) => words[name] as string),
    input: new Uint8Array(0),
    network: partCase.network,
    names: [...new Set(names)].map((name) => ({ name, host: 'server' as const })),
    loss: partCase.loss,
    peers:
      partCase.peer === undefined
        ? []
        : [
            {
              name: part.peer,
              options: { ...PATIENT, port: edition.port, firstNumber: edition.firstNumber, ...partCase.peer },
            },
          ],
    limits: { ...DEFAULT_LIMITS, ...(partCase.limits as Partial<Limits>) },
    seed: `${seed}/${partCase.id}`,
    case: partCase.id,
  };
}

/** The checks that count in an edition, or those that are only advice there. */
function checksOf(partCase: PartCase, edition: Edition, which: 'counting' | 'advice' = 'counting'): Check[] {
  const all = partCase.checks.map((id) => {
    const check = CHECKS.get(id);
    if (check === undefined)
      throw new TypeError(`the case ${partCase.id} names the check "${id}", which there is not`);
    return check;
  });
  return all.filter(({ isAdvice }) => (isAdvice === true && !edition.strict) === (which === 'advice'));
}

/** What would be better, in a sentence each; nothing where a check that it needs did not pass. */
function advice(facts: Facts, checks: readonly CheckVerdict[]): string[] {
  const passed = new Set(checks.filter(({ result }) => result === 'pass').map(({ id }) => id));
  return checksOf(facts.case, facts.edition, 'advice')
    .filter(({ needs }) => needs.every((id) => passed.has(id)))
    .flatMap((check) => {
      const { result, expected, got } = check.ask(facts);
      return result === 'fail' ? [`advice, which costs nothing: expected ${expected}; got: ${got}`] : [];
    });
}

function ask(facts: Facts): CheckVerdict[] {
  const answered = new Map<string, CheckVerdict>();
  for (const check of checksOf(facts.case, facts.edition)) {
    const common = { id: check.id, title: check.title(facts) };
    const missing = check.needs.find((id) => answered.has(id) && answered.get(id)?.result !== 'pass');
    answered.set(
      check.id,
      missing === undefined
        ? { ...common, ...check.ask(facts) }
        : {
            ...common,
            result: 'blocked',
            expected: '',
            got: `not looked at, since "${missing}" must pass first`,
            evidence: [],
          },
    );
  }
  return [...answered.values()];
}

function inconclusive(partCase: PartCase, edition: Edition, run: string | null, got: string): CaseVerdict {
  return {
    id: partCase.id,
    title: partCase.title,
    verdict: 'inconclusive',
    run,
    checks: checksOf(partCase, edition).map((check) => ({
      id: check.id,
      title: check.title({ case: partCase, edition }),
      result: 'inconclusive',
      expected: '',
      got,
      evidence: [],
    })),
    diagnoses: [],
    notes: [],
  };
}
