/** The actors of a scene as run.json has them, while they start and end. */
import type { ActorDescription } from '@wireside/trace';
import { describeActors } from '../../describe-actors.ts';
import type { Scene } from '../../request.ts';

/** What becomes known of an actor while a scene is played. */
type Known = Partial<
  Pick<ActorDescription, 'role' | 'startedAt' | 'ended'> & {
    readonly address: string;
    readonly port: number;
    readonly options: Readonly<Record<string, unknown>>;
    readonly usage: { readonly cpu: number; readonly memory: number; readonly processes: number };
    readonly wrote: readonly string[];
  }
>;

/** The descriptions of a scene's actors. */
export class Cast {
  readonly #actors: Map<string, ActorDescription>;

  constructor(scene: Scene) {
    this.#actors = new Map(describeActors(scene).map((actor) => [actor.name, actor]));
  }

  /** All actors, in the order of the scene. */
  get actors(): ActorDescription[] {
    return [...this.#actors.values()];
  }

  /** Adds what has become known of an actor. */
  learn(name: string, known: Known): void {
    this.#actors.set(name, { ...this.#actors.get(name)!, ...known } as ActorDescription);
  }
}
