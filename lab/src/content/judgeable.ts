/** What a part may name: the exercises and checks of the judge, and the peers that it can judge against. */
import { PARTS } from '@wireside/judge';
import { peers, sceneActorNames } from '@wireside/peers';
import { RUN_RULES } from '@wireside/trace';
import { CAPTURE_RULES } from '@wireside/wire';

/** Exercises that the judge knows, each with checks of its own; a part names the one that it is judged by. */
export const EXERCISES: readonly string[] = [...PARTS.keys()];

/** Ids of the checks of all exercises. */
export const CHECK_IDS: readonly string[] = [
  ...new Set([...PARTS.values()].flatMap(({ checkIds }) => checkIds)),
];

/** Ids of the checks that a case may list in a part of an exercise; undefined where there is no such exercise. */
export function checksOf(exercise: unknown): readonly string[] | undefined {
  return typeof exercise === 'string' ? PARTS.get(exercise)?.checkIds : undefined;
}

/** Servers that the checks of an exercise know, by the exercise; one that is not here may have any. */
const SERVERS: ReadonlyMap<unknown, readonly string[]> = new Map([
  ['packetization', ['pmu']],
  ['udp', ['pmu-udp']],
  ['receiver', ['tv']],
  ['sender', ['tv-answerer', 'tv']],
  ['websocket', ['pmu-websocket']],
  // The program is the server.
  ['tls', []],
  ['chat-client', ['chat']],
]);

/** Servers that a part of an exercise may have. */
export function serversOf(exercise: unknown): readonly string[] {
  return SERVERS.get(exercise) ?? sceneActorNames;
}

/** Rules about all programs, which explain a failed check where the exercise itself knows no reason. */
export const RULE_IDS: readonly string[] = [...RUN_RULES, ...CAPTURE_RULES].map(({ id }) => id);

/** Names of all peers, for which a lab's editions may set options. */
export const PEER_NAMES: readonly string[] = Object.keys(peers);

/** Options of a peer that a case cannot set: the edition sets the first two, the run the others. */
export const RESERVED_OPTIONS: readonly string[] = ['port', 'firstNumber', 'host', 'seed'];
