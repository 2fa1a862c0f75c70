/** What run.json says of the actors of a scene before they start. */
import type { ActorDescription } from '@wireside/trace';
import { withSecrets } from './agent/tls-secrets.ts';
import type { Scene } from './request.ts';
import { keptPath } from './scene-parts.ts';
import { givenRole } from './scene-peers.ts';

/** The actors of a scene, as they are known before they start. */
export function describeActors(scene: Scene): ActorDescription[] {
  return scene.actors.map((actor) => {
    const { name, host } = actor;
    const role = givenRole(actor);
    const base = { name, host, ...(role === undefined ? {} : { role }) };
    if (actor.kind === 'peer') return { ...base, kind: 'peer', peer: actor.peer, options: actor.options };
    const { program } = actor;
    const folder = program.inPlace?.folder;
    return {
      ...base,
      kind: 'program',
      command: [...program.command, ...actor.arguments],
      files: program.files.map(({ path }) => keptPath(scene, actor, path)),
      ...(folder === undefined ? {} : { folder }),
      environment: withSecrets(program.environment),
      limits: { ...actor.limits },
    };
  });
}
