/** What is known about a kept run without reading its trace: what it was, how it ended, its verdict and its size. */
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import type { Dirent, Stats } from 'node:fs';
import { basename, join } from 'node:path';
import { combine, isResult } from '@wireside/judge';
import type { Result } from '@wireside/judge';
import { upgradeDescription } from '@wireside/trace';
import type { ActorDescription, RunDescription } from '@wireside/trace';

/** Bytes of a run.json or verdict.json that are read; both have some kilobytes. */
const MAX_FILE = 1024 * 1024;
/** Names of folders that Wireside makes: id, part or command, time, number of the process. */
export const OWN_NAME = /^[a-z0-9]{4}-.*-\d{8}T\d{6}-(\d+)$/;

/** One run. */
export interface RunSummary {
  /** The name of its folder where several were kept together; absent where it is alone. */
  readonly name?: string;
  readonly folder: string;
  /** The case, or the command. */
  readonly what: string;
  /** The verdict where it was judged, otherwise how it ended. */
  readonly result: string;
  readonly verdict?: Result;
  /** Whether it has an end. */
  readonly isOver: boolean;
  /** When it began: milliseconds since the epoch. */
  readonly time: number;
}

/** What one command left: one run, or a run for each case. */
export interface KeptRun {
  /** The beginning of the folder's name, by which it can be named. */
  readonly id: string;
  /** The whole name of the folder. */
  readonly name: string;
  readonly folder: string;
  readonly runs: readonly RunSummary[];
  /** When it began: milliseconds since the epoch. */
  readonly time: number;
  /** Bytes of all its files. */
  readonly size: number;
}

/** Whether a folder is that of a run. */
export function isRun(folder: string): boolean {
  return readRun(folder) !== undefined;
}

/** The runs directly below a folder, by name. */
export function listRuns(folder: string): RunSummary[] {
  return foldersIn(folder)
    .toSorted()
    .flatMap((name) => {
      const summary = summaryOf(join(folder, name));
      return summary === undefined ? [] : [{ ...summary, name }];
    })
    .toSorted((a, b) => a.time - b.time);
}

/**
 * What is kept in a folder, the newest first. Only folders of runs count; symbolic links and whatever else is there do not.
 */
export function listKept(all: string): KeptRun[] {
  return foldersIn(all)
    .flatMap((name) => keptIn(join(all, name)))
    .toSorted((a, b) => b.time - a.time);
}

function keptIn(folder: string): KeptRun[] {
  const name = basename(folder);
  const own = summaryOf(folder);
  const runs = own === undefined ? listRuns(folder) : [own];
  const isOwn = OWN_NAME.test(name);
  // A folder that someone put here, and that holds other things too, is not ours.
  if (runs.length === 0 ? !isOwn : own === undefined && runs.length < entriesIn(folder).length && !isOwn)
    return [];
  const time =
    runs.length === 0 ? (statusOf(folder)?.mtimeMs ?? 0) : Math.max(...runs.map((run) => run.time));
  return [
    { id: isOwn ? name.slice(0, name.indexOf('-')) : name, name, folder, runs, time, size: sizeOf(folder) },
  ];
}

/** `fail, 3 of 15 passed`; how the run ended where it is alone. */
export function resultOf(runs: readonly RunSummary[]): string {
  const [first] = runs;
  if (first === undefined) return 'nothing was run';
  if (runs.length === 1) return first.result;
  const verdicts = runs.map(({ verdict }) => verdict).filter((verdict) => verdict !== undefined);
  if (verdicts.length === 0) return `${runs.length} runs`;
  const passed = verdicts.filter((verdict) => verdict === 'pass').length;
  return `${combine(verdicts)}, ${passed} of ${runs.length} passed`;
}

function summaryOf(folder: string): RunSummary | undefined {
  const run = readRun(folder);
  if (run === undefined) return undefined;
  const { part, verdict } = listedVerdict(folder);
  return {
    folder,
    what: run.case === undefined ? commandText(run) : part === undefined ? run.case : `${part}/${run.case}`,
    result: verdict ?? endText(run),
    ...(verdict === undefined ? {} : { verdict }),
    isOver: run.endedAt !== undefined,
    time: run.started.realtime / 1000,
  };
}

/** The command line of the program; of several, all of them. */
function commandText({ actors }: RunDescription): string {
  return actors.flatMap((actor) => (actor.kind === 'program' ? [actor.command.join(' ')] : [])).join(' + ');
}

/** How the run ended: the first program that did not end with status 0, where one did not. */
function endText({ actors, endedAt, faults = [] }: RunDescription): string {
  if (faults.length > 0) return 'inconclusive';
  if (endedAt === undefined) return 'no end recorded';
  const programs = actors.filter(({ kind }) => kind === 'program');
  // Servers are ended with the scene.
  const isDismissed = ({ role, ended }: ActorDescription): boolean =>
    role === 'server' && programs.length > 1 && ended?.reason !== 'limit';
  const isFine = ({ ended }: ActorDescription): boolean => ended?.reason === 'exited' && ended.code === 0;
  const shown = programs.find((actor) => !isDismissed(actor) && !isFine(actor)) ?? programs[0];
  if (programs.every((actor) => isDismissed(actor) || isFine(actor))) return 'exit status 0';
  return `${programs.length > 1 ? `${shown?.name}: ` : ''}${actorEndText(shown)}`;
}

function actorEndText(actor: ActorDescription | undefined): string {
  const ended = actor?.ended;
  if (ended === undefined) return actor?.startedAt === undefined ? 'did not start' : 'still running';
  if (ended.reason === 'exited') return `exit status ${ended.code ?? '?'}`;
  return ended.limit === undefined ? (ended.signal ?? ended.reason) : `limit "${ended.limit}"`;
}

function readRun(folder: string): RunDescription | undefined {
  const value = readJson(join(folder, 'run.json')) as Partial<RunDescription> | undefined;
  try {
    const run = value?.version === 1 ? upgradeDescription(value) : value;
    const isDescription =
      Number.isInteger(run?.version) &&
      Number.isFinite(run?.started?.realtime) &&
      run?.actors?.every(
        ({ kind, ...actor }) => kind !== 'program' || ('command' in actor && Array.isArray(actor.command)),
      );
    return isDescription === true ? (run as RunDescription) : undefined;
  } catch {
    return undefined; // edited, or damaged
  }
}

/** Part and verdict from a verdict.json; nothing where the run was not judged, or the file is damaged. */
function listedVerdict(folder: string): { part?: string; verdict?: Result } {
  const { part, verdict } = (readJson(join(folder, 'verdict.json')) ?? {}) as Record<string, unknown>;
  return {
    ...(typeof part === 'string' ? { part } : {}),
    ...(isResult(verdict) ? { verdict } : {}),
  };
}

/** An object from a regular file within bounds; undefined where there is none, or it may not be read. */
function readJson(path: string): object | undefined {
  try {
    const status = lstatSync(path, { throwIfNoEntry: false });
    if (status?.isFile() !== true || status.size > MAX_FILE) return undefined;
    const value: unknown = JSON.parse(readFileSync(path, 'utf8'));
    return typeof value === 'object' && value !== null ? value : undefined;
  } catch {
    return undefined;
  }
}

/** Names of the folders in a folder; symbolic links are not followed. */
function foldersIn(folder: string): string[] {
  return entriesIn(folder)
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name);
}

/** What is in a folder; nothing where it does not exist (any longer) or may not be read. */
function entriesIn(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'EACCES' || code === 'ENOTDIR') return [];
    throw error;
  }
}

/** Bytes of all files below a folder, as far as they may be seen; symbolic links are not followed. */
function sizeOf(folder: string): number {
  let size = 0;
  for (const entry of entriesIn(folder)) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) size += sizeOf(path);
    else size += statusOf(path)?.size ?? 0;
  }
  return size;
}

/** The status of what a path names, without following links; undefined where it is gone or may not be seen. */
export function statusOf(path: string): Stats | undefined {
  try {
    return lstatSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}
