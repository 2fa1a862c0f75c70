/** Reads a lab and its parts from their folder, with everything that is wrong with them. */
import { lstatSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { isPeerName, parsePeerOptions, sceneActor } from '@wireside/peers';
import type { Problem } from './problem.ts';
import { inOrder } from './problem.ts';
import { labRules, partRules } from './rules.ts';
import type { Edition, Lab, Part, PartContent } from './schema.ts';
import { readShape } from './shape.ts';
import { YamlFile } from './yaml-file.ts';

/** Name of the file that makes a folder a lab. */
export const LAB_FILE = 'lab.yaml';
/** Name of the file that makes a folder a part. */
export const PART_FILE = 'part.yaml';

/** Something that was read: absent where `problems` says why. */
export interface Reading<Content> {
  readonly content?: Content;
  readonly problems: readonly Problem[];
}

/** Folders below a folder that may be labs or parts; symbolic links that lead out of `root` are problems. */
export function subfolders(folder: string, root: string): { folders: string[]; problems: Problem[] } {
  const folders: string[] = [];
  const problems: Problem[] = [];
  /** Does what may fail for a path; a failure is a problem of the path. */
  const attempt = (path: string, action: () => void): void => {
    try {
      action();
    } catch (error) {
      problems.push({ file: path, message: `cannot be read (${(error as NodeJS.ErrnoException).code}).` });
    }
  };
  attempt(folder, () => {
    for (const name of readdirSync(folder).toSorted()) {
      if (name === 'node_modules' || name.startsWith('.')) continue;
      const path = join(folder, name);
      attempt(path, () => {
        if (statSync(path, { throwIfNoEntry: false })?.isDirectory() !== true) return;
        if (realpathSync(path).startsWith(root + sep)) folders.push(path);
        else
          problems.push({ file: path, message: 'is a symbolic link that leads out of the folder of labs.' });
      });
    }
  });
  return { folders, problems };
}

/** Whether a folder is a lab, or is meant to be one: it has a lab.yaml, or folders with a part.yaml. */
export function isLab(folder: string, root: string): boolean {
  return (
    hasYaml(folder, LAB_FILE) || subfolders(folder, root).folders.some((below) => hasYaml(below, PART_FILE))
  );
}

/**
 * Whether a folder has a file of this name, or one whose ending is written `.yml`, or a broken link, which reading
 * reports.
 */
export function hasYaml(folder: string, name: string): boolean {
  return isThere(join(folder, name)) || isThere(join(folder, shortEnding(name)));
}

/** Whether a path names something, if only a symbolic link to nothing. */
function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    return false;
  }
}

/** Reads a lab.yaml. @param root the folder of labs, symbolic links resolved */
export function readLab(folder: string, root: string): Reading<Lab> {
  const named = wrongEnding(folder, LAB_FILE);
  if (named !== undefined) return { problems: [named] };
  const file = new YamlFile(join(folder, LAB_FILE), root);
  const { content, problems } = readShape('lab', file);
  const all = inOrder([...problems, ...labRules(file, basename(folder))]);
  return content === undefined || all.length > 0
    ? { problems: all }
    : { content: { ...content, folder }, problems: [] };
}

/** Reads a part.yaml. @param lab undefined where the lab has problems: what depends on it is then not checked. */
export function readPart(folder: string, root: string, lab: Lab | undefined): Reading<Part> {
  const named = wrongEnding(folder, PART_FILE);
  if (named !== undefined) return { problems: [named] };
  const file = new YamlFile(join(folder, PART_FILE), root);
  const { content, problems } = readShape('part', file);
  const all = inOrder([...problems, ...partRules(file, basename(folder), lab)]);
  if (content === undefined || lab === undefined || all.length > 0) return { problems: all };
  const editions = Object.fromEntries(
    Object.entries(content.editions).map(([id, own]) => [id, edition(content, lab, id, own)]),
  );
  return { content: { ...content, folder, lab, editions, defaultEdition: lab.defaultEdition }, problems: [] };
}

/** An edition of a part: what both files say, and what its server does. */
function edition(part: PartContent, lab: Lab, id: string, own: PartContent['editions'][string]): Edition {
  const { title, strict, peers, hosts, certificateExtensions } = lab.editions[id]!;
  const { port, firstNumber } = serverOptions(part, peers);
  return {
    title,
    strict,
    certificateExtensions,
    arguments: own.arguments,
    files: part.files,
    ...(own.host === undefined ? {} : { host: own.host }),
    port: own.port ?? port ?? 0,
    hosts,
    ...(firstNumber === undefined ? {} : { firstNumber }),
    peers,
  };
}

/** The port of the first server of ours in a part, and the number of its first message. */
function serverOptions(
  { scene, cases }: PartContent,
  peers: Lab['editions'][string]['peers'],
): { port?: number; firstNumber?: number } {
  const names = [scene, ...cases]
    .flatMap(({ actors = {} }) => Object.values(actors))
    .flatMap((actor) => (actor !== 'absent' && actor.peer !== undefined ? actor.peer : []));
  const server = names.find(isPeerName);
  if (server !== undefined) return parsePeerOptions(server, peers[server] ?? {}) as { port?: number };
  // Where only clients of ours are there, the program is the server that they look for.
  const port = names
    .flatMap((peer) => sceneActor(peer)?.entry.options ?? [])
    .find(({ name }) => name === 'port');
  return typeof port?.default === 'number' ? { port: port.default } : {};
}

/** A file whose ending is `.yml`, which would otherwise seem not to exist. */
function wrongEnding(folder: string, name: string): Problem | undefined {
  const path = join(folder, shortEnding(name));
  if (isThere(join(folder, name)) || !isThere(path)) return undefined;
  return { file: path, message: 'has the wrong name.', allowed: name };
}

function shortEnding(name: string): string {
  return name.replace(/\.yaml$/, '.yml');
}
