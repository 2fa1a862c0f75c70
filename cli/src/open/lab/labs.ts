/** The labs and parts that the page offers, and the runs of a part that are kept. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Part } from '@wireside/lab';
import { findPart, readLabs } from '@wireside/lab';
import type { LabEntry, PartInfo, PastJudging } from '@wireside/web/api';
import { keptRuns } from '../../run-folders.ts';
import { resultOf } from '../../run-summary.ts';
import { EXPERIMENT_PART } from '../../experiment/run.ts';
import { itemId } from '../items.ts';

/** The most judgings that are listed. */
const MAX_PAST = 50;

/** All labs with parts that could be read, a part in the first lab that has it. */
export function labEntries(folders: readonly string[]): LabEntry[] {
  const seen = new Set<string>();
  return folders
    .flatMap((folder) => readLabs(folder))
    .map(({ id, title = id, parts }) => ({
      id,
      title,
      parts: parts
        .filter((part) => !seen.has(part.id) && seen.add(part.id))
        .map((part) => ({ id: part.id, title: part.title })),
    }))
    .filter(({ parts }) => parts.length > 0);
}

/** A part with its handout. */
export function partInfo(id: string, folders: readonly string[]): PartInfo {
  const part = findPart(id, folders);
  return {
    id,
    title: part.title,
    lab: part.lab.title,
    program: part.program,
    handout: handoutOf(part),
    editions: Object.entries(part.editions).map(([name, edition]) => ({
      id: name,
      title: edition.title,
      prototype: [part.program, ...edition.arguments.map((word) => `<${word}>`)].join(' '),
    })),
    hasExperiment: id === EXPERIMENT_PART,
    cases: part.cases.map((one) => one.id),
  };
}

/** Judgings of a part that are kept, the newest first. */
export function pastJudgings(part: string): PastJudging[] {
  return keptRuns()
    .filter(({ runs }) => runs.some(({ what }) => what.startsWith(`${part}/`)))
    .slice(0, MAX_PAST)
    .map(({ id, time, runs }) => ({
      id,
      time,
      result: resultOf(runs),
      runs: runs.map(({ folder, what, result }) => ({
        item: itemId(folder),
        title: what.slice(what.indexOf('/') + 1),
        result,
      })),
    }));
}

function handoutOf({ folder }: Part): string {
  try {
    return readFileSync(join(folder, 'handout.md'), 'utf8');
  } catch {
    return '';
  }
}
