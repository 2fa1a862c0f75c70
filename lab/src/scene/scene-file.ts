/** A scene file that was read, and the scene of the bench that it describes. */
import type { Limits, Program, Scene } from '@wireside/bench';
import { makeScene } from './make-scene.ts';
import type { SceneContent } from './schema.ts';

/** A scene file, checked. */
export interface SceneFile {
  /** Absolute path. */
  readonly path: string;
  /** The folder that it is in, absolute; the programs run there. */
  readonly folder: string;
  readonly content: SceneContent;
  /** The random seed that it asks for. */
  readonly seed?: string;
  /** Programs by actor, in the order of the file: the words of the command line of each. */
  readonly commands: ReadonlyMap<string, readonly string[]>;
  /** What the programs whose input is a file or a text read, by actor. */
  readonly inputs: ReadonlyMap<string, Uint8Array>;
}

/** What the user decides beside the file. */
export interface SceneOptions {
  /** Limits of all programs, which take precedence over those of the file. */
  readonly limits?: Partial<Limits>;
}

/**
 * The scene of a file.
 * @param programs the program of each actor in `file.commands`, whose command is the whole command line
 */
export function sceneOf(
  file: SceneFile,
  programs: ReadonlyMap<string, Program>,
  { limits = {} }: SceneOptions = {},
): Scene {
  return makeScene(file.content, {
    programOf: (actor) => ({ program: programs.get(actor)!, arguments: [] }),
    inputOf: (actor) => file.inputs.get(actor),
    optionsOf: (_, { options = {} }) => options,
    namesOf: () => [],
    limits,
  });
}
