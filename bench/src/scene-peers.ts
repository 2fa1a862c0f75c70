/** The peers of a scene, by the names that it has for them. */
import { checkActorOptions, PeerOptionError, sceneActor } from '@wireside/peers';
import type { PeerActor, Role, SceneActor } from './request.ts';

/** The role of an actor, if it is known before it starts: a peer's by its name, a program's if the scene gives it. */
export function givenRole(actor: SceneActor): Role | undefined {
  return actor.kind === 'program' ? actor.role : sceneActor(actor.peer)?.role;
}

/** Checks a peer's name and options. @throws {PeerOptionError} for a peer or an option that does not exist */
export function checkScenePeer({ peer, options }: PeerActor): void {
  const [problem] = checkActorOptions(peer, options);
  if (problem !== undefined) throw new PeerOptionError(problem);
}
