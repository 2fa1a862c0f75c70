/** Finds and reads the parts of all labs, from the content package or from a folder of the teacher's own. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { LabError } from '../error.ts';
import { type Edition, type Part, type PartCase, partSchema } from './schema.ts';

/** The folder of the labs that come with Wireside. */
export function labsFolder(): string {
  return dirname(createRequire(import.meta.url).resolve('@wireside/labs/package.json'));
}

/** All parts below a labs folder: one folder a lab, in it one folder a part with a part.yaml. */
export function listParts(labs: string = labsFolder()): Part[] {
  const folders = (path: string): string[] =>
    readdirSync(path, { withFileTypes: true })
      .filter((entry) => entry.isDirectory() && entry.name !== 'node_modules')
      .map((entry) => join(path, entry.name));
  return folders(labs)
    .flatMap(folders)
    .filter((folder) => existsSync(join(folder, 'part.yaml')))
    .map(readPart);
}

/** @throws LabError PART_UNKNOWN, naming those that there are. */
export function findPart(id: string, labs?: string): Part {
  const parts = listParts(labs);
  const part = parts.find((candidate) => candidate.id === id);
  if (part !== undefined) return part;
  const known = parts.map((candidate) => candidate.id).join(', ');
  throw new LabError('PART_UNKNOWN', `There is no part "${id}".`, `The parts are: ${known}.`);
}

/** @throws LabError EDITION_UNKNOWN. */
export function findEdition(part: Part, id: string = part.defaultEdition): Edition {
  const edition = part.editions[id];
  if (edition !== undefined) return edition;
  throw new LabError(
    'EDITION_UNKNOWN',
    `The part ${part.id} has no edition "${id}".`,
    `Its editions are: ${Object.keys(part.editions).join(', ')}.`,
  );
}

/** The cases with the ids given, in the part's order; all of them when none is given. @throws LabError CASE_UNKNOWN. */
export function findCases(part: Part, ids: readonly string[] = []): PartCase[] {
  const unknown = ids.find((id) => !part.cases.some((candidate) => candidate.id === id));
  if (unknown !== undefined) {
    throw new LabError(
      'CASE_UNKNOWN',
      `The part ${part.id} has no case "${unknown}".`,
      `Its cases are: ${part.cases.map((candidate) => candidate.id).join(', ')}.`,
    );
  }
  return ids.length === 0 ? part.cases : part.cases.filter((candidate) => ids.includes(candidate.id));
}

function readPart(folder: string): Part {
  const file = join(folder, 'part.yaml');
  let content: unknown;
  try {
    content = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new LabError(
      'CONTENT_DAMAGED',
      `${file} is no YAML: ${(error as Error).message}`,
      'Mend the file.',
    );
  }
  const result = partSchema.safeParse(content);
  if (!result.success) {
    throw new LabError(
      'CONTENT_DAMAGED',
      `${file} is no part:\n${z.prettifyError(result.error)}`,
      'Mend the file.',
    );
  }
  return { ...result.data, folder };
}
