/** Finds parts, editions and cases by name, in the labs that come with Wireside and in folders of a teacher's own. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname } from 'node:path';
import { available } from '@wireside/wire';
import { LabError } from '../error.ts';
import type { Problem } from './problem.ts';
import { problemText } from './problem.ts';
import { hasYaml, isLab, PART_FILE, readLab, readPart, subfolders } from './read.ts';
import type { Edition, Lab, Part, PartCase } from './schema.ts';

/** The folder of the labs that come with Wireside. */
export function labsFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@wireside/labs/package.json'));
}

/** A part that was found by its folder; it is read when it is used. */
interface Place {
  readonly id: string;
  readonly folder: string;
  readonly labFolder: string;
  readonly root: string;
}

/**
 * Finds a part and reads it.
 * @param folders folders of labs, searched in this order
 * @throws {LabError} PART_UNKNOWN when no lab has it; CONTENT_DAMAGED with all problems of its part.yaml and lab.yaml;
 * CONTENT_MISSING when a folder of labs does not exist
 */
export function findPart(id: string, folders: readonly string[] = [labsFolder()]): Part {
  const places = folders.flatMap(placesIn);
  const place = places.find((candidate) => candidate.id === id);
  if (place === undefined) {
    const known = [...new Set(places.map((candidate) => candidate.id))];
    throw new LabError('PART_UNKNOWN', `No lab has a part called "${id}".`, available(id, known, 'parts'));
  }
  const lab = readLab(place.labFolder, place.root);
  const part = readPart(place.folder, place.root, lab.content);
  if (part.content !== undefined) return part.content;
  throw damaged([...lab.problems, ...part.problems], place.labFolder);
}

/**
 * Finds the lab that is in a folder of this name, and reads its lab.yaml.
 * @throws {LabError} CONTENT_DAMAGED with all problems of its lab.yaml; CONTENT_MISSING when there is no such folder
 */
export function findLab(id: string, folders: readonly string[] = [labsFolder()]): Lab {
  for (const labs of folders) {
    const root = rootOf(labs);
    const folder = subfolders(root, root).folders.find((path) => basename(path) === id && isLab(path, root));
    if (folder === undefined) continue;
    const { content, problems } = readLab(folder, root);
    if (content !== undefined) return content;
    throw damaged(problems, folder);
  }
  throw new LabError('CONTENT_MISSING', `There is no lab "${id}".`, 'wireside labs lists those that exist.');
}

/** @throws {LabError} EDITION_UNKNOWN when the part has no edition of this name. */
export function findEdition(part: Part, id: string = part.defaultEdition): Edition {
  if (Object.hasOwn(part.editions, id)) return part.editions[id]!;
  throw new LabError(
    'EDITION_UNKNOWN',
    `The part ${part.id} has no edition "${id}".`,
    available(id, Object.keys(part.editions), 'editions'),
  );
}

/**
 * The cases with the ids given, in the part's order; all of them when none is given.
 * @throws {LabError} CASE_UNKNOWN when the part has no case of one of these names.
 */
export function findCases(
  part: Part,
  ids: readonly string[] = [],
  edition: string = part.defaultEdition,
): PartCase[] {
  const known = part.cases.map((candidate) => candidate.id);
  const unknown = ids.find((id) => !known.includes(id));
  if (unknown !== undefined) {
    throw new LabError(
      'CASE_UNKNOWN',
      `The part ${part.id} has no case "${unknown}".`,
      available(unknown, known, 'cases'),
    );
  }
  const own = part.cases.filter(({ editions }) => editions === undefined || editions.includes(edition));
  return ids.length === 0 ? own : part.cases.filter((candidate) => ids.includes(candidate.id));
}

/** A folder of labs, symbolic links resolved. @throws {LabError} CONTENT_MISSING when it is not a folder. */
export function rootOf(folder: string): string {
  const exists = existsSync(folder);
  if (exists && statSync(folder).isDirectory()) return realpathSync(folder);
  throw new LabError(
    'CONTENT_MISSING',
    exists ? `${folder} is not a folder.` : `There is no folder ${folder}.`,
    'Name a folder of labs. It is named on the command line, or by the environment variable WIRESIDE_LABS.',
  );
}

function placesIn(labs: string): Place[] {
  const root = rootOf(labs);
  return subfolders(root, root).folders.flatMap((labFolder) =>
    subfolders(labFolder, root)
      .folders.filter((folder) => hasYaml(folder, PART_FILE))
      .map((folder) => ({ id: basename(folder), folder, labFolder, root })),
  );
}

function damaged(problems: readonly Problem[], labFolder: string): LabError {
  const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
  return new LabError(
    'CONTENT_DAMAGED',
    `The content of the lab has ${count}:\n${problems.map(problemText).join('\n')}`,
    `Fix the file, then run: wireside labs check ${labFolder}`,
  );
}
