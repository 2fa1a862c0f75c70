/** Makes a lab of a teacher's own from the template that comes with Wireside. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { LabError } from '../error.ts';
import { id as idShape } from './fields.ts';
import { labsFolder } from './load.ts';
import { LAB_FILE, PART_FILE } from './read.ts';

/** The lab that is copied, below the folder of labs, and its part. */
const TEMPLATE = { lab: 'template/networks', part: 'capitals' } as const;

/** A lab that was made. */
export interface NewLab {
  /** Its name, which is that of its folder. */
  readonly id: string;
  /** The folder of labs that it is in. */
  readonly labs: string;
  readonly folder: string;
  readonly part: string;
}

/**
 * Makes a lab in a folder that does not exist or is empty.
 * @throws {LabError} LAB_NAME when the name of the folder cannot be that of a lab; LAB_EXISTS when something is there
 */
export function makeLab(path: string): NewLab {
  const folder = resolve(path);
  const id = basename(folder);
  if (!idShape.safeParse(id).success) {
    throw new LabError(
      'LAB_NAME',
      `A lab cannot be called "${id}".`,
      'The name of its folder is its name: lower-case letters, digits and hyphens.',
    );
  }
  if (existsSync(folder) && (!statSync(folder).isDirectory() || readdirSync(folder).length > 0)) {
    throw new LabError('LAB_EXISTS', `${path} is there already.`, 'Name a folder that does not exist yet.');
  }
  mkdirSync(dirname(folder), { recursive: true });
  cpSync(join(labsFolder(), TEMPLATE.lab), folder, { recursive: true });
  for (const file of [LAB_FILE, join(TEMPLATE.part, PART_FILE)]) adapt(join(folder, file), id);
  return { id, labs: dirname(folder), folder, part: TEMPLATE.part };
}

/** Gives a copied file the name of the lab, and the place of the schemas on this computer. */
function adapt(file: string, id: string): void {
  const text = readFileSync(file, 'utf8')
    .replace(/(?<=\$schema=)(?:\.\.\/)+schema/, join(labsFolder(), 'schema'))
    .replace(/^id: networks$/m, `id: ${id}`);
  writeFileSync(file, text);
}
