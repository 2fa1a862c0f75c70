/** Lists the labs of a folder, and reports everything that is wrong with them at once. */
import { basename, dirname, join } from 'node:path';
import { LabError } from '../error.ts';
import { rootOf } from './load.ts';
import type { Problem } from './problem.ts';
import { unknownName } from './problem.ts';
import { hasYaml, isLab, LAB_FILE, PART_FILE, readLab, readPart, subfolders } from './read.ts';
import type { Part } from './schema.ts';
import { YamlFile } from './yaml-file.ts';

/** A lab that was read. */
export interface LabReport {
  readonly id: string;
  readonly folder: string;
  /** Absent where the lab.yaml has problems. */
  readonly title?: string;
  /** Its parts in the order of lab.yaml, without those that have problems. */
  readonly parts: readonly Part[];
  readonly problems: readonly Problem[];
}

/**
 * Reads all labs below a folder of labs, or one lab, or the lab of one part with this part only.
 * @throws {LabError} CONTENT_MISSING when the folder does not exist, or has nothing of that kind in it
 */
export function readLabs(folder: string): LabReport[] {
  const path = rootOf(folder);
  if (hasYaml(path, PART_FILE)) return [readWholeLab(dirname(path), dirname(dirname(path)), basename(path))];
  if (isLab(path, path)) return [readWholeLab(path, dirname(path))];
  const { folders, problems } = subfolders(path, path);
  const labs = folders.filter((below) => isLab(below, path)).map((below) => readWholeLab(below, path));
  if (labs.length === 0 && problems.length === 0) {
    throw new LabError(
      'CONTENT_MISSING',
      `There is no lab in ${folder}.`,
      `Name a folder of labs, a lab (with a ${LAB_FILE}) or a part (with a ${PART_FILE}).`,
    );
  }
  const links = problems.length === 0 ? [] : [{ id: basename(path), folder: path, parts: [], problems }];
  return [...links, ...labs];
}

/** Reads a lab with all its parts, or with one of them only. */
function readWholeLab(folder: string, root: string, only?: string): LabReport {
  const lab = readLab(folder, root);
  const { folders, problems: links } = subfolders(folder, root);
  const found = folders.filter((below) => hasYaml(below, PART_FILE));
  const readings = found
    .filter((below) => only === undefined || basename(below) === only)
    .map((below) => readPart(below, root, lab.content));
  const listed = lab.content?.parts ?? [];
  const parts = readings.flatMap(({ content }) => content ?? []);
  return {
    id: basename(folder),
    folder,
    ...(lab.content === undefined ? {} : { title: lab.content.title }),
    parts: parts.toSorted((a, b) => listed.indexOf(a.id) - listed.indexOf(b.id)),
    problems: [
      ...lab.problems,
      ...(only === undefined ? links : []),
      ...(lab.content === undefined
        ? []
        : listProblems(
            new YamlFile(join(folder, LAB_FILE), root),
            listed,
            found.map((below) => basename(below)),
          )),
      ...readings.flatMap(({ problems }) => problems),
    ],
  };
}

/** Parts that the lab.yaml lists and that do not exist, and vice versa. */
function listProblems(file: YamlFile, listed: readonly string[], found: readonly string[]): Problem[] {
  return [
    ...listed.flatMap((id, i) =>
      found.includes(id) ? [] : [file.problem(['parts', i], unknownName('part', id, found))],
    ),
    ...found
      .filter((id) => !listed.includes(id))
      .map((id) => file.problem(['parts'], { message: `the part "${id}" is missing from the list.` })),
  ];
}
