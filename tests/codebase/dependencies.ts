/** The dependency rules: which package may import which, in one table, and how an import against them is reported. */
import { dirname, join, normalize, sep } from 'node:path';

/**
 * Each package with the packages that it may import. Knowledge flows one way: bytes know nothing of traces, traces
 * nothing of how they are made, the judge and the bench nothing of each other, so that each package can be read, tested
 * and used without those above it. `labs` holds content and no code; `lab` and `cli` may look
 * for its folder. `web` is bundled into files that `cli` serves: nothing imports it.
 */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  trace: ['wire'],
  judge: ['wire', 'trace'],
  authority: [],
  peers: ['authority'],
  bench: ['wire', 'trace', 'peers'],
  lab: ['wire', 'trace', 'judge', 'authority', 'peers', 'bench'],
  web: ['wire', 'trace', 'judge'],
  cli: ['wire', 'trace', 'judge', 'authority', 'peers', 'bench', 'lab', 'labs', 'web'],
};

/** Packages that also run in a browser and so may not use Node, each with the folders that are exceptions. */
const PURE: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  trace: ['trace/src/node/'],
  judge: [],
  web: [],
};

/** Where this table is, for messages. */
const TABLE = 'tests/codebase/dependencies.ts';

/** The npm name of a package of the workspace. */
export function npmName(folder: string): string {
  return folder === 'cli' ? 'wireside' : `@wireside/${folder}`;
}

/** The folder of one of our packages, or undefined for a package of someone else. */
export function folderOf(name: string): string | undefined {
  return [...Object.keys(ALLOWED), 'labs'].find((folder) => npmName(folder) === name);
}

/** The package that a specifier leads to: `@wireside/bench/testing` to `@wireside/bench`. */
function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Whether a file exists only for tests, which may use Node and what the workspace's root installs. */
export function isForTests(file: string): boolean {
  return /\.test\.|\/test(?:ing)?[-.]/.test(file);
}

/** What a source file imports, types too: static, for side effects, re-exported or dynamic. */
export function importsOf(source: string): string[] {
  const statements = /^(?:import|export)\b(?:[^'";]*?\bfrom)?\s*'([^']+)'/gm;
  const calls = /\b(?:import|require)\(\s*'([^']+)'/g;
  return [...source.matchAll(statements), ...source.matchAll(calls)].map((match) => match[1]!);
}

/** The path from the workspace's root that a relative specifier in a file leads to, with `/`. */
export function resolveImport(file: string, specifier: string): string {
  return normalize(join(dirname(file), specifier))
    .split(sep)
    .join('/');
}

/**
 * Why a file may not import something, as a sentence that says what to change; undefined when it may.
 * @param file path from the workspace's root, with `/`
 * @param dependencies what the package's package.json declares
 */
export function refusal(
  file: string,
  specifier: string,
  dependencies: readonly string[],
): string | undefined {
  const folder = file.slice(0, file.indexOf('/'));
  const allowed = ALLOWED[folder] ?? [];
  const refuse = (why: string): string => `${file} imports '${specifier}': ${why}`;

  if (specifier.startsWith('.')) {
    if (resolveImport(file, specifier).startsWith(`${folder}/src/`)) return undefined;
    return refuse(
      `it leaves ${folder}/src. Import another package by its name (${allowed.map(npmName).join(', ') || `${folder} may use none`}), or move the file.`,
    );
  }
  if (specifier.startsWith('node:')) {
    const exceptions = PURE[folder];
    if (exceptions === undefined || exceptions.some((path) => file.startsWith(path)) || isForTests(file))
      return undefined;
    return refuse(
      `${folder} also runs in a browser and may not use Node. Take what is needed as an argument${
        exceptions.length > 0 ? `, or do it in ${exceptions.join(', ')}` : ''
      }; exceptions are listed in PURE in ${TABLE}.`,
    );
  }
  const name = packageName(specifier);
  const used = folderOf(name);
  if (used !== undefined && !allowed.includes(used)) {
    return refuse(
      `${folder} may use ${allowed.join(', ') || 'no other package'}, not ${used}. Move what is needed down, or pass it in from above; the rules are in ALLOWED in ${TABLE}.`,
    );
  }
  if (used !== undefined && PURE[folder] !== undefined && !isForTests(file) && specifier.endsWith('/node')) {
    return refuse(`${folder} also runs in a browser, and ${specifier} uses Node.`);
  }
  if (!isForTests(file) && !dependencies.includes(name)) {
    return refuse(`${folder}/package.json does not declare it. Add "${name}" to its dependencies.`);
  }
  return undefined;
}

/**
 * Import circles of a graph, each as the path that leads back to its first file. Of files that import each other in
 * several ways (a strongly connected component) one circle is reported.
 * @param graph each file with the files that it imports
 */
export function circles(graph: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const done = new Set<string>();
  const path: string[] = [];
  const visit = (file: string): boolean => {
    const start = path.indexOf(file);
    if (start >= 0) {
      found.push([...path.slice(start), file]);
      return true;
    }
    if (done.has(file)) return false;
    path.push(file);
    let isCircular = false;
    for (const next of graph.get(file) ?? []) isCircular = visit(next) || isCircular;
    path.pop();
    done.add(file);
    return isCircular;
  };
  for (const file of graph.keys()) visit(file);
  return found;
}
