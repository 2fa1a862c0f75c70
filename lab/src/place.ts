/** Where the server of a case is: its name, its port, its address and its group differ from case to case. */
import { Random } from '@wireside/peers';
import { hostNames } from './scene/make-scene.ts';
import type { SceneDescription } from './scene/make-scene.ts';
import type { Edition, Part, PartCase } from './content/schema.ts';

/** Names of servers, each with `.lab`. */
const NAMES = ['meter', 'north', 'south', 'grid', 'phasor', 'substation', 'feeder', 'busbar'] as const;
/** Ports that neither the system nor outgoing connections use (RFC 6335; man 7 ip, ip_local_port_range). */
const PORTS = { from: 5100, to: 29_999 } as const;

/** Arguments that differ from case to case. */
const VARIED = ['server', 'port', 'group'] as const;
/** The multicast group of the handouts, and the number of a sender in it. */
const GROUP = '224.1.1.1';
const ID = '123456';

/** Where the server of a case is. */
export interface Place {
  readonly name: string;
  readonly port: number;
  /** The multicast group, where there is one, and the six digits with which the program sends to it. */
  readonly group: string;
  readonly id: string;
  /** Whether that is not the name that the lab gives its host: then its other names are unknown in this case. */
  readonly isRenamed: boolean;
  /** Whether the program is told the name; otherwise it is told the address. */
  readonly isNamed: boolean;
  /** Whether its host comes last, and so has another address. */
  readonly isLast: boolean;
}

/**
 * Where the server of a case is. The first case of a part has the name, the port and the address of the handout. In the
 * others, whatever the edition's command line tells the program is different, by the random seed: a program that takes it
 * from the command line notices nothing.
 */
export function placeOf(
  scene: SceneDescription,
  host: string,
  partCase: PartCase,
  { part, edition, seed }: { readonly part: Part; readonly edition: Edition; readonly seed: string },
): Place {
  const usual = part.serverName ?? `${host}.lab`;
  const isNamed = part.serverName !== undefined && partCase.server === 'name';
  const place = {
    name: usual,
    port: edition.port,
    group: GROUP,
    id: ID,
    isRenamed: false,
    isNamed,
    isLast: false,
  };
  const isFirst = part.cases[0]?.id === partCase.id;
  const hosts = hostNames(scene);
  const told = edition.arguments;
  const isLocal = hosts.length === 1 && host === 'localhost';
  if (isFirst || (hosts.length < 2 && !isLocal) || !VARIED.some((name) => told.includes(name))) return place;
  const random = new Random(`${seed}/${partCase.id}/place`);
  // On localhost, all names and the address are those of the one host.
  if (isLocal) return told.includes('port') ? { ...place, port: randomPort(random) } : place;
  return {
    ...place,
    name: isNamed ? `${random.pick(NAMES)}.lab` : usual,
    port: told.includes('port') ? randomPort(random) : edition.port,
    isRenamed: part.serverName !== undefined,
    isLast: random.integer(0, 1) === 1,
    ...(told.includes('group') ? { group: randomGroup(random) } : {}),
    ...(told.includes('id') ? { id: String(random.integer(200_000, 999_999)) } : {}),
  };
}

const randomPort = (random: Random): number => random.integer(PORTS.from, PORTS.to);

/** A group for use inside of an organization (RFC 2365, 6.2). */
const randomGroup = (random: Random): string => `239.192.${random.integer(1, 254)}.${random.integer(1, 254)}`;

/** The scene with the host of the server as its last, if it is. */
export function inPlace(scene: SceneDescription, host: string, { isLast }: Place): SceneDescription {
  if (!isLast) return scene;
  const named = scene.hosts ?? {};
  const others = hostNames(scene).filter((name) => name !== host);
  return {
    ...scene,
    hosts: Object.fromEntries([...others, host].map((name) => [name, named[name]])),
  } as SceneDescription;
}
