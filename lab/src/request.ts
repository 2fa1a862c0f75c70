/** What the bench is asked to run for a case of a part. */
import type { Program, RunRequest } from '@wireside/bench';
import { isPeerName, parsePeerOptions, sceneActor } from '@wireside/peers';
import type { QueryValues } from '@wireside/trace';
import { hostWithName, sceneOfCase } from './content/case-scene.ts';
import { CREDENTIAL_FILES } from './signed.ts';
import type { Edition, Part, PartCase } from './content/schema.ts';
import type { SceneDescription } from './scene/make-scene.ts';
import type { Place } from './place.ts';
import { inPlace, placeOf } from './place.ts';
import { hostNames, makeScene } from './scene/make-scene.ts';
import type { ActorContent } from './scene/schema.ts';

/** Timeouts of the peers, s: none in practice, because the limits of the run decide how long a program may take. */
const PEER_TIMEOUTS = { idleTimeout: 3600, stallTimeout: 3600, closeTimeout: 25 };

/** The part and the edition that a case is run in, and the random seed. */
interface CaseSetting {
  readonly part: Part;
  readonly edition: Edition;
  readonly seed: string;
}

/** The scene of a case with the server in its place. */
function placedScene(
  partCase: PartCase,
  setting: CaseSetting,
): { readonly scene: SceneDescription; readonly server: string; readonly place: Place } {
  const asked = sceneOfCase(setting.part.scene, partCase);
  const server = serverHost(asked, setting.part);
  const place = placeOf(asked, server, partCase, setting);
  return { scene: inPlace(asked, server, place), server, place };
}

/** What `$names` in the checks of a case stand for. The address is that of IPv4; a host without one has none. */
export function caseValues(partCase: PartCase, setting: CaseSetting): QueryValues {
  const { scene, server, place } = placedScene(partCase, setting);
  const { arguments: told, host } = setting.edition;
  const name = host === undefined || told.includes('server') ? place.name : host;
  const address = addressOf(scene, server);
  const program = Object.keys(scene.actors).find((actor) => 'program' in scene.actors[actor]!);
  return {
    server: partCase.server === 'address' ? address : name,
    ...(address.includes(':') ? {} : { address }),
    port: place.port,
    group: place.group,
    id: place.id,
    command: partCase.command,
    ...(program === undefined ? {} : { program }),
    case: partCase.id,
  };
}

/** The request for a case: its scene, with the program in the place that is open, the arguments of the edition, the seed. */
export function caseRequest(program: Program, partCase: PartCase, setting: CaseSetting): RunRequest {
  const { part, edition, seed } = setting;
  const { scene, server, place } = placedScene(partCase, setting);
  const hosts = hostNames(scene);
  const told = { ...caseValues(partCase, setting), ...CREDENTIAL_FILES };
  const main = Object.values(scene.actors).find(({ peer = '' }) => isPeerName(peer));
  // On localhost, one host is all of them, with all names.
  const isLocal = hosts.length === 1 && hosts[0] === 'localhost';
  const named = (host: string): readonly string[] =>
    isLocal ? Object.values(part.lab.hosts).flat() : (part.lab.hosts[host] ?? []);
  return {
    scene: makeScene(scene, {
      programOf: () => ({ program, arguments: edition.arguments.map((name) => String(told[name])) }),
      inputOf: (actor) => textOf(scene.actors[actor]),
      optionsOf: (_, actor) => peerOptions(actor, { ...edition, port: place.port }, place, actor === main),
      namesOf: (host) => (host === server ? serverNames(place, named(host), edition, server) : named(host)),
      limits: {},
    }),
    seed: `${seed}/${partCase.id}`,
    case: partCase.id,
  };
}

/** The names of the server's host: in a case where it has another one, the others are unknown. */
function serverNames(
  { name, isRenamed, isNamed }: Place,
  named: readonly string[],
  { host, hosts }: Edition,
  server: string,
): readonly string[] {
  const own = isRenamed ? (isNamed ? [name] : []) : named;
  return [...own, ...(host === undefined ? [] : [host]), ...(hosts[server] ?? [])];
}

/** The host of the server: the one with its name, else the one where the program or the first server of ours is. */
function serverHost(scene: SceneDescription, { lab, serverName }: Part): string {
  const hosts = hostNames(scene);
  const named = hostWithName(lab, serverName);
  return named !== undefined && hosts.includes(named) ? named : hosts[0]!;
}

/** The address of a host, by its number in the scene. */
function addressOf(scene: SceneDescription, host: string): string {
  const number = hostNames(scene).indexOf(host) + 1;
  if (host === 'localhost') return '127.0.0.1';
  return scene.hosts?.[host]?.families === 'ipv6' ? `fd00::${number}` : `10.0.0.${number}`;
}

/**
 * The options of a peer: what the edition decides, what the case says, and where a client of ours finds the server.
 * @param isMain whether it is the first server of ours: another one has a port of its own
 */
function peerOptions(
  { peer = '', options = {} }: ActorContent,
  edition: Edition,
  place: Place,
  isMain: boolean,
): Readonly<Record<string, unknown>> {
  const table = sceneActor(peer)?.entry.options.map(({ name }) => name) ?? [];
  const own = edition.peers[peer] ?? {};
  const decided: Record<string, unknown> = isPeerName(peer)
    ? { ...PEER_TIMEOUTS, ...own, ...numbersOf(peer, own), ...(isMain ? { port: edition.port } : {}) }
    : { ...own, server: place.name, host: place.name, port: edition.port };
  const known = Object.entries(decided).filter(([option]) => table.includes(option));
  // All who speak in the group that the program is told have its port.
  const isInGroup = table.includes('group') && edition.arguments.includes('group');
  const inGroup = isInGroup ? { group: place.group, port: edition.port } : {};
  return { ...Object.fromEntries(known), ...inGroup, ...options };
}

/** The number of the first message, which is stated even where it is the default. */
function numbersOf(peer: string, own: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return { firstNumber: (parsePeerOptions(peer, own) as { firstNumber?: number }).firstNumber };
}

/** A program's input, where the case has a text for it. */
function textOf(actor: ActorContent | undefined): Uint8Array | undefined {
  const input = actor?.input;
  return typeof input === 'object' && input.text !== undefined ? Buffer.from(input.text) : undefined;
}
