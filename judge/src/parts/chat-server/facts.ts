/** What a run of the part chat-server is judged by: its clients, what each said, and what each of the others was sent. */
import type { ActorConnection, CallRecord, Model } from '@wireside/trace';
import { normalEndpoint, ProgramView } from '@wireside/trace';
import type { Edition, PartCase } from '../../case.ts';
import { sameBytes } from '../../common/bytes.ts';
import { argumentsOf } from '../../common/diagnoses/starting.ts';
import type { ProgramFacts } from '../../common/facts.ts';
import { gatherProgramFacts, stoppedAt } from '../../common/facts.ts';
import type { StreamLine } from '../../common/stream-lines.ts';
import { endOfLine, isEmptyLine, streamLines } from '../../common/stream-lines.ts';

/** A server may need a moment from accept() until it counts a client among the others. µs. */
const JOINING = 400_000;
/** Clients that are examined; no case has more. */
const MAX_CLIENTS = 20;

/** A client in the chat. */
export interface Guest {
  readonly connection: ActorConnection;
  /** The actor. */
  readonly name: string;
  /** The accept() that returned its connection; absent where the program never accepted it. */
  readonly accepted?: CallRecord;
  /** The lines that it said, up to an empty one. */
  readonly said: readonly StreamLine[];
  /** What it said last without a newline; empty where there is no such thing. */
  readonly rest: Uint8Array;
  /** The empty line by which it left, if it did so. */
  readonly goodbye?: StreamLine;
  /** When it left: by an empty line, its FIN or its reset. µs since the epoch; Infinity where it did not. */
  readonly leftAt: number;
  /** The lines that the server sent to it and that are not empty. */
  readonly heard: readonly StreamLine[];
}

/** A line that a client must have been sent. */
export interface Due {
  readonly from: Guest;
  readonly to: Guest;
  readonly line: StreamLine;
  /** The line that is it; absent where it was not sent. */
  readonly heard?: StreamLine;
}

/** Facts about a run of the part chat-server. */
export interface ChatServerFacts extends ProgramFacts {
  /** The port that the program is told. */
  readonly port: number;
  readonly guests: readonly Guest[];
  readonly due: readonly Due[];
  /** The lines that a client was sent, and that no other client said then. */
  readonly others: readonly { readonly to: Guest; readonly line: StreamLine }[];
  /** When the run was ended from outside. µs since the epoch; Infinity where it was not. */
  readonly stoppedAt: number;
}

/** Gathers the facts about a run. */
export function gatherFacts(model: Model, partCase: PartCase, edition: Edition): ChatServerFacts {
  const facts = gatherProgramFacts(model, partCase, edition);
  const guests = guestsOf(model);
  const paired = guests.map((to) => pair(to, guests));
  return {
    ...facts,
    port: Number(argumentsOf(facts).at(-1)),
    guests,
    due: paired.flatMap(({ due }) => due),
    others: paired.flatMap(({ to, others }) => others.map((line) => ({ to, line }))),
    stoppedAt: stoppedAt(model),
  };
}

/** The clients that came to the program, in the order in which they connected. */
function guestsOf(model: Model): Guest[] {
  const { sockets } = new ProgramView(model, model.program);
  const stop = stoppedAt(model);
  // A server that was busy until then may accept when the others have been ended.
  const accepts = new Map(
    sockets.flatMap(({ accepted, remote }) =>
      accepted === undefined || remote === undefined || accepted.at + (accepted.took ?? 0) > stop
        ? []
        : [[normalEndpoint(remote), accepted] as const],
    ),
  );
  const { host } = model.program;
  return model.connections
    .filter(({ server, client }) => server.host === host && client.actor !== undefined)
    .slice(0, MAX_CLIENTS)
    .map((one) => guestOf(model, one.seenBy('server'), one.client.actor!, accepts.get(one.client.endpoint)));
}

function guestOf(
  model: Model,
  connection: ActorConnection,
  name: string,
  accepted: CallRecord | undefined,
): Guest {
  const { incoming, outgoing } = connection;
  const lines = streamLines(incoming);
  const empty = lines.findIndex((line) => line.ended && isEmptyLine(line));
  const until = empty < 0 ? lines : lines.slice(0, empty);
  const goodbye = lines[empty];
  const timeOf = (packet: number | undefined): number =>
    packet === undefined ? Infinity : model.capture.packet(packet - 1).time;
  return {
    connection,
    name,
    ...(accepted === undefined ? {} : { accepted }),
    said: until.filter(({ ended }) => ended),
    rest: until.find(({ ended }) => !ended)?.bytes ?? new Uint8Array(0),
    ...(goodbye === undefined ? {} : { goodbye }),
    leftAt: Math.min(goodbye?.last.at ?? Infinity, timeOf(incoming.fin), timeOf(incoming.reset)),
    heard: streamLines(outgoing).filter((line) => !isEmptyLine(line)),
  };
}

/** What a client must have been sent, each with the line that is it, and the lines that are nothing that others said. */
function pair(to: Guest, guests: readonly Guest[]): { to: Guest; due: Due[]; others: StreamLine[] } {
  const left = new Set(to.heard);
  const due: Due[] = [];
  const joined = to.accepted === undefined ? Infinity : to.accepted.at + (to.accepted.took ?? 0) + JOINING;
  for (const from of guests) {
    if (from === to) continue;
    let after = -1;
    for (const line of from.said) {
      const heard = to.heard.find(
        (one) => one.ended && one.offset > after && left.has(one) && sameBytes(one.bytes, line.bytes),
      );
      if (heard !== undefined) {
        left.delete(heard);
        after = heard.offset;
      }
      if (isDue(line, from, joined, to.leftAt))
        due.push({ from, to, line, ...(heard === undefined ? {} : { heard }) });
    }
  }
  const isHalf = ({ bytes, ended }: StreamLine): boolean =>
    guests.some((from) => from !== to && (sameBytes(from.rest, bytes) || (!ended && isStart(from, bytes))));
  return { to, due, others: [...left].filter((line) => !isHalf(line)) };
}

/** Whether a line had to be passed on to a client that had joined at one moment and left at another. */
function isDue(line: StreamLine, from: Guest, joined: number, leftAt: number): boolean {
  // A reset destroys what the server has not read yet.
  const isLost =
    from.connection.incoming.reset !== undefined && from.connection.incoming.received < endOfLine(line);
  return line.first.at >= joined && line.last.at < leftAt && !isLost;
}

/** Whether the program had received a line when the run was stopped. */
export const isRead = (facts: ChatServerFacts, { from, line }: Due): boolean =>
  from.connection.incoming.receives.some(
    ({ offset, length, at }) => offset + length >= endOfLine(line) && at <= facts.stoppedAt,
  );

/** Whether bytes are the start of something that a client said: its end may not have been passed on. */
const isStart = ({ said, rest }: Guest, bytes: Uint8Array): boolean =>
  [...said.map((line) => line.bytes), rest].some((whole) =>
    sameBytes(whole.subarray(0, bytes.length), bytes),
  );
