/** What a run of the part receiver is judged by: where the program listens, and what it did with each message of the group. */
import type { CallRecord, Datagram, DatagramSocket, Model, OutputLine } from '@wireside/trace';
import { CLOCK_SKEW, datagramSocketsOf, ProgramView } from '@wireside/trace';
import { endpointText } from '@wireside/wire';
import type { Edition, PartCase } from '../../case.ts';
import { indexOfBytes } from '../../common/bytes.ts';
import type { ProgramFacts } from '../../common/facts.ts';
import { gatherProgramFacts, sceneEnd } from '../../common/facts.ts';
import type { Group } from '../../common/group.ts';
import { groupOf, textOf } from '../../common/group.ts';
import { payloadOf } from '../../common/payload.ts';
import { shownLines } from '../../common/shown-lines.ts';
import { isBlank } from '../../common/text-bytes.ts';

/** What comes so shortly before the end of the scene may still be on its way to the output. µs. */
const LAST = 1_000_000;

/** Addresses of a socket that is bound to all addresses of its host. */
const ANY: readonly string[] = ['0.0.0.0', '::', '::ffff:0.0.0.0'];

/** What the station says after the last line of its text. */
export const REWIND = new TextEncoder().encode('RWND');

/** A message of the group, sent by someone else. */
export interface Message {
  readonly datagram: Datagram;
  readonly bytes: Uint8Array;
  /** What follows the sender's id. */
  readonly text: Uint8Array;
  /** The call that read it, and when that returned, µs since the epoch; absent where the program has not read it. */
  readonly read?: { readonly call: CallRecord; readonly at: number };
  /** The line that shows it; never of an empty message. */
  readonly line?: OutputLine;
}

/** Facts about a run of the part receiver. */
export interface ReceiverFacts extends ProgramFacts {
  readonly group: Group;
  /** The program's bound UDP sockets. */
  readonly sockets: readonly DatagramSocket[];
  /** The first of them that can receive the group's datagrams. */
  readonly member?: DatagramSocket;
  /** All messages of the group from the time when a receiver that joined late had missed none. */
  readonly messages: readonly Message[];
  /** Those that are not empty, and that a correct program must have shown. */
  readonly due: readonly Message[];
  /** Whether the station came to the end of its text while the program had a socket. */
  readonly isRewound: boolean;
  /** When the scene began to end, by Ctrl-C. µs since the epoch; Infinity where it did not. */
  readonly sceneEnd: number;
  /** Whether the program still ran then. */
  readonly isInterrupted: boolean;
}

/** Gathers the facts about a run. */
export function gatherFacts(model: Model, partCase: PartCase, edition: Edition): ReceiverFacts {
  const facts = gatherProgramFacts(model, partCase, edition);
  const group = groupOf(model);
  const sockets = datagramSocketsOf(new ProgramView(model, model.program));
  const member = sockets.find((socket) => isMember(model, socket, group));
  const end = sceneEnd(model);
  const ready = readyAt(model, sockets, member, group) + CLOCK_SKEW;
  const all = messagesOf(model, group);
  const bound = Math.min(...sockets.map((socket) => socket.bound.call.at));
  // The text is broadcast again and again: what was sent before, and could not be read, is not what a line shows.
  const heard = all.filter(({ read, datagram }) => read !== undefined || datagram.at > ready);
  const lines = shownLines(
    heard.map(({ text, datagram }) => ({ text, at: datagram.at })),
    facts.lines,
  );
  const messages = heard
    .map((message, i): Message => ({ ...message, ...(lines[i] === undefined ? {} : { line: lines[i] }) }))
    .filter(({ datagram }) => datagram.at > ready);
  const isInterrupted = facts.end.at >= end;
  const lastShown = messages.findLast(({ line }) => line !== undefined)?.datagram.at ?? 0;
  const until = Math.min(end, facts.end.at) - LAST;
  return {
    ...facts,
    group,
    sockets,
    ...(member === undefined ? {} : { member }),
    messages,
    due: messages.filter(
      ({ datagram: { at }, text, read }) =>
        !isBlank(text) &&
        at < end &&
        (at <= lastShown || at < until || (!isInterrupted && read !== undefined)),
    ),
    isRewound: all.some(({ text, datagram }) => datagram.at >= bound && indexOfBytes(text, REWIND) >= 0),
    sceneEnd: end,
    isInterrupted,
  };
}

/** Whether a socket is bound so that datagrams to the group can arrive. */
export function isBoundTo({ bound }: DatagramSocket, { address, port }: Group): boolean {
  return bound.port === port && (isAny(bound.address) || bound.address.replace('::ffff:', '') === address);
}

/** Whether an address stands for all addresses of the host. */
export const isAny = (address: string): boolean => ANY.includes(address);

/** Whether a membership is on an interface where nothing of the network comes in. */
export const isOnLoopback = (name: string): boolean => /(?:^| )(?:lo$|127\.)/.test(name);

/** Whether a socket is bound so, and has joined the group where its datagrams come in. */
function isMember(model: Model, socket: DatagramSocket, group: Group): boolean {
  const isWire = model.run.network === 'wire';
  return (
    isBoundTo(socket, group) &&
    socket.memberships.some((one) => one.group === group.address && !(isWire && isOnLoopback(one.interface)))
  );
}

/** When the program could receive, or, of one that cannot, when it had bound a socket. */
function readyAt(
  model: Model,
  sockets: readonly DatagramSocket[],
  member: DatagramSocket | undefined,
  group: Group,
): number {
  const [socket] = member === undefined ? sockets : [member];
  if (socket === undefined) return Infinity;
  const joined = socket.memberships.filter((one) => one.group === group.address).map(({ call }) => call);
  const first = joined.slice(0, member === undefined ? 0 : 1);
  return Math.max(...[socket.bound.call, ...first].map((call) => model.latestReturn(call)));
}

/** All datagrams of others to the group, with what read them. */
function messagesOf(model: Model, { address, port }: Group): Message[] {
  const destination = endpointText({ address, port });
  const { name } = model.program;
  return model.datagrams
    .filter((one) => one.destination === destination && one.from.actor !== name)
    .map((datagram): Message => {
      const bytes = payloadOf(model, datagram);
      const receive = datagram.to.find(({ actor }) => actor === name)?.receive;
      const call = receive?.lane === 'calls' ? model.call(receive.n) : undefined;
      return {
        datagram,
        bytes,
        text: textOf(bytes),
        ...(call === undefined ? {} : { read: { call, at: receive!.at } }),
      };
    });
}
