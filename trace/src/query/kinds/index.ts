/** All kinds of records that a query may ask about. */
import type { Kind } from '../kind.ts';
import { actors } from './actors.ts';
import { calls } from './calls.ts';
import { events } from './events.ts';
import { lines } from './lines.ts';
import { lookups } from './lookups.ts';
import { messages } from './messages.ts';
import { packets } from './packets.ts';
import { sockets } from './sockets.ts';

/** The kinds in the order of the documentation. */
export const KINDS: readonly Kind[] = [packets, calls, lines, messages, sockets, events, lookups, actors];

/** The kinds by their names. */
export const KIND_BY_NAME: ReadonlyMap<string, Kind> = new Map(KINDS.map((kind) => [kind.name, kind]));
