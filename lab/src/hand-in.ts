/** Finds out which file of a hand-in is the program of which part: by the prototype's name, and by words that name a part. */
import { readdirSync } from 'node:fs';
import { basename, extname, join, relative, sep } from 'node:path';
import { isProgramFolder, LANGUAGES, LEFT_OUT } from '@wireside/bench';
import type { Part } from './content/schema.ts';

/** Limits on the folder of a hand-in: the depth that is searched, and the number of its files. */
const MAX_DEPTH = 3;
const MAX_FILES = 2000;

/** What a part must tell to be found in a hand-in. */
export type Wanted = Pick<Part, 'id' | 'program' | 'names'>;

/** What was found in a hand-in. */
export interface HandIn {
  /** The program of each part, in the order of the parts; undefined where there is none. Paths in the folder. */
  readonly taken: readonly { readonly part: string; readonly path: string | undefined }[];
  /** Programs that have the name of a prototype too, but were not taken for any part. */
  readonly others: readonly string[];
}

/** A program that may be that of some part. */
interface Candidate {
  readonly path: string;
  /** The words of its name that say no more than that it is the program: the fewer the better. */
  readonly extra: number;
  /** Part that the name of the file, or that of a folder around it, names. */
  readonly named: string | undefined;
  /** Parts with a prototype of this name. */
  readonly parts: readonly string[];
}

/**
 * Which file is which part. A file counts for a part if its name has the words of the prototype's name, whatever else
 * is in it, such as the numbers of a group: `PDC.py`, `secure_pmu_123456.c`, `12-receiver.java`. Where several parts have a
 * prototype of the same name, a word of the file's name or of a folder's says which: `PDC_udp.py`, `websocket/PDC.js`.
 * A file without such a word is taken for the first part that has none yet.
 * @param paths programs of the hand-in, relative to its folder
 */
export function recognize(parts: readonly Wanted[], paths: readonly string[]): HandIn {
  const candidates = paths
    .flatMap((path) => candidateOf(path, parts) ?? [])
    .toSorted((a, b) => a.extra - b.extra || depth(a) - depth(b) || (a.path < b.path ? -1 : 1));
  const taken = new Map<string, string>();
  const take = (candidate: Candidate, allowed: readonly string[]): void => {
    const part = allowed.find((id) => !taken.has(id));
    if (part !== undefined) taken.set(part, candidate.path);
  };
  for (const one of candidates) if (one.named !== undefined) take(one, [one.named]);
  for (const one of candidates) if (one.named === undefined) take(one, one.parts);
  const used = new Set(taken.values());
  return {
    taken: parts.map(({ id }) => ({ part: id, path: taken.get(id) })),
    others: candidates.map(({ path }) => path).filter((path) => !used.has(path)),
  };
}

function candidateOf(path: string, parts: readonly Wanted[]): Candidate | undefined {
  const segments = path.split(sep);
  const words = wordsOf(stem(segments.at(-1)!));
  const all = parts.filter(({ program }) => contains(words, wordsOf(program)));
  if (all.length === 0) return undefined;
  // `secure_pdc` is no `PDC`.
  const most = Math.max(...all.map(({ program }) => wordsOf(program).length));
  const fitting = all.filter(({ program }) => wordsOf(program).length === most);
  const around = segments.slice(0, -1).flatMap(wordsOf);
  const isNamed = ({ id, names }: Wanted): boolean =>
    [id, ...names].some((name) => contains(words, wordsOf(name)) || contains(around, wordsOf(name)));
  const first = parts.find(isNamed);
  // The two ends of a protocol share its name.
  const named = fitting.find(({ names }) => first !== undefined && names.includes(first.id)) ?? first;
  // The name of a part that has another prototype: it is of that part, but not its program.
  if (named !== undefined && !fitting.includes(named)) return undefined;
  return {
    path,
    extra: words.length - most,
    named: named?.id,
    parts: fitting.map(({ id }) => id),
  };
}

const depth = ({ path }: Candidate): number => path.split(sep).length;

/** The name of a program without what says its language. */
function stem(name: string): string {
  return basename(name, extname(name));
}

/** The words of a name in small letters, without the numbers: `Group12_securePmu` is group, secure, pmu. */
function wordsOf(name: string): string[] {
  return name
    .replaceAll(/([a-z])([A-Z])|([A-Z])([A-Z][a-z])/g, '$1$3 $2$4')
    .toLowerCase()
    .split(/[^a-z]+/)
    .filter((word) => word !== '');
}

/** Whether these words stand together somewhere in the others, in whatever way they are joined: `securepmu`. */
function contains(words: readonly string[], wanted: readonly string[]): boolean {
  if (wanted.length === 0) return false;
  const joined = wanted.join('');
  return words.some((_, at) => {
    let text = '';
    for (const word of words.slice(at)) {
      text += word;
      if (text.length >= joined.length) break;
    }
    return text === joined;
  });
}

/**
 * The programs in the folder of a hand-in, as paths in it: files of a known language, files without an ending, and folders
 * with a script `run` or a Makefile. Links are not followed.
 */
export function programsIn(folder: string, parts: readonly Pick<Part, 'languages'>[]): string[] {
  const endings = new Set([
    ...LANGUAGES.flatMap((language) => language.endings),
    ...parts.flatMap(({ languages }) => languages.flatMap((language) => language.endings)),
    '',
  ]);
  const found: string[] = [];
  const search = (inside: string, level: number): void => {
    for (const entry of readdirSync(inside, { withFileTypes: true })) {
      const path = join(inside, entry.name);
      if (found.length >= MAX_FILES || entry.name.startsWith('.') || LEFT_OUT.has(entry.name)) continue;
      if (entry.isFile() && endings.has(extname(entry.name))) found.push(relative(folder, path));
      if (!entry.isDirectory()) continue;
      if (isProgramFolder(path)) found.push(relative(folder, path));
      else if (level < MAX_DEPTH) search(path, level + 1);
    }
  };
  search(folder, 1);
  return found.toSorted();
}
