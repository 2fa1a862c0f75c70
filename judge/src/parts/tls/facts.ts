/** What the run of a TLS server is judged by: where it listens, and what became of each client of ours. */
import type {
  ActorConnection,
  CallRecord,
  Listener,
  Model,
  PeerDescription,
  PeerRecord,
  SocketView,
} from '@wireside/trace';
import { listenersOf, listensAt, RunView, splitEndpoint } from '@wireside/trace';
import type { Edition, PartCase } from '../../case.ts';
import type { ProgramFacts } from '../../common/facts.ts';
import { gatherProgramFacts, sceneEnd } from '../../common/facts.ts';

/** The client of ours that speaks TLS. */
const TLS_CLIENT = 'pdc-tls';
/** How late the first packet of a client may be recorded. µs. */
const TOLERANCE = 2000;
/** Where our clients expect the server. */
const ADDRESS = '127.0.0.1';

/** A client of ours, and what became of it. */
export interface Caller {
  readonly name: string;
  /** Whether it speaks TLS and wants an answer; the others only disturb. */
  readonly isClient: boolean;
  /** When it started, µs since the epoch; absent if it never did. */
  readonly startedAt?: number;
  /** When it ended, likewise. */
  readonly endedAt?: number;
  /** Its connection as the program's end sees it, and the program's calls on it. */
  readonly connection?: ActorConnection;
  readonly calls: readonly CallRecord[];
  /** Its own records: the handshake was complete, it sent the command, the first byte came, the server's FIN came, it gave up. */
  readonly connected?: PeerRecord;
  readonly sent?: PeerRecord;
  readonly answered?: PeerRecord;
  readonly closed?: PeerRecord;
  readonly gaveUp?: PeerRecord;
  /** What came, with each message on a line of its own. */
  readonly received: string;
  /** The first sentence of its error, if it ended by one. */
  readonly said?: string;
}

/** What is known about a run. */
export interface TlsFacts extends ProgramFacts {
  /** Where the clients connect to. */
  readonly port: number;
  readonly sockets: readonly SocketView[];
  /** All listening sockets of the program, and the first of them that the clients reach. */
  readonly listeners: readonly Listener[];
  readonly listener?: Listener;
  /** Clients of ours in the order in which they come; and those that want an answer. */
  readonly callers: readonly Caller[];
  readonly clients: readonly Caller[];
  /** When the scene began to end, by Ctrl-C, and whether the program still ran then. µs since the epoch. */
  readonly sceneEnd: number;
  readonly isInterrupted: boolean;
}

/** Gathers the facts about a run. */
export function gatherFacts(model: Model, partCase: PartCase, edition: Edition): TlsFacts {
  const facts = gatherProgramFacts(model, partCase, edition);
  const peers = model.actors.filter((actor): actor is PeerDescription => actor.kind === 'peer');
  const port = Number(peers[0]?.options['port'] ?? 0);
  const run = new RunView(model);
  const listeners = listenersOf(run).filter(({ actor }) => actor === model.program.name);
  const listener = listeners.find((one) => listensAt(one, `${ADDRESS}:${port}`));
  const callers = peers
    .map((peer) => callerOf(model, peer, port))
    .toSorted((one, other) => (one.startedAt ?? Infinity) - (other.startedAt ?? Infinity));
  const end = sceneEnd(model);
  return {
    ...facts,
    port,
    sockets: run.programs[0]!.sockets,
    listeners,
    ...(listener === undefined ? {} : { listener }),
    callers,
    clients: callers.filter(({ isClient }) => isClient),
    sceneEnd: end,
    isInterrupted: facts.end.at >= end,
  };
}

function callerOf(
  model: Model,
  { name, peer, options, startedAt, ended }: PeerDescription,
  port: number,
): Caller {
  const records = model.trace.peer.filter(({ actor }) => actor === name);
  const first = (event: string): PeerRecord | undefined => records.find((one) => one.event === event);
  const leave = options['leave'];
  // The clients come one after the other, so the time says whose a connection is. One without a handshake has no records.
  const found =
    startedAt === undefined
      ? undefined
      : model.connections.find(({ server, tcp }) => {
          const at = model.capture.time(tcp.rows[0]!);
          return (
            splitEndpoint(server.endpoint).port === port &&
            at >= startedAt - TOLERANCE &&
            at <= (ended?.at ?? Infinity)
          );
        });
  const connection = found?.seenBy('server');
  const said = firstSentence(model.output('stderr', name).bytes);
  const optional = {
    startedAt,
    endedAt: ended?.at,
    connection,
    connected: first('connect'),
    sent: first('send'),
    answered: records.find(({ event, length = 0 }) => event === 'receive' && length > 0),
    closed: first('end'),
    gaveUp: records.find(({ event }) => event === 'timeout' || event === 'refuse'),
    said,
  };
  return {
    name,
    isClient: peer === TLS_CLIENT && (leave === undefined || leave === 'at-end'),
    calls: connection?.calls.flatMap((n) => model.call(n) ?? []) ?? [],
    received: new TextDecoder('latin1').decode(model.output('stdout', name).bytes),
    ...(Object.fromEntries(Object.entries(optional).filter(([, value]) => value !== undefined)) as {
      [Key in keyof typeof optional]?: NonNullable<(typeof optional)[Key]>;
    }),
  };
}

/** `pdc-tls: the server cannot be trusted: …` without the name and the advice after it. */
function firstSentence(errors: Uint8Array): string | undefined {
  const text = new TextDecoder().decode(errors);
  return /^[\w-]+: (.+?)\.(?:\s|$)/.exec(text)?.[1];
}
