/**
 * Peers by the names that scenes have for them: a server by its name in the catalog; a client too, with `-client` where a
 * server has the same name.
 */
import { isPeerName, peerNames, peers } from './catalog.ts';
import type { PeerEntry, PeerName, PeerOptions } from './catalog.ts';
import { clients } from './client-catalog.ts';
import type { ClientEntry } from './client-catalog.ts';
import type { PeerOptionProblem } from './common/option-problem.ts';
import { checkUnknown } from './common/option.ts';

/** What a client's name gets where a server has the same name. */
const CLIENT_SUFFIX = '-client';

/** A server of ours in a scene. */
export interface ServerActor {
  /** A server listens until it is closed. */
  readonly role: 'server';
  /** What listenPeer() takes. */
  readonly catalogName: PeerName;
  readonly entry: PeerEntry<PeerOptions[PeerName]>;
}

/** A client of ours in a scene. */
export interface ClientActor {
  /** A client ends by itself, or by Ctrl-C. */
  readonly role: 'client';
  /** What runClient() takes. */
  readonly catalogName: string;
  readonly entry: ClientEntry;
}

/** A peer as a scene names it. */
export type SceneActorEntry = ServerActor | ClientActor;

/** All of them, by name. */
const ACTORS: ReadonlyMap<string, SceneActorEntry> = new Map([
  ...peerNames.map((name): [string, SceneActorEntry] => [
    name,
    { role: 'server', catalogName: name, entry: peers[name] },
  ]),
  ...Object.entries(clients).map(([name, entry]): [string, SceneActorEntry] => [
    isPeerName(name) ? `${name}${CLIENT_SUFFIX}` : name,
    { role: 'client', catalogName: name, entry },
  ]),
]);

/** All names that a scene can give a peer, servers first. */
export const sceneActorNames: readonly string[] = [...ACTORS.keys()];

/** The server or client that a scene means by a name; undefined for a name that no peer has. */
export function sceneActor(name: string): SceneActorEntry | undefined {
  return ACTORS.get(name);
}

/**
 * All problems of the options of a server or a client, without starting anything: for a file that is checked when it is
 * read. Takes whatever the file held, and never throws.
 */
export function checkActorOptions(name: string, options: unknown): readonly PeerOptionProblem[] {
  const actor = sceneActor(name);
  if (actor) return checkUnknown(name, actor.entry, options);
  return [
    {
      code: 'PEER_UNKNOWN',
      message: `There is no peer named ${name}.`,
      observed: name,
      expected: `one of ${sceneActorNames.join(', ')}`,
      hint: 'Check the spelling.',
      value: name,
      choices: sceneActorNames,
    },
  ];
}
