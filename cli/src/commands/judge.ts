/** `wireside judge`: runs a program in the cases of a part and reports what it found. */
import { escape } from '@wireside/trace';
import { existsSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import type { Command } from 'commander';
import { ProgramError } from '@wireside/bench';
import type { CaseVerdict, Result, Verdict } from '@wireside/judge';
import { combine, exitStatus } from '@wireside/judge';
import { findLab, findPart } from '@wireside/lab';
import type { Lab, Part } from '@wireside/lab';
import type { Judgment } from '../judging.ts';
import { judgeProgram, pointsAtStake } from '../judging.ts';
import { labFolders, labsOption } from '../labs.ts';
import { collect, wholeNumber } from '../parse.ts';
import { terminalOf } from '../terminal/environment.ts';
import { UsageError } from '../usage-error.ts';
import type { PartOutcome } from '../verdict/files/outcome.ts';
import { failureLadder } from '../verdict/failure-ladder.ts';
import { writeFiles } from '../verdict/files/write.ts';
import { faultsOf, renderVerdict, showCommandLine } from '../verdict/render.ts';
import type { LabFlags } from './judge-lab.ts';
import { judgeLab } from './judge-lab.ts';

/** The options of `wireside judge`. */
type Flags = LabFlags & { readonly all?: true };

/** Registers the command. */
export function judgeCommand(program: Command): void {
  program
    .command('judge')
    .description('run a program in the cases of a part, and judge it; or all parts of a lab at once')
    .argument(
      '<part>',
      'the part, such as packetization; or a lab, such as sockets, and the folder of a hand-in',
    )
    .argument(
      '<program...>',
      'the program: a file, or a folder with a script "run" or a Makefile; of several, one line each is printed',
    )
    .option('--edition <name>', 'the edition of the lab (default: the one in lab.yaml)')
    .addOption(labsOption())
    .option('--part <id>', 'of a lab, judge only this part; may be repeated', collect)
    .option('--case <id>', 'run only this case; may be repeated', collect)
    .option('--seed <text>', 'random seed; the same seed repeats the runs (default: a new one)')
    .option('--all', 'print every check of the cases that did not pass, and the ladder of one of them')
    .option(
      '--table',
      'of a lab: each folder in the folder is the hand-in of a student; print a line for each',
    )
    .option('--json', 'print the verdict as one JSON object')
    .option('--junit <file>', 'write the verdict as JUnit XML, for CI systems')
    .option('--gradescope <file>', 'write the verdict as results.json of Gradescope')
    .option(
      '--result <file>',
      'write max_grade, score and success, as the result.json of older scoring systems',
    )
    .option(
      '--keep <folder>',
      'keep the runs in this folder, one folder for each case (default: with those that wireside runs lists)',
    )
    .option('--parallel <number>', 'maximum number of cases in parallel', wholeNumber(1))
    .action(judgeAny);
}

async function judgeAny(id: string, [path = '', ...others]: string[], flags: Flags): Promise<void> {
  const { part, lab } = targetOf(id, path, labFolders(flags.labs));
  if (part === undefined) {
    if (others.length === 0) return judgeLab(lab, path, flags);
    throw new UsageError('A lab is judged by one folder.', 'With --table, each folder in it is a hand-in.');
  }
  const [onlyLab] = [flags.part && '--part', flags.table && '--table'].filter((word) => word !== undefined);
  if (onlyLab !== undefined)
    throw new UsageError(`${onlyLab} is for a lab.`, 'Write: wireside judge LAB FOLDER');
  if (others.length > 0) return judgeAll(part, [path, ...others], flags);
  const judgment = await judgeProgram(part, path, flags, flags.json !== true);
  const { verdict } = judgment;
  writeFiles({ name: part.id, parts: [{ ...pointsAtStake(part, flags), program: path, verdict }] }, flags);
  if (flags.json === true) process.stdout.write(`${JSON.stringify(verdict)}\n`);
  else process.stdout.write(`${verdictText(judgment, flags.all === true)}${keptText(verdict, flags)}`);
  process.exitCode = exitStatus(verdict.verdict);
}

/** What is judged by: a part, or where none has this name, all parts of a lab. */
type Target =
  { readonly part: Part; readonly lab?: undefined } | { readonly part?: undefined; readonly lab: Lab };

/**
 * The part or the lab of this name; a part and a program that were given in the wrong order are recognized.
 * @throws {LabError} as findPart does; {UsageError} when the second argument is the part
 */
function targetOf(id: string, path: string, folders: readonly string[]): Target {
  try {
    return { part: findPart(id, folders) };
  } catch (error) {
    if ((error as { code?: string }).code !== 'PART_UNKNOWN') throw error;
    const lab = labOf(id, folders);
    if (lab !== undefined) return { lab };
    if (!existsSync(id) || !isPart(path, folders)) throw error;
    throw new UsageError(
      'The part and the program are in the wrong order.',
      `Write: wireside judge ${escape(path)} ${escape(id)}`,
    );
  }
}

function labOf(id: string, folders: readonly string[]): Lab | undefined {
  try {
    return findLab(id, folders);
  } catch (error) {
    if ((error as { code?: string }).code === 'CONTENT_MISSING') return undefined;
    throw error;
  }
}

function isPart(id: string, folders: readonly string[]): boolean {
  try {
    return findPart(id, folders).id === id;
  } catch {
    return false;
  }
}

/**
 * Judges several programs, one after the other, and prints a line for each: its points, and what it has to change. With
 * `--json`, each line is a verdict. The exit status is that of the worst.
 */
async function judgeAll(part: Part, paths: readonly string[], flags: Flags): Promise<void> {
  const results: Result[] = [];
  const outcomes: PartOutcome[] = [];
  const stake = pointsAtStake(part, flags);
  const names = paths.map((path) => basename(path));
  for (const [place, path] of paths.entries()) {
    const name = names[place]!;
    const keep = flags.keep === undefined ? {} : { keep: join(flags.keep, name) };
    try {
      const { verdict, wasInterrupted } = await judgeProgram(part, path, { ...flags, ...keep }, false);
      results.push(verdict.verdict);
      outcomes.push({ ...stake, part: name, program: path, verdict });
      const line =
        flags.json === true
          ? JSON.stringify({ program: name, ...verdict })
          : verdictLine(verdict, name, names);
      process.stdout.write(`${line}\n`);
      if (wasInterrupted) break;
    } catch (error) {
      // One that does not build says nothing about the others.
      if (!(error instanceof ProgramError)) throw error;
      results.push('fail');
      outcomes.push({ ...stake, part: name, program: path, problem: error.message });
      const why = escape(error.message.split('\n')[0]!);
      process.stdout.write(
        flags.json === true
          ? `${JSON.stringify({ program: name, verdict: 'fail', error: error.message })}\n`
          : `${escape(name)}: not built: ${why}\n`,
      );
    }
  }
  writeFiles({ name: part.id, parts: outcomes }, flags);
  process.exitCode = exitStatus(combine(results));
}

/** `pdc.py      9/15  number-cut, hangs-at-end`. */
function verdictLine(verdict: Verdict, name: string, names: readonly string[]): string {
  const width = Math.max(...names.map((each) => each.length));
  const points = `${verdict.score}/${verdict.max}`.padStart(7);
  return `${escape(name).padEnd(width)}  ${points}  ${escape(faultsOf(verdict))}`;
}

/** The verdict; the whole of it has all checks, and the ladder of the first case that is explained. */
export function verdictText({ verdict, drawn, wasInterrupted }: Judgment, isWhole: boolean): string {
  const terminal = terminalOf(process.env, process.stdout);
  const picture = (one: CaseVerdict): string =>
    drawn?.case === one.id ? failureLadder(one, drawn.model, terminal) : '';
  return renderVerdict(verdict, terminal, { wasInterrupted, ...(isWhole ? { all: { picture } } : {}) });
}

/** How to look at the runs that were kept: the first that did not pass, or the first of all. */
function keptText({ cases }: Verdict, { keep }: Flags): string {
  const runs = cases.filter(({ run }) => run !== undefined);
  const first = runs.find(({ verdict }) => verdict !== 'pass') ?? runs[0];
  if (keep === undefined || first?.run === undefined) return '';
  return `The runs are kept in ${resolve(keep)}. To see case ${first.id}: ${showCommandLine(first.run)}\n`;
}
