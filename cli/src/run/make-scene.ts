/** Makes a scene of a command line: programs and peers on hosts, each program after the servers before it listen. */
import { withRoomFor } from '@wireside/bench';
import type {
  ActorCondition,
  Condition,
  Impairment,
  Limits,
  Program,
  Scene,
  SceneActor,
  SceneHost,
} from '@wireside/bench';
import { sceneActor } from '@wireside/peers';
import { UsageError } from '../usage-error.ts';
import type { PeerWord } from './peer.ts';

/** The host that is alone, and whose lo is the network. */
export const LOCALHOST = 'localhost';
/** Where servers and clients are if the command line does not say it. */
const SERVER_HOST = 'server';
const CLIENT_HOST = 'client';

/** A program of a command line, ready to run. */
export interface PlacedProgram {
  /** Its host; absent in the short form. */
  readonly host?: string;
  readonly program: Program;
}

/** What a scene is made of. */
export interface SceneParts {
  readonly programs: readonly PlacedProgram[];
  readonly peers: readonly PeerWord[];
  /** More names of hosts. */
  readonly names: Readonly<Record<string, readonly string[]>>;
  readonly limits: Limits;
  readonly impairments: readonly Impairment[];
  readonly isLocalhost: boolean;
}

/** An actor that has no name yet. */
type Nameless = SceneActor extends infer Actor
  ? Actor extends SceneActor
    ? Omit<Actor, 'name'>
    : never
  : never;

/**
 * The scene. A program without a host is on the host `client`; on `server` if the only peers are clients, since it is then
 * what they are for. The last program, or the last client of ours if all programs are for it, has the input.
 * @throws {UsageError} when some actors, but not all, are to be on localhost
 */
export function makeScene(parts: SceneParts): Scene {
  const { programs, peers, names, limits, impairments } = parts;
  const isForClients = peers.length > 0 && peers.every(({ role }) => role === 'client');
  const programHost = isForClients ? SERVER_HOST : CLIENT_HOST;
  const hostOf = ({ role, host = role === 'server' ? SERVER_HOST : CLIENT_HOST }: PeerWord): string => host;
  const placed = programs.map(({ host = programHost, program }) => ({ host, program }));
  const servers = peers.filter(({ role }) => role === 'server');
  const clients = peers.filter(({ role }) => role === 'client');
  const isShort = programs.every(({ host }) => host === undefined);
  const hosts = [
    ...(isShort ? [SERVER_HOST, CLIENT_HOST] : []),
    ...servers.map(hostOf),
    ...placed.map(({ host }) => host),
    ...clients.map(hostOf),
  ];
  const isInputOfPeer = isShort && isForClients;
  const nameless: (Nameless & { readonly wanted: string })[] = [
    ...servers.map((peer) => ({ wanted: peer.peer, ...peerActor(peer, hostOf(peer)) })),
    ...placed.map(({ host, program }, index) => ({
      wanted: host,
      kind: 'program' as const,
      host,
      program,
      arguments: [],
      input: index === placed.length - 1 && !isInputOfPeer ? ('open' as const) : new Uint8Array(0),
      limits: withRoomFor(program, limits),
    })),
    ...clients.map((peer) => ({ wanted: peer.peer, ...peerActor(peer, hostOf(peer), placed[0]?.host) })),
  ];
  const scene: Scene = {
    hosts: [...new Set(hosts)].map((name): SceneHost => ({ name, names: names[name] ?? [] })),
    actors: inOrder(withNames(nameless)),
    steps: [],
    impairments,
  };
  return parts.isLocalhost || hosts.includes(LOCALHOST)
    ? onLocalhost(scene, isShort || parts.isLocalhost)
    : scene;
}

function peerActor({ peer, options }: PeerWord, host: string, server?: string): Nameless {
  const known = new Set<string>(sceneActor(peer)?.entry.options.map(({ name }) => name));
  const address = server === LOCALHOST ? LOCALHOST : `${server}.lab`;
  return {
    kind: 'peer',
    host,
    peer,
    options: {
      ...(server !== undefined && known.has('server') ? { server: address } : {}),
      // A client that stays until Ctrl-C keeps the scene from ending.
      ...(known.has('stay') ? { stay: false } : {}),
      ...options,
    },
  };
}

/** Names each actor: as it is wanted, with `-2` and so on where that is taken. */
function withNames(actors: readonly (Nameless & { readonly wanted: string })[]): SceneActor[] {
  const taken = new Set<string>();
  return actors.map(({ wanted, ...actor }) => {
    let name = wanted;
    for (let number = 2; taken.has(name); number++) name = `${wanted}-${number}`;
    taken.add(name);
    return { ...actor, name } as SceneActor;
  });
}

/** Lets each program, and each client of ours, start when those before it are ready. Servers of ours are first anyway. */
function inOrder(actors: readonly SceneActor[]): SceneActor[] {
  const before: string[] = [];
  return actors.map((actor) => {
    const isServer = actor.kind === 'peer' && sceneActor(actor.peer)?.role === 'server';
    const start = isServer ? undefined : whenReady(before);
    // Clients of ours do not wait for each other.
    if (actor.kind === 'program') before.push(actor.name);
    return start === undefined ? actor : { ...actor, start };
  });
}

/** When programs are ready for what comes next: each listens, or turns out to be a client, or has ended. */
function whenReady(names: readonly string[]): Condition | undefined {
  const conditions = names.map((actor): Condition => {
    const events = ['listening', 'connected', 'ended'] as const;
    return { event: 'any', of: events.map((event): ActorCondition => ({ event, actor })) };
  });
  return conditions.length > 1 ? { event: 'all', of: conditions } : conditions[0];
}

/**
 * The scene on one host and its lo.
 * @param isForced whether the hosts that the scene names do not matter
 * @throws {UsageError} when some actors, but not all, are to be on localhost
 */
export function onLocalhost(scene: Scene, isForced: boolean): Scene {
  const others = scene.hosts.filter(({ name }) => name !== LOCALHOST);
  const used = others.filter(({ name }) => scene.actors.some(({ host }) => host === name));
  // What has a default place goes where the others are.
  const named = used.filter(({ name }) =>
    scene.actors.some((actor) => actor.host === name && actor.kind === 'program'),
  );
  if (!isForced && named.length > 0) {
    throw new UsageError(
      `The host localhost cannot be on a network with other hosts (${named.map(({ name }) => name).join(', ')}).`,
      'Write --on localhost for every program, or for none; or --localhost.',
    );
  }
  const names = new Set(
    scene.hosts.flatMap(({ name, names: more }) => (name === LOCALHOST ? more : [`${name}.lab`, ...more])),
  );
  return {
    ...scene,
    hosts: [{ name: LOCALHOST, names: [...names] }],
    actors: scene.actors.map((actor) => ({ ...actor, host: LOCALHOST })),
    impairments: scene.impairments.map(({ from: _from, to: _to, ...impairment }) => impairment as Impairment),
  };
}

/** A scene with other peers in the place of its own. */
export function withPeers(scene: Scene, peers: readonly PeerWord[]): Scene {
  const programs = scene.actors.filter(({ kind }) => kind === 'program');
  const hostNames = scene.hosts.map(({ name }) => name);
  const made = withNames(
    peers.map((peer) => {
      const wanted = peer.host ?? (peer.role === 'server' ? SERVER_HOST : CLIENT_HOST);
      const host = hostNames.includes(wanted) ? wanted : hostNames[0]!;
      return { wanted: peer.peer, ...peerActor(peer, host, programs[0]?.host) };
    }),
  );
  const servers = made.filter((actor) => actor.kind === 'peer' && sceneActor(actor.peer)?.role === 'server');
  return { ...scene, actors: [...servers, ...programs, ...made.filter((actor) => !servers.includes(actor))] };
}
