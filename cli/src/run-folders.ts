/** Where runs are kept when no folder is named, how they are found again, and when old ones are removed. */
import { randomInt } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  rmdirSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { homedir } from 'node:os';
import { basename, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { makeFolder, notWritten } from '@wireside/trace/node';
import { available } from '@wireside/wire';
import type { KeptRun } from './run-summary.ts';
import { isRun, listKept, listRuns, OWN_NAME, statusOf } from './run-summary.ts';
import { UsageError } from './usage-error.ts';

/** The rule by which old runs are removed: what exceeds any of these, the oldest first. */
export const KEEP = { runs: 100, days: 30, bytes: 2 * 1024 ** 3 } as const;

/** The rule in words, for help texts. */
export const KEEP_RULE =
  `The newest ${KEEP.runs} runs are kept, for ${KEEP.days} days and up to 2 GiB in all. Older ones are removed at most\n` +
  'once an hour, when a new run begins. Runs under way and folders named with --keep are never removed.';

/** Letters and digits of ids, without those that look like others. */
const ALPHABET = 'abcdefghjkmnpqrstuvwxyz23456789';
const ID_LENGTH = 4;
/** Maximum number of characters of the command or part in a folder's name. */
const MAX_NAME = 40;
/** Milliseconds between two removals of old runs: looking at all of them takes a while. */
const PRUNE_INTERVAL = 3_600_000;
/** A run without an end is taken to be under way for this long after its last change, whatever process began it. */
const MAX_SILENCE = 24 * 3_600_000;
const DAY = 24 * 3_600_000;

/** The folder of all kept runs. XDG Base Directory Specification: state goes to XDG_STATE_HOME. */
export function stateFolder(): string {
  const state = process.env['XDG_STATE_HOME'];
  // An empty or relative value is invalid by the specification, and ignored.
  const base = state?.startsWith(sep) === true ? state : join(homedir(), '.local', 'state');
  return join(base, 'wireside', 'runs');
}

/**
 * Makes a new folder for what is run now, and removes old runs when it is time to.
 * @param what the part, or the command
 * @throws {TraceError} TRACE_NOT_WRITTEN when no folder can be made
 */
export function newRunFolder(what: string): string {
  const all = stateFolder();
  try {
    makeFolder(all);
    return makeRunFolder(all, what);
  } catch (error) {
    throw notWritten(all, error);
  }
}

function makeRunFolder(all: string, what: string): string {
  // What cannot be removed does not keep a program from running; wireside runs --prune reports it.
  if (isTimeToPrune(all)) pruneRuns();
  const taken = new Set(readdirSync(all).map((name) => name.slice(0, ID_LENGTH)));
  const time = new Date().toISOString().replaceAll(/[-:]|\.\d+Z/g, '');
  const name = what.replaceAll(/[^\w.]+/g, '_').slice(0, MAX_NAME);
  for (;;) {
    const id = Array.from({ length: ID_LENGTH }, () => ALPHABET[randomInt(ALPHABET.length)]).join('');
    if (taken.has(id)) continue;
    const folder = join(all, `${id}-${name}-${time}-${process.pid}`);
    mkdirSync(folder);
    return folder;
  }
}

/** Removes the folder that {@link newRunFolder} made, if nothing was run in it, such as when a program does not build. */
export function removeUnused(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Something is in it, or it is gone.
  }
}

/** All kept runs, the newest first. */
export function keptRuns(): KeptRun[] {
  return listKept(stateFolder());
}

/** How `wireside show` can be given a folder: by its short id where it is a kept run, by its path otherwise. */
export function showName(folder: string): string {
  const inside = relative(stateFolder(), resolve(folder)).split(sep);
  if (inside[0] === '..' || inside[0] === '') return folder;
  return [idOf(inside[0]!), ...inside.slice(1)].join('/');
}

/**
 * The folder of the one run that a word means: a path, `last`, or the beginning of an id, each with the name of a case
 * after it where several runs were kept together, such as `k3f9/two`.
 * @throws {UsageError} RUN_UNKNOWN, RUN_AMBIGUOUS, or RUN_SEVERAL with the runs that are there
 */
export function findRun(word: string): string {
  if (existsSync(word)) return oneRun(word, word);
  // A path that does not exist is left to the reader of traces.
  if (isAbsolute(word) || word.startsWith('.')) return word;
  const [id = '', ...rest] = word.split('/');
  const kept = keptRuns();
  const matching =
    id === 'last' ? kept.slice(0, 1) : id === '' ? [] : kept.filter(({ name }) => name.startsWith(id));
  const [found] = matching;
  if (found === undefined) throw unknownRun(word, kept);
  if (matching.length > 1 && !matching.some(({ name }) => name === id)) {
    throw new UsageError(
      `"${id}" is the beginning of ${matching.length} ids: ${matching.map((run) => run.id).join(', ')}.`,
      'Give more letters of the id; wireside runs lists all ids.',
      'RUN_AMBIGUOUS',
    );
  }
  const inside = rest.join('/');
  if (inside === '') return oneRun(found.folder, found.id);
  const runs = found.runs.filter(({ name }) => name !== undefined);
  const run =
    runs.find(({ name }) => name === inside) ?? onlyOne(runs.filter(({ name }) => name!.startsWith(inside)));
  if (run !== undefined) return run.folder;
  const names = runs.map(({ name }) => name!);
  throw new UsageError(
    `The run ${found.id} has no case "${inside}".`,
    available(inside, names, 'cases'),
    'RUN_UNKNOWN',
  );
}

/**
 * Removes old runs by the rule of {@link KEEP}. Returns those that were removed, and those that the system refuses to
 * remove.
 */
export function pruneRuns(now = Date.now()): { removed: KeptRun[]; refused: KeptRun[] } {
  const all = stateFolder();
  const removed: KeptRun[] = [];
  const refused: KeptRun[] = [];
  let bytes = 0;
  listKept(all).forEach((run, place) => {
    bytes += run.size;
    const isOld = now - run.time > KEEP.days * DAY;
    if (place < KEEP.runs && !isOld && bytes <= KEEP.bytes) return;
    if (isUnderWay(run, now)) return;
    try {
      rmSync(run.folder, { recursive: true, force: true });
    } catch {
      // Another process may be removing it at the same time.
      if (statusOf(run.folder) !== undefined) refused.push(run);
      return;
    }
    bytes -= run.size;
    removed.push(run);
  });
  markPruned(join(all, PRUNED), now);
  return { removed, refused };
}

function markPruned(path: string, now: number): void {
  try {
    writeFileSync(path, '');
    utimesSync(path, now / 1000, now / 1000);
  } catch {
    // No runs are kept yet, or the folder cannot be written: then the next command looks again.
  }
}

/** Its time of change is when old runs were removed last. */
const PRUNED = '.pruned';

function isTimeToPrune(all: string): boolean {
  const last = statSync(join(all, PRUNED), { throwIfNoEntry: false });
  return last === undefined || Math.abs(Date.now() - last.mtimeMs) > PRUNE_INTERVAL;
}

/** Whether the process that makes a run may still be at it. */
function isUnderWay(run: KeptRun, now: number): boolean {
  return hasProcess(run) || (hasOpenRun(run) && now - lastChange(run.folder) < MAX_SILENCE);
}

/** Whether a run has no end yet, and the process that makes it exists. */
export function isRunning(run: KeptRun): boolean {
  return hasOpenRun(run) && hasProcess(run);
}

const hasOpenRun = ({ runs }: KeptRun): boolean => runs.length === 0 || runs.some(({ isOver }) => !isOver);

function hasProcess({ folder }: KeptRun): boolean {
  const pid = Number(OWN_NAME.exec(basename(folder))?.[1]);
  return Number.isSafeInteger(pid) && pid > 0 && isAlive(pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // The process exists and belongs to another user (kill(2)).
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

function lastChange(folder: string): number {
  const paths = [folder, ...namesIn(folder).map((name) => join(folder, name))];
  return Math.max(...paths.map((path) => statusOf(path)?.mtimeMs ?? 0));
}

/** Names in a folder; none where it is gone: another process may be removing it at this moment. */
function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}

function idOf(name: string): string {
  return OWN_NAME.test(name) ? name.slice(0, ID_LENGTH) : name;
}

function onlyOne<T>(list: readonly T[]): T | undefined {
  return list.length === 1 ? list[0] : undefined;
}

/** The folder itself where it is a run; the only run below it; otherwise an error that lists the runs below it. */
function oneRun(folder: string, word: string): string {
  if (isRun(folder) || !lstatSync(folder).isDirectory()) return folder;
  const runs = listRuns(folder);
  const only = onlyOne(runs);
  // A folder without a run is left to the reader of traces, which says what is missing.
  if (only !== undefined || runs.length === 0) return only?.folder ?? folder;
  const width = Math.max(...runs.map(({ name }) => name!.length));
  const lines = runs.map(({ name, result }) => `  wireside show ${word}/${name!.padEnd(width)}  ${result}`);
  throw new UsageError(
    `${word} holds ${runs.length} runs:\n${lines.join('\n')}`,
    'Show one of them.',
    'RUN_SEVERAL',
  );
}

function unknownRun(word: string, kept: readonly KeptRun[]): UsageError {
  const hint =
    kept.length === 0
      ? 'No runs are kept yet; wireside run and wireside judge make some.'
      : 'Give the folder of a run, "last", or the beginning of an id; wireside runs lists the ids.';
  return new UsageError(`There is no run "${word}".`, hint, 'RUN_UNKNOWN');
}
