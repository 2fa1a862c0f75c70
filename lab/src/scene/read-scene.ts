/** Reads a scene file and what it names, with everything that is wrong with it at once. */
import { lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';
import type { Finding, Problem } from '../content/problem.ts';
import { inOrder, problemText } from '../content/problem.ts';
import { readShape } from '../content/shape.ts';
import { YamlFile } from '../content/yaml-file.ts';
import { LabError } from '../error.ts';
import { sceneRules } from './rules.ts';
import type { SceneFile } from './scene-file.ts';
import type { SceneContent } from './schema.ts';
import { mapOf } from './values.ts';
import { splitWords } from './words.ts';

/** Bytes of a file that is a program's input. */
const MAX_INPUT = 1024 * 1024;

/**
 * Reads a scene file. Its programs are not read: `commands` says what to start.
 * @throws {LabError} SCENE_MISSING when there is no such file, SCENE_DAMAGED with all its problems
 */
export function readScene(path: string): SceneFile {
  const absolute = resolve(path);
  if (lstatSync(absolute, { throwIfNoEntry: false }) === undefined) {
    throw new LabError(
      'SCENE_MISSING',
      `There is no scene file ${path}.`,
      'Check the name and the current folder.',
    );
  }
  const { content, inputs, problems } = checkScene(path);
  if (content === undefined || problems.length > 0) {
    const count = problems.length === 1 ? 'a problem' : `${problems.length} problems`;
    throw new LabError(
      'SCENE_DAMAGED',
      `The scene file has ${count}:\n${problems.map(problemText).join('\n')}`,
      'Fix the file, and run it again.',
    );
  }
  return {
    path: absolute,
    folder: dirname(absolute),
    content,
    ...(content.seed === undefined ? {} : { seed: content.seed }),
    commands: commandsOf(content),
    inputs,
  };
}

/** What a scene file holds, and all its problems. */
function checkScene(path: string): {
  content?: SceneContent;
  inputs: Map<string, Uint8Array>;
  problems: Problem[];
} {
  const file = new YamlFile(path, sep);
  const { content, problems } = readShape('scene', file);
  const all = [...problems, ...(file.value === undefined ? [] : sceneRules(file, file.value, false))];
  const inputs = new Map<string, Uint8Array>();
  for (const [name, actor] of Object.entries(mapOf(mapOf(file.value)['actors']))) {
    const { text, file: named } = mapOf(mapOf(actor)['input']);
    if (typeof text === 'string') inputs.set(name, Buffer.from(text));
    if (typeof named !== 'string' || named === '') continue;
    const bytes = readInput(dirname(resolve(path)), named);
    if (bytes instanceof Uint8Array) inputs.set(name, bytes);
    else all.push(file.problem(['actors', name, 'input', 'file'], bytes));
  }
  return { ...(content === undefined ? {} : { content }), inputs, problems: inOrder(all) };
}

/** The words of the command line of each program. */
function commandsOf({ actors }: SceneContent): Map<string, readonly string[]> {
  const commands = new Map<string, readonly string[]>();
  for (const [name, { run }] of Object.entries(actors)) {
    if (run === undefined) continue;
    if (typeof run !== 'string') {
      commands.set(name, run);
      continue;
    }
    const words = splitWords(run);
    if ('words' in words) commands.set(name, words.words);
  }
  return commands;
}

/** The bytes of a regular file within bounds in a folder, or what keeps it from being read. */
function readInput(folder: string, named: string): Uint8Array | Finding {
  try {
    const real = realpathSync(join(folder, named));
    if (!real.startsWith(realpathSync(folder) + sep)) {
      return { message: `${JSON.stringify(named)} is not in the folder of the scene file.` };
    }
    const status = lstatSync(real);
    if (!status.isFile()) return { message: `${JSON.stringify(named)} is not a regular file.` };
    if (status.size > MAX_INPUT) return { message: `${JSON.stringify(named)} has more than 1 MiB.` };
    return readFileSync(real);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const reason = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code ?? 'unknown error'})`;
    return { message: `${JSON.stringify(named)} ${reason}.` };
  }
}
