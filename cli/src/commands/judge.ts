/** `wireside judge`: runs a program in the cases of a part and says what it found. */
import { randomBytes } from 'node:crypto';
import { resolve } from 'node:path';
import { type Command, InvalidArgumentError } from 'commander';
import { Bench, type Language, LANGUAGES, readSource } from '@wireside/bench';
import {
  type CaseVerdict,
  exitStatus,
  findCases,
  findEdition,
  findPart,
  judge,
  type Verdict,
} from '@wireside/lab';
import { readTrace } from '@wireside/trace';
import { collect } from './collect.ts';
import { newRunFolder } from '../run-folders.ts';
import { terminalOf } from '../terminal/environment.ts';
import type { Terminal } from '../terminal/spans.ts';
import { renderProgress, renderVerdict } from '../verdict/render.ts';
import { ladderText } from './show.ts';

export interface JudgeFlags {
  edition?: string;
  case?: string[];
  seed?: string;
  json?: boolean;
  keep?: string;
  parallel?: number;
}

export function judgeCommand(program: Command): void {
  program
    .command('judge')
    .description('judge a program by the cases of a part')
    .argument('<part>', 'the part, such as packetization')
    .argument('<program>', 'the program: a file, or a folder with a script "run" or a Makefile')
    .option('--edition <name>', 'the edition of the lab')
    .option('--case <id>', 'only this case; may be given several times', collect)
    .option('--seed <text>', 'where all chance comes from; a verdict tells its seed')
    .option('--json', 'the verdict as one JSON object')
    .option('--keep <folder>', 'keep the runs there')
    .option('--parallel <number>', 'cases at once at the most', countOf)
    .action(async (part: string, path: string, flags: JudgeFlags) => {
      const verdict = await judgeProgram(part, path, flags, flags.json !== true);
      if (flags.json === true) process.stdout.write(`${JSON.stringify(verdict)}\n`);
      else process.stdout.write(`\n${verdictText(verdict)}`);
      process.exitCode = exitStatus(verdict.verdict);
    });
}

function countOf(text: string): number {
  const count = Number(text);
  if (!Number.isInteger(count) || count < 1)
    throw new InvalidArgumentError('A whole number from 1 on is needed.');
  return count;
}

/** The verdict with the ladder of its first failure. */
export function verdictText(verdict: Verdict): string {
  const terminal = terminalOf(process.env, process.stdout);
  return renderVerdict(verdict, terminal, (one) => failureLadder(one, terminal));
}

/** The run of a case that failed, opened at what the first check that failed points at. */
function failureLadder(one: CaseVerdict, terminal: Terminal): string {
  if (one.run === null) return '';
  const evidence = one.checks.find(({ result }) => result === 'fail')?.evidence ?? [];
  return ladderText(readTrace(one.run), { ...terminal, focus: evidence, around: 8 }, { keep: evidence });
}

/** Judges, and tells each case as it ends where `talk` is set. */
export async function judgeProgram(
  partId: string,
  path: string,
  flags: JudgeFlags,
  talk: boolean,
): Promise<Verdict> {
  const part = findPart(partId);
  const edition = findEdition(part, flags.edition);
  const cases = findCases(part, flags.case);
  const source = readSource(path, [...(part.languages as Language[]), ...LANGUAGES]);
  const terminal = terminalOf(process.env, process.stdout);
  const bench = Bench.open(flags.parallel === undefined ? {} : { parallel: flags.parallel });
  const abort = new AbortController();
  const interrupt = (): void => abort.abort();
  process.once('SIGINT', interrupt);
  try {
    return await judge(source, {
      part,
      edition,
      editionId: flags.edition ?? part.defaultEdition,
      cases,
      seed: flags.seed ?? randomBytes(4).toString('hex'),
      bench,
      folder: flags.keep === undefined ? newRunFolder(part.id) : resolve(flags.keep),
      signal: abort.signal,
      onCase: (verdict) => {
        if (talk) process.stdout.write(renderProgress(verdict, terminal));
      },
    });
  } finally {
    process.removeListener('SIGINT', interrupt);
    await bench.close();
  }
}
