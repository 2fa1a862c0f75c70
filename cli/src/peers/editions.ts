/** What the editions of the lab require of its servers: the options in its lab.yaml. */
import { findLab } from '@wireside/lab';
import { available } from '@wireside/wire';
import { labFolders } from '../labs.ts';
import { UsageError } from '../usage-error.ts';

/** Options by peer. */
export type ServerOptions = Readonly<Record<string, Readonly<Record<string, unknown>> | undefined>>;

/** The lab whose servers these are. */
const LAB = 'sockets';

/** The PMU over TLS has the port of the PMU over TCP. If both run at once, it has this one. */
export const PMU_TLS_PORT = 5007;

/** An edition of the lab. */
export type Edition = ReturnType<typeof findLab>['editions'][string];

/**
 * An edition of the lab.
 * @param name by default the one that the lab.yaml makes the default
 * @throws {UsageError} when the lab has no such edition
 * @throws {LabError} when the lab.yaml has problems
 */
export function labEdition(name?: string): Edition {
  const { editions, defaultEdition } = findLab(LAB, labFolders());
  const id = name ?? defaultEdition;
  if (Object.hasOwn(editions, id)) return editions[id]!;
  throw new UsageError(`There is no edition "${id}".`, available(id, Object.keys(editions), 'editions'));
}

/**
 * The options of an edition. Everything else is the default of the server, and of its client.
 * @throws what {@link labEdition} does
 */
export const serverOptions = (name?: string): ServerOptions => labEdition(name).peers;
