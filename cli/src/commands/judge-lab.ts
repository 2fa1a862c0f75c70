/** `wireside judge LAB FOLDER`: judges a hand-in for all parts of a lab at once, or the hand-ins of many students. */
import { escape } from '@wireside/trace';
import { readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ProgramError } from '@wireside/bench';
import type { Result } from '@wireside/judge';
import { combine, exitStatus } from '@wireside/judge';
import type { Lab, Part } from '@wireside/lab';
import { findPart, programsIn, recognize } from '@wireside/lab';
import type { JudgeFlags, Shared } from '../judging.ts';
import { judgePart, newSeed, pointsAtStake, withBench } from '../judging.ts';
import { labFolders } from '../labs.ts';
import { terminalOf } from '../terminal/environment.ts';
import { UsageError } from '../usage-error.ts';
import type { Outcome, PartOutcome } from '../verdict/files/outcome.ts';
import { pointsOf } from '../verdict/files/outcome.ts';
import type { FileFlags } from '../verdict/files/write.ts';
import { writeFiles } from '../verdict/files/write.ts';
import { faultsOf } from '../verdict/render.ts';
import { renderLab } from '../verdict/render-lab.ts';

/** The options of `wireside judge` that count for a lab. */
export type LabFlags = JudgeFlags &
  FileFlags & { readonly part?: readonly string[]; readonly json?: boolean; readonly table?: boolean };

/** The verdict on a hand-in. */
interface Judged {
  readonly outcome: Outcome;
  readonly others: readonly string[];
}

/** A hand-in: the name of the student's folder where there are several, and its path. */
interface HandInFolder {
  readonly handIn?: string;
  readonly where: string;
}

/**
 * Judges a hand-in, or with `--table` each folder in the folder as one; prints a page, or a line for each.
 * @throws {UsageError} when the path is not a folder, or when the flags do not fit the lab or each other
 */
export async function judgeLab(lab: Lab, path: string, flags: LabFlags): Promise<void> {
  const parts = partsOf(lab, flags);
  const edition = flags.edition ?? lab.defaultEdition;
  const seed = flags.seed ?? newSeed();
  checkFolder(path);
  const folders = flags.table === true ? handInsIn(path, flags) : [{ where: path }];
  const width = Math.max(...folders.map(({ handIn = '' }) => handIn.length));
  const results: Result[] = [];
  await withBench(flags, async (bench, signal) => {
    const shared = { bench, signal };
    for (const { handIn, where } of folders) {
      const keep = flags.keep === undefined || handIn === undefined ? {} : { keep: join(flags.keep, handIn) };
      const own = { ...flags, ...keep, seed };
      const { outcome, others } = await judgeFolder(lab.id, parts, where, own, shared);
      results.push(...outcome.parts.map(resultOf));
      writeFiles(outcome, flags);
      if (flags.json === true) {
        const of = handIn === undefined ? {} : { handIn };
        const whole = {
          lab: lab.id,
          ...of,
          edition,
          seed,
          ...pointsOf(outcome),
          parts: outcome.parts,
          others,
        };
        process.stdout.write(`${JSON.stringify(whole)}\n`);
      } else if (handIn === undefined) {
        const page = { outcome, edition, seed, others, wasInterrupted: signal.aborted };
        process.stdout.write(renderLab(page, terminalOf(process.env, process.stdout)));
      } else process.stdout.write(`${lineOf(handIn.padEnd(width), outcome)}\n`);
      if (signal.aborted) break;
    }
  });
  process.exitCode = exitStatus(combine(results));
}

/** The parts to judge: all that the edition has, or those that were asked for. */
function partsOf({ parts, id, folder, editions: known, defaultEdition }: Lab, flags: LabFlags): Part[] {
  const { part: wanted, edition = defaultEdition } = flags;
  if (!Object.hasOwn(known, edition))
    throw new UsageError(
      `The lab ${id} has no edition "${escape(edition)}".`,
      `Its editions: ${Object.keys(known).join(', ')}`,
    );
  const unknown = wanted?.find((name) => !parts.includes(name));
  if (unknown !== undefined)
    throw new UsageError(`The lab ${id} has no part "${escape(unknown)}".`, `Its parts: ${parts.join(', ')}`);
  const folders = [dirname(folder), ...labFolders(flags.labs)];
  return parts
    .filter((name) => wanted === undefined || wanted.includes(name))
    .map((name) => findPart(name, folders))
    .filter(({ editions }) => Object.hasOwn(editions, edition));
}

function checkFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory() === true) return;
  throw new UsageError(
    `${escape(path)} is not a folder.`,
    'A lab is judged by the folder of a hand-in. To judge one program, name its part in place of the lab.',
  );
}

/** The hand-ins of many students. A file of one verdict cannot hold those of all. */
function handInsIn(path: string, flags: LabFlags): HandInFolder[] {
  const file = (['junit', 'gradescope', 'result'] as const).find((name) => flags[name] !== undefined);
  if (file !== undefined)
    throw new UsageError(
      `--${file} writes the verdict on one hand-in, and --table judges many.`,
      'Leave one of them out; --table --json prints all verdicts.',
    );
  const names = readdirSync(path, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && !entry.name.startsWith('.'))
    .map(({ name }) => name)
    .toSorted();
  if (names.length > 0) return names.map((handIn) => ({ handIn, where: join(path, handIn) }));
  throw new UsageError(
    `${escape(path)} has no folders.`,
    'With --table, each folder in it is the hand-in of a student.',
  );
}

/** Judges all parts of one hand-in side by side. */
async function judgeFolder(
  name: string,
  parts: readonly Part[],
  folder: string,
  flags: LabFlags,
  shared: Shared,
): Promise<Judged> {
  const { taken, others } = recognize(parts, programsIn(folder, parts));
  const outcomes = await Promise.all(
    parts.map((part, place) => judgeOne(part, folder, taken[place]?.path, flags, shared)),
  );
  return { outcome: { name, parts: outcomes }, others };
}

async function judgeOne(
  part: Part,
  folder: string,
  program: string | undefined,
  flags: LabFlags,
  shared: Shared,
): Promise<PartOutcome> {
  const about = pointsAtStake(part, flags);
  if (program === undefined) return { ...about, problem: `no program: name it ${nameFor(part)}` };
  const keep = flags.keep === undefined ? {} : { keep: join(flags.keep, part.id) };
  try {
    const verdict = await judgePart(part, join(folder, program), { ...flags, ...keep }, shared);
    return { ...about, program, verdict };
  } catch (error) {
    // One that does not build says nothing about the others.
    if (!(error instanceof ProgramError)) throw error;
    return { ...about, program, problem: `not built: ${error.message.split('\n')[0]!}` };
  }
}

/** `PDC, with udp in its name or in that of its folder`. */
function nameFor({ program, id, names }: Part): string {
  return `${program}, with ${[id, ...names].join(' or ')} in its name or in that of its folder`;
}

const resultOf = ({ verdict }: PartOutcome): Result => verdict?.verdict ?? 'fail';

/** `juliet    17/31  packetization 9/15: number-cut; udp 8/8: pass; websocket 0/8: no program`. */
function lineOf(name: string, outcome: Outcome): string {
  const { score, max } = pointsOf(outcome);
  const parts = outcome.parts.map(({ part, verdict, problem = '', max: own }) => {
    const what = verdict === undefined ? problem.split(':', 1)[0]! : faultsOf(verdict);
    return `${part} ${verdict?.score ?? 0}/${own}: ${what}`;
  });
  return `${escape(name)}  ${`${score}/${max}`.padStart(7)}  ${escape(parts.join('; '))}`;
}
