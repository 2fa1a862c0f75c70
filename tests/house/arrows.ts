/** The arrows of the house: which room may use which, in one table, and how an import against them is reported. */
import { dirname, join, normalize, sep } from 'node:path';

/**
 * Room to the rooms that it may import. Knowledge flows one way: bytes know nothing of traces, traces nothing of how
 * they are made, the bench nothing of verdicts, so that each room can be read, tested and used without those above it.
 * `labs` holds content and no code; the command, at the top, may find its folder.
 */
export const ARROWS: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  trace: ['wire'],
  authority: [],
  peers: ['authority'],
  bench: ['wire', 'trace', 'peers'],
  lab: ['wire', 'trace', 'peers', 'bench'],
  cli: ['wire', 'trace', 'authority', 'peers', 'bench', 'lab', 'labs'],
};

/** Rooms that run in the browser too, and so may not use Node, with the files that are excepted. */
export const PURE: Readonly<Record<string, readonly string[]>> = {
  wire: [],
  trace: ['trace/src/store.ts'],
};

/** Where this table is, for messages. */
const TABLE = 'tests/house/arrows.ts';

/** The name of the package in which a room is published. */
export function packageOf(room: string): string {
  return room === 'cli' ? 'wireside' : `@wireside/${room}`;
}

/** The room of a package's name, or undefined for packages that are not ours. */
export function roomOf(name: string): string | undefined {
  return [...Object.keys(ARROWS), 'labs'].find((room) => packageOf(room) === name);
}

/** The package that a specifier leads to: `@wireside/bench/testing` to `@wireside/bench`. */
export function packageName(specifier: string): string {
  return specifier
    .split('/')
    .slice(0, specifier.startsWith('@') ? 2 : 1)
    .join('/');
}

/** Whether a file is only there for tests, which may use Node and what the workspace's root installs. */
export function isForTests(file: string): boolean {
  return /\.test\.|\/test(?:ing)?[-.]/.test(file);
}

/** What a source file imports, types too: static, for side effects, re-exported or dynamic. */
export function importsOf(source: string): string[] {
  const statements = /^(?:import|export)\b(?:[^'";]*?\bfrom)?\s*'([^']+)'/gm;
  const calls = /\b(?:import|require)\(\s*'([^']+)'/g;
  return [...source.matchAll(statements), ...source.matchAll(calls)].map((match) => match[1] as string);
}

/**
 * Why a file may not import what it does, as a sentence that says what to change; null when it may.
 * @param file path from the workspace's root, with `/`
 * @param dependencies what the room's package.json declares
 */
export function refusal(file: string, specifier: string, dependencies: readonly string[]): string | null {
  const room = file.slice(0, file.indexOf('/'));
  const allowed = ARROWS[room] ?? [];
  const refuse = (why: string): string => `${file} imports '${specifier}': ${why}`;

  if (specifier.startsWith('.')) {
    const target = normalize(join(dirname(file), specifier))
      .split(sep)
      .join('/');
    if (target.startsWith(`${room}/src/`)) return null;
    return refuse(
      `it leaves ${room}/src. Import another room by its name (${allowed.map(packageOf).join(', ') || `${room} may use none`}), or move the file.`,
    );
  }
  if (specifier.startsWith('node:')) {
    const excepted = PURE[room];
    if (excepted === undefined || excepted.includes(file) || isForTests(file)) return null;
    return refuse(
      `${room} runs in the browser too and may not use Node. Take what is needed as an argument${
        excepted.length > 0 ? `, or do it in ${excepted.join(', ')}` : ''
      }; exceptions are named in PURE in ${TABLE}.`,
    );
  }
  const name = packageName(specifier);
  const used = roomOf(name);
  if (used !== undefined && !allowed.includes(used)) {
    return refuse(
      `${room} may use ${allowed.join(', ') || 'no other room'}, not ${used}. Move what is needed down, or hand it in from above; the arrows are in ARROWS in ${TABLE}.`,
    );
  }
  if (!isForTests(file) && !dependencies.includes(name)) {
    return refuse(`${room}/package.json does not declare it. Add "${name}" to its dependencies.`);
  }
  return null;
}
