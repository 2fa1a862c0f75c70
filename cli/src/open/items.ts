/** What the page can open: runs and captures on this computer, by ids that say nothing of their paths. */
import { statSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import type { Item } from '@wireside/web/api';
import { keptRuns, showName } from '../run-folders.ts';
import { isRun, listRuns } from '../run-summary.ts';
import type { RunSummary } from '../run-summary.ts';
import { UsageError } from '../usage-error.ts';

/** An item, and where it is: a run's folder, or a capture's file. */
export interface OwnItem extends Item {
  readonly path: string;
}

/** The most that are offered. */
const MAX_ITEMS = 1000;

/**
 * What a word on the command line stands for, the first to be opened first: a run, each run of a folder, or a capture;
 * without a word, all kept runs.
 * @param run finds the folder of a run that is named by its id
 * @throws {UsageError} when there is nothing to open
 */
export function itemsFor(word: string | undefined, run: (word: string) => string): OwnItem[] {
  if (word === undefined) {
    return keptRuns()
      .flatMap(({ id, runs }) => runs.map((one) => runItem(one, itemId(one.folder), groupOf(id, runs))))
      .slice(0, MAX_ITEMS);
  }
  const status = statSync(word, { throwIfNoEntry: false });
  if (status?.isFile() === true) {
    return [
      { id: 'file', what: 'capture', title: basename(word), time: status.mtimeMs, path: resolve(word) },
    ];
  }
  const runs =
    status?.isDirectory() === true && !isRun(word) ? listRuns(word) : runsOf(word, status !== undefined);
  if (runs.length > 0) {
    return runs.slice(0, MAX_ITEMS).map((one, i) => runItem(one, `run-${i + 1}`, groupOf('runs', runs)));
  }
  const folder = run(word);
  if (!isRun(folder)) {
    throw new UsageError(
      `There is no run in ${word}.`,
      'Give the folder of a run, its id in wireside runs, "last", or a pcap or pcapng file.',
      'RUN_UNKNOWN',
    );
  }
  return [{ id: 'run', what: 'run', title: basename(folder), path: resolve(folder) }];
}

/** The runs that were kept together under an id; none where it names one run, or a path. */
function runsOf(id: string, isPath: boolean): readonly RunSummary[] {
  if (isPath || id.includes('/')) return [];
  const kept = keptRuns();
  const found = id === 'last' ? kept.slice(0, 1) : kept.filter(({ name }) => name.startsWith(id));
  // Several ids that begin so are left to what finds one run, which says what they are.
  return found.length === 1 && found[0]!.runs.length > 1 ? found[0]!.runs : [];
}

/** The name of a group; undefined for one run alone. */
function groupOf(id: string, runs: readonly RunSummary[]): string | undefined {
  return runs.length > 1 ? id : undefined;
}

/** The id of a kept run. */
export function itemId(folder: string): string {
  return showName(folder).replaceAll(/[^\w-]/g, '-');
}

function runItem({ folder, what, result, time }: RunSummary, id: string, group: string | undefined): OwnItem {
  return {
    id,
    what: 'run',
    title: what,
    result,
    time,
    ...(group === undefined ? {} : { group }),
    path: folder,
  };
}
