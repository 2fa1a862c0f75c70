/** What is asked of scenes in several places. */
import type { ProgramActor, Scene, SceneActor } from './request.ts';

/** Whether a scene uses the lo of its only host. */
export function isLocalhost({ hosts }: Scene): boolean {
  return hosts.length === 1 && hosts[0]!.name === 'localhost';
}

/**
 * Where a file of a program is kept, relative to program/ in the run folder: as it is if the scene has one program, else in
 * a folder with the actor's name.
 */
export function keptPath(scene: Scene, { name }: ProgramActor, path: string): string {
  return programsOf(scene.actors).length === 1 ? path : `${name}/${path}`;
}

/** The programs among actors. */
export function programsOf(actors: readonly SceneActor[]): ProgramActor[] {
  return actors.filter((actor) => actor.kind === 'program');
}
