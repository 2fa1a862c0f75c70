/** What the run of any program is judged by, and what that of a TCP client is judged by besides. */
import type {
  ActorConnection,
  CallRecord,
  Model,
  OutputLine,
  PeerDescription,
  RunEnd,
} from '@wireside/trace';
import { endpointText } from '@wireside/wire';
import type { Edition, PartCase } from '../case.ts';
import type { Asked } from '../check.ts';

/** Facts about a run in which the program meets a server of ours. */
export interface ProgramFacts extends Asked {
  readonly model: Model;
  readonly case: PartCase;
  readonly edition: Edition;
  /** All calls of the program, in order. */
  readonly calls: readonly CallRecord[];
  /** The server's endpoint as the program sees it; absent when no server is listening. */
  readonly server?: string;
  /** The lines of standard output, and all the bytes of both outputs. */
  readonly lines: readonly OutputLine[];
  readonly output: Uint8Array;
  readonly errors: Uint8Array;
  readonly end: RunEnd;
}

/** Facts about a run in which the program is a TCP client. */
export interface ClientFacts extends ProgramFacts {
  /** All TCP connections that the program opened, in order. */
  readonly connections: readonly ActorConnection[];
  /** The first of them that the server accepted; or, where the part asks for that, that it did not refuse. */
  readonly main?: ActorConnection;
  /** The program's calls on that connection, in order. */
  readonly mainCalls: readonly CallRecord[];
  /** The bytes on the wire in each direction of that connection. */
  readonly sent: Uint8Array;
  readonly received: Uint8Array;
  /** The server's FIN; `at` in µs since the epoch. */
  readonly serverFin?: { readonly packet: number; readonly at: number };
}

/** Gathers what is known about the run of any program. */
export function gatherProgramFacts(model: Model, partCase: PartCase, edition: Edition): ProgramFacts {
  const { program } = model;
  const server = serverEndpoint(model);
  return {
    model,
    case: partCase,
    edition,
    calls: model.callsOf(program.name),
    ...(server === undefined ? {} : { server }),
    lines: model.lines('stdout'),
    output: model.output('stdout').bytes,
    errors: model.output('stderr').bytes,
    end: program.ended ?? { reason: 'stopped', at: 0 },
  };
}

/**
 * Gathers the facts about the run of a TCP client.
 * @param isServed whether the server must have accepted the main connection: one of WebSocket accepts only with the upgrade
 */
export function gatherClientFacts(
  model: Model,
  partCase: PartCase,
  edition: Edition,
  isServed = true,
): ClientFacts {
  const facts = gatherProgramFacts(model, partCase, edition);
  const { server, calls } = facts;
  const connections = model.connectionsOf(model.program.name).filter(({ isClient }) => isClient);
  const own = connections.filter(({ remote }) => remote === server);
  const main = own.find(({ records }) => records.length > 0) ?? (isServed ? undefined : own[0]);
  const numbers = new Set(main?.calls);
  const fin = main?.incoming.fin;
  return {
    ...facts,
    connections,
    ...(main === undefined ? {} : { main }),
    mainCalls: calls.filter(({ n }) => numbers.has(n)),
    sent: main?.outgoing.bytes ?? new Uint8Array(0),
    received: main?.incoming.bytes ?? new Uint8Array(0),
    ...(fin === undefined ? {} : { serverFin: { packet: fin, at: model.capture.packet(fin - 1).time } }),
  };
}

/** The first server of ours in the run. */
export function serverOf(model: Model): PeerDescription | undefined {
  return model.actors.find((actor) => actor.kind === 'peer' && actor.port !== undefined) as
    PeerDescription | undefined;
}

function serverEndpoint(model: Model): string | undefined {
  const { address, port } = serverOf(model) ?? {};
  return address === undefined || port === undefined ? undefined : endpointText({ address, port });
}

/** When the scene began to end, by Ctrl-C to all programs; Infinity where it did not. µs since the epoch. */
export function sceneEnd(model: Model): number {
  return model.trace.scene.find(({ event }) => event === 'end')?.at ?? Infinity;
}

/** How late the end of an actor that exceeded a limit may be recorded; without activity there was nothing to miss. µs. */
const LIMIT_DELAY = 2_000_000;

/**
 * When the run was ended from outside: its scene was over, or one of its actors exceeded a limit. What happens from then on
 * is no one's own doing. µs since the epoch; Infinity where neither happened.
 */
export function stoppedAt(model: Model): number {
  const limits = model.actors.flatMap(({ ended }) =>
    ended?.reason === 'limit' ? [ended.at - LIMIT_DELAY] : [],
  );
  return Math.min(sceneEnd(model), ...limits);
}
